"""Measures the thresholds of the quick training check: `python -m benchmarks.quality.training_thresholds [--write]`.

The solutions must reach them under every seed; blocks from which nothing can be learned must not, under any. Prints
the tables; --write puts them into docs/training.md. `--equivalents`: the table of right answers in other styles.
"""
from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

from grader.course.manifest import ROOT
from grader.report.training import TrainingResult
from grader.sandbox.support import best_isolation
from grader.submission import files
from grader.training import check, images
from grader.training.devices import Device
from grader.training.engines import Engine, Here, PyTorch
from grader.training.plans import NETWORKS, PLANS, limits
from grader.training.trainers import InProcess, Isolated, Submitted, sandbox
from grader.upkeep.marks import put_between
from grader.upkeep.measure import equivalents as right_ones

PAGE = ROOT / "docs" / "training.md"
NOT_LEARNING: dict[str, tuple[str, str]] = {
    # name: (what it does to a block's output, as code that is added to the solution's file)
    "constant": ("the output is the same for every image", "return y * 0 + 1"),
    "zero": ("the output is 0", "return y * 0"),
    "detach": ("the gradient is cut with detach()", "return y.detach()"),
    "numpy": ("the output takes a detour through numpy", "return nd.array(y.asnumpy())"),
    "zero_gradient": ("the gradient is multiplied by 0, the running statistics still move", "return NoGradient()(y)"),
}
FROZEN = ("frozen", "the block's parameters are never updated: what the last layer makes of random features")
WRAPPED = """
from mxnet import autograd, nd
from mxnet.gluon import nn


class NoGradient(autograd.Function):
    def forward(self, x):
        return x * 1

    def backward(self, dy):
        return dy * 0


{original} = {name}


class {name}(nn.Block):
    def __init__(self, *args):
        super().__init__()
        self.block = {original}(*args)
        {frozen}

    def forward(self, x):
        y = self.block(x)
        {body}
"""


def spoilt(solutions: files.Folder, body: str, frozen: bool = False) -> files.Folder:
    """The solutions with vgg_block and Residual wrapped in something that does not learn."""
    sources = dict(solutions.sources)
    for exercise, name in (("vgg", "vgg_block"), ("resnet", "Residual")):
        sources[exercise] += WRAPPED.format(
            name=name, original=f"original_{name}", body=body,
            frozen="self.block.collect_params().setattr('grad_req', 'null')" if frozen else "").encode()
    return replace(solutions, sources=sources)


def trained(submission: Submitted, seed: int, engine: Engine, networks: Sequence[str] = NETWORKS) -> TrainingResult:
    """The quick check of one submission."""
    run = check.Run(images.digits(seed), seed, [engine])
    return check.run_training(submission, run, Device("cpu", "measuring"), networks=networks)


def measure(submission: files.Folder, seeds: range, engine: Engine) -> dict[str, list[float | None]]:
    """The accuracies of both networks under each seed; None where one is refused before it trains."""
    found: dict[str, list[float | None]] = {name: [] for name in NETWORKS}
    for seed in seeds:
        for network in trained(InProcess(submission), seed, engine).networks:
            if network.status not in ("passed", "failed"):
                raise SystemExit(f"{network.name}: {network.status}: {network.message}")
            found[network.name].append(network.accuracy)
    return found


def equivalents(seed: int, engine: Engine) -> dict[str, dict[str, float]]:
    """The accuracies of the right answers in other styles, each in a process of its own."""
    found: dict[str, dict[str, float]] = {name: {} for name in NETWORKS}
    with sandbox(best_isolation(), "quick") as box:
        for name in NETWORKS:
            for path in right_ones(name):
                submission = Isolated(files.Folder(path.stem, {name: path.read_bytes()}, {}), box, limits("quick"))
                result = trained(submission, seed, engine, [name]).networks[0]
                if result.status != "passed" or result.accuracy is None:
                    raise SystemExit(f"{path}: {result.status}: {result.message}")
                found[name][path.stem] = result.accuracy
    return found


def solutions_table(seeds: int, spoilt_seeds: int, engine: Engine) -> str:
    solutions = files.read(ROOT / "solutions")
    found = {name: [a for a in values if a is not None]
             for name, values in measure(solutions, range(seeds), engine).items()}
    lines = [f"The solutions under {seeds} seeds:", "",
             "| network | threshold | lowest | mean | highest |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {name} | {PLANS['quick'][name].threshold} | {min(values):.3f} | "
              f"{sum(values) / len(values):.3f} | {max(values):.3f} |" for name, values in found.items()]
    lines += ["", f"Blocks that do not learn, the highest of {spoilt_seeds} seeds:", "",
              "| block | vgg | resnet |", "| --- | --- | --- |"]
    for name, (what, body) in {**NOT_LEARNING, FROZEN[0]: (FROZEN[1], "return y")}.items():
        each = measure(spoilt(solutions, body, frozen=name == FROZEN[0]), range(spoilt_seeds), engine)
        said = {network: "refused" if None in values else f"{max(a for a in values if a is not None):.3f}"
                for network, values in each.items()}
        lines.append(f"| {what} | {said['vgg']} | {said['resnet']} |")
        print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines) + "\n"


def equivalents_table(seed: int, engine: Engine) -> str:
    lines = ["| network | right answers in other styles | lowest | which |", "| --- | --- | --- | --- |"]
    for name, accuracies in equivalents(seed, engine).items():
        which = min(accuracies, key=accuracies.__getitem__)
        lines.append(f"| {name} | {len(accuracies)} | {accuracies[which]:.3f} | {which} |")
    return "\n".join(lines) + "\n"


def engines_table(seeds: int) -> str:
    """The solutions' accuracies with both engines, on the CPU, under each seed."""
    solutions = files.read(ROOT / "solutions")
    names = ("MXNet", "PyTorch")
    found = [measure(solutions, range(seeds), engine) for engine in (Here(), PyTorch(limits("quick")))]
    lines = [f"| network | seed | {' | '.join(names)} | apart |", "| --- | --- | --- | --- | --- |"]
    for network in NETWORKS:
        for seed in range(seeds):
            pair = [float(of_engine[network][seed] or 0) for of_engine in found]
            cells = " | ".join(f"{accuracy:.3f}" for accuracy in (*pair, abs(pair[0] - pair[1])))
            lines.append(f"| {network} | {seed} | {cells} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="seeds for the solutions")
    parser.add_argument("--spoilt-seeds", type=int, default=5, help="seeds for each block that does not learn")
    parser.add_argument("--equivalents", action="store_true", help="only the right answers in other styles")
    parser.add_argument("--engines", action="store_true", help="only MXNet against PyTorch, under 5 seeds")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.relative_to(ROOT)}")
    parser.add_argument("--torch", action="store_true", help="train with PyTorch, on the CPU")
    given = parser.parse_args()
    engine: Engine = PyTorch(limits("quick")) if given.torch else Here()
    text = (engines_table(5) if given.engines else equivalents_table(0, engine) if given.equivalents
            else solutions_table(given.seeds, given.spoilt_seeds, engine))
    put(text, "engines" if given.engines else "equivalents" if given.equivalents else "thresholds", given.write)


def put(text: str, table: str, write: bool) -> None:
    """Prints a table, or puts it in its place in docs/training.md."""
    if write:
        PAGE.write_text(put_between(PAGE.read_text("utf-8"), table, text), "utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
