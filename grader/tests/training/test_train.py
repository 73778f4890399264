"""The training check: who counts, what never travels, what passes and what doesn't."""
from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.quality.training_thresholds import NOT_LEARNING, spoilt
from grader import scoring
from grader.cli import main
from grader.course import manifest
from grader.render import curves, terminal
from grader.sandbox.zygote import Sandbox
from grader.submission import files
from grader.submission.asking import Trouble
from grader.training import check as train
from grader.training import images as data
from grader.training import plans, progress, trainers
from grader.training.devices import Device
from grader.worker import training

CPU = Device("cpu", "a test")
EQUIVALENTS = manifest.ROOT / "course" / "equivalents"


@pytest.fixture(scope="module")
def digits() -> data.Dataset:
    return data.digits(7)


@pytest.fixture(scope="module")
def solutions() -> files.Folder:
    return files.read(manifest.ROOT / "solutions")


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two epochs instead of all."""
    monkeypatch.setitem(plans.PLANS, "quick", {
        name: replace(plan, settings=plan.settings | {"epochs": 2}) for name, plan in plans.PLANS["quick"].items()})


class Scripted:
    """A worker that says what a test wants, and remembers what it was given."""

    def __init__(self, steps: Callable[[dict[str, Any]], Iterator[Any]], fingerprint: str = "") -> None:
        self.steps, self.fingerprint = steps, fingerprint
        self.given: list[dict[str, Any]] = []

    def train(self, inputs: dict[str, Any]) -> Iterator[Any]:
        self.given.append(inputs)
        yield from self.steps(inputs)


def session(predictions: Any, **changes: Any) -> Callable[[dict[str, Any]], Iterator[Any]]:
    """One batch an epoch, and these predictions."""
    def steps(inputs: dict[str, Any]) -> Iterator[Any]:
        yield {"kind": "start", "parameters": 10}
        for epoch in range(inputs.get("done", 0), inputs["job"]["epochs"]):
            yield {"kind": "batch", "epoch": epoch, "batch": 0, "images": 32, "unreached": 0, "loss": 1.0,
                   "accuracy": 1.0} | changes
            step = {"kind": "epoch", "epoch": epoch, "predictions": predictions}
            if inputs["job"]["checkpoints"]:
                step["state"] = {"0": np.full(3, epoch, np.float32)}
            yield step
    return steps


# The judge ----------------------------------------------------------------------------------------------------------

def test_the_judge_counts(digits: data.Dataset) -> None:
    right = digits.test_labels.astype(np.int32)
    wrong = right.copy()
    wrong[:100] = (wrong[:100] + 1) % 10
    for predictions, accuracy in ((right, 1.0), (wrong, 1 - 100 / len(right)), ((right + 1) % 10, 0.0)):
        result = train.run_training(Scripted(session(predictions)), digits, CPU, 7)
        assert [n["accuracy"] for n in result["networks"]] == [round(accuracy, 6)] * 2
        assert result["score"] == (10 if accuracy == 1.0 else 0), "78% are not enough"
        assert result["status"] == ("passed" if accuracy == 1.0 else "failed")
    # What the worker says of its accuracy on the images that it trains with is shown and not scored.
    assert result["networks"][0]["history"][0]["train_accuracy"] == 1.0


def test_labels_of_the_test_never_travel(digits: data.Dataset) -> None:
    worker = Scripted(session(digits.test_labels.astype(np.int32)))
    train.run_training(worker, digits, CPU, 7)
    for given in worker.given:
        assert given.keys() == {"job", "images", "labels", "test_images"}
        np.testing.assert_array_equal(given["labels"], digits.labels)
        np.testing.assert_array_equal(given["test_images"], digits.test_images)
        assert given["images"].shape == digits.images.shape
        json.dumps(given["job"])


def test_the_report_is_json_and_says_what_was_done(digits: data.Dataset) -> None:
    result = train.run_training(Scripted(session(digits.test_labels.astype(np.int32), loss=math.nan)), digits, CPU, 7)
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert result["device"] == "cpu" and result["reason"] == "a test" and result["max_score"] == 10
    assert result["seed"] == 7 and result["data"] == "scikit-learn's digits" and result["profile"] == "quick"
    vgg, resnet = result["networks"]
    assert (vgg["name"], resnet["name"]) == ("vgg", "resnet")
    assert "vgg_block(1, 8)" in vgg["network"] and "Residual(8, True, 2)" in resnet["network"]
    assert vgg["history"][0]["loss"] is None, "not a number in the report"
    assert vgg["train_images"] + vgg["test_images"] == 1797


NONSENSE: dict[str, Callable[[data.Dataset], list[Any]]] = {
    "nothing": lambda d: [],
    "not a step": lambda d: [3],
    "unknown": lambda d: [{"kind": "accuracy", "accuracy": 1.0}],
    "no predictions": lambda d: [{"kind": "start", "parameters": 1}],
    "too few": lambda d: [{"kind": "epoch", "epoch": 0, "predictions": d.test_labels[:-1]}],
    "floats": lambda d: [{"kind": "epoch", "epoch": 0, "predictions": d.test_labels.astype(np.float32)}],
    "another shape": lambda d: [{"kind": "epoch", "epoch": 0, "predictions": d.test_labels[:, None]}],
    "a list": lambda d: [{"kind": "epoch", "epoch": 0, "predictions": d.test_labels.tolist()}],
    "another epoch": lambda d: [{"kind": "epoch", "epoch": 14, "predictions": d.test_labels}],
    "text": lambda d: [{"kind": "start", "parameters": "many"}],
    "a bool": lambda d: [{"kind": "start", "parameters": True}],
    "a giant": lambda d: [{"kind": "start", "parameters": 1 << 62}],
    "a larger batch": lambda d: [{"kind": "batch", "epoch": 0, "batch": 0, "images": 99, "unreached": 0, "loss": 1.0,
                                  "accuracy": 1.0}],
    "no end": lambda d: [{"kind": "test", "epoch": 0}] * 100000,
    "a loss in words": lambda d: [{"kind": "batch", "epoch": 0, "batch": 0, "images": 1, "unreached": 0,
                                   "loss": "low", "accuracy": 1.0}],
}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_is_a_crash(digits: data.Dataset, what: str) -> None:
    result = train.run_training(Scripted(lambda inputs: iter(NONSENSE[what](digits))), digits, CPU, 7)
    assert result["status"] == "crashed" and result["score"] == 0
    assert {n["status"] for n in result["networks"]} == {"crashed"}


def test_fewer_epochs_than_asked_for_are_a_crash(digits: data.Dataset) -> None:
    """A worker that stops when it is lucky does not choose its best epoch."""
    def steps(inputs: dict[str, Any]) -> Iterator[Any]:
        return session(digits.test_labels)(inputs | {"job": inputs["job"] | {"epochs": 3}})
    assert train.run_training(Scripted(steps), digits, CPU, 7)["status"] == "crashed"


def test_more_epochs_than_asked_for_are_a_crash(digits: data.Dataset) -> None:
    def steps(inputs: dict[str, Any]) -> Iterator[Any]:
        return session(digits.test_labels)(inputs | {"job": inputs["job"] | {"epochs": 1000}})
    assert train.run_training(Scripted(steps), digits, CPU, 7)["status"] == "crashed"


def test_one_network_does_not_cost_the_other(digits: data.Dataset) -> None:
    def steps(inputs: dict[str, Any]) -> Iterator[Any]:
        if inputs["job"]["network"] == "vgg":
            raise Trouble("error", "ZeroDivisionError: division by zero", "  File \"vgg.py\", line 3\n")
        return session(digits.test_labels)(inputs)
    result = train.run_training(Scripted(steps), digits, CPU, 7)
    vgg, resnet = result["networks"]
    assert (vgg["status"], vgg["score"], vgg["accuracy"]) == ("error", 0, None)
    assert "ZeroDivisionError" in vgg["message"] and "line 3" in vgg["message"]
    assert (resnet["status"], resnet["score"]) == ("passed", 5)
    assert (result["status"], result["score"], result["max_score"]) == ("error", 5, 10)


def test_what_fails_on_a_gpu_is_tried_on_the_cpu(digits: data.Dataset) -> None:
    def steps(inputs: dict[str, Any]) -> Iterator[Any]:
        if inputs["job"]["device"] == "gpu" and inputs["job"]["network"] == "vgg":
            raise Trouble("error", "MXNetError: CUDA: out of memory")
        return session(digits.test_labels)(inputs)
    worker = Scripted(steps)
    result = train.run_training(worker, digits, Device("gpu", "a test"), 7)
    assert (result["status"], result["score"]) == ("passed", 10)
    assert [(n["name"], n["device"]) for n in result["networks"]] == [("vgg", "cpu"), ("resnet", "gpu")]

    def stub(inputs: dict[str, Any]) -> Iterator[Any]:
        raise Trouble("todo", "not implemented yet")
        yield
    worker = Scripted(stub)
    assert train.run_training(worker, digits, Device("gpu", "a test"), 7)["status"] == "todo"
    assert len(worker.given) == 2, "nothing to try again"


# The book's profile: a reference, tries, checkpoints ---------------------------------------------------------------

def test_the_book_is_compared_with_the_reference(digits: data.Dataset) -> None:
    right = digits.test_labels.astype(np.int32)
    reference, worse, much_worse = right.copy(), right.copy(), right.copy()
    for predictions, count in ((reference, 40), (worse, 50), (much_worse, 80)):
        predictions[:count] = (predictions[:count] + 1) % 10
    for predictions, status in ((right, "passed"), (worse, "passed"), (much_worse, "failed")):
        result = train.run_training(Scripted(session(predictions), "student"), digits, CPU, 7, "book",
                                    Scripted(session(reference), "reference"))
        assert result["status"] == status
        network = result["networks"][0]
        assert network["reference"] == round(1 - 40 / 449, 6)
        assert network["threshold"] == pytest.approx(network["reference"] - 0.03)


def test_the_reference_itself_trains_once(digits: data.Dataset) -> None:
    reference = Scripted(session(digits.test_labels), "same")
    result = train.run_training(Scripted(session(digits.test_labels), "same"), digits, CPU, 7, "book", reference)
    assert result["status"] == "passed" and not reference.given


def test_a_reference_that_fails_is_not_the_students_fault(digits: data.Dataset) -> None:
    def steps(inputs: dict[str, Any]) -> Iterator[Any]:
        raise Trouble("memory", "too much")
        yield
    result = train.run_training(Scripted(session(digits.test_labels), "student"), digits, CPU, 7, "book",
                                Scripted(steps, "reference"))
    assert result["status"] == "internal" and "reference" in result["networks"][0]["message"]


def test_a_try_is_not_scored(digits: data.Dataset) -> None:
    seen = []

    def steps(inputs: dict[str, Any]) -> Iterator[Any]:
        seen.append(inputs)
        yield {"kind": "epoch", "epoch": 0, "predictions": np.zeros(len(inputs["test_images"]), np.int32)}
    result = train.run_training(Scripted(steps), digits, CPU, 7, max_batches=3)
    assert (result["status"], result["score"], result["max_score"]) == ("skipped", 0, 0)
    assert result["networks"][0]["threshold"] is None and result["networks"][0]["accuracy"] is not None
    assert all(given["job"]["max_batches"] == 3 and len(given["test_images"]) == 96 for given in seen)


def test_checkpoints(digits: data.Dataset, tmp_path: Path) -> None:
    """Interrupted in the second network's third epoch, the run goes on from there."""
    def interrupted(inputs: dict[str, Any]) -> Iterator[Any]:
        for step in session(digits.test_labels)(inputs):
            if inputs["job"]["network"] == "resnet" and step.get("epoch") == 2:
                raise KeyboardInterrupt
            yield step
    def run(worker: Scripted) -> dict[str, Any]:
        return train.run_training(worker, digits, CPU, 7, "book", Scripted(session(digits.test_labels), "one"),
                                  checkpoints=tmp_path)
    with pytest.raises(KeyboardInterrupt):
        run(Scripted(interrupted, "one"))
    assert len(list(tmp_path.iterdir())) == 2 and not list(tmp_path.glob("*.tmp"))
    other = Scripted(session(digits.test_labels), "two")
    with pytest.raises(KeyboardInterrupt):
        def stopped(inputs: dict[str, Any]) -> Iterator[Any]:
            assert "done" not in inputs, "another submission's checkpoint"
            raise KeyboardInterrupt
            yield
        other.steps = stopped
        run(other)
    worker = Scripted(session(digits.test_labels), "one")
    result = run(worker)
    assert result["status"] == "passed"
    assert [given["job"]["network"] for given in worker.given] == ["resnet"], "vgg was done"
    assert worker.given[0]["done"] == 2
    np.testing.assert_array_equal(worker.given[0]["state"]["0"], np.full(3, 1, np.float32))
    assert [len(n["history"]) for n in result["networks"]] == [5, 5]
    assert not list(tmp_path.iterdir()), "a run that is done leaves nothing"


@pytest.mark.parametrize("spoil", [lambda path: path.write_bytes(b"no zip"), lambda path: path.write_bytes(b""),
                                   lambda path: np.savez(path, told=np.frombuffer(b'{"arrays": 0}', np.uint8))])
def test_a_spoilt_checkpoint_starts_anew(digits: data.Dataset, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    def interrupted(inputs: dict[str, Any]) -> Iterator[Any]:
        yield from list(session(digits.test_labels)(inputs))[:5]
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        train.run_training(Scripted(interrupted), digits, CPU, 7, "book", Scripted(interrupted), checkpoints=tmp_path)
    path, = tmp_path.iterdir()
    spoil(path)
    worker = Scripted(session(digits.test_labels))
    assert train.run_training(worker, digits, CPU, 7, "book", worker, checkpoints=tmp_path)["status"] == "passed"
    assert "done" not in worker.given[0]


# The loop -----------------------------------------------------------------------------------------------------------

def test_interpolation_keeps_what_is_straight() -> None:
    for old, new in ((8, 16), (28, 224), (28, 96), (5, 5), (1, 4)):
        matrix = training.interpolation(old, new)
        assert matrix.shape == (new, old)
        np.testing.assert_allclose(matrix.sum(axis=1), 1, atol=1e-6)
        ramp = matrix @ np.arange(old, dtype=np.float32)
        inner = (np.arange(new) + 0.5) * old / new - 0.5
        np.testing.assert_allclose(ramp, np.clip(inner, 0, old - 1), atol=1e-4)


def test_images_are_enlarged_between_0_and_1() -> None:
    import mxnet as mx
    stored = np.zeros((2, 1, 4, 6), np.uint8)
    stored[0, 0, 1, 2] = 255
    enlarged = training.Images(stored, 12, mx.cpu()).batch(slice(0, 2)).asnumpy()
    expected = training.interpolation(4, 12) @ (stored[0, 0] / 255) @ training.interpolation(6, 12).T
    assert enlarged.shape == (2, 1, 12, 12)
    np.testing.assert_allclose(enlarged[0, 0], expected, atol=1e-6)
    assert enlarged[0].max() > 0.5 and not enlarged[1].any()


def little(images: int = 64, **changes: Any) -> tuple[training.Job, tuple[np.ndarray, ...]]:
    digits = data.digits(3)
    settings = plans.PLANS["quick"]["resnet"].settings | {"epochs": 3, "optimizer": "sgd", "learning_rate": 0.1,
                                                          "decay": False, "checkpoints": True, "seed": 3} | changes
    return (training.Job(network="resnet", profile="quick", **settings),
            (digits.images[:images], digits.labels[:images], digits.test_images[:images]))


def run_loop(job: training.Job, arrays: tuple[np.ndarray, ...], **resumed: Any) -> list[dict[str, Any]]:
    from solutions.resnet import Residual
    images, labels, test_images = arrays
    return list(training.train(training.quick_resnet(Residual), job, images, labels, test_images, **resumed))


def test_a_resumed_training_is_the_uninterrupted_one() -> None:
    job, arrays = little()
    whole = [step for step in run_loop(job, arrays) if step["kind"] == "epoch"]
    first = [step for step in run_loop(replace(job, epochs=1), arrays) if step["kind"] == "epoch"]
    rest = [step for step in run_loop(job, arrays, done=1, saved=list(first[0]["state"].values()))
            if step["kind"] == "epoch"]
    assert [step["epoch"] for step in rest] == [1, 2]
    for one, other in zip(whole, [*first, *rest], strict=True):
        np.testing.assert_array_equal(one["predictions"], other["predictions"])
        for key, array in one["state"].items():
            np.testing.assert_array_equal(array, other["state"][key])
    assert not np.array_equal(whole[0]["state"]["0"], whole[2]["state"]["0"]), "it moves"


def test_another_networks_checkpoint_is_refused() -> None:
    job, arrays = little()
    with pytest.raises(ValueError, match="another network"):
        run_loop(job, arrays, done=1, saved=[np.zeros((1, 2), np.float32)])


def test_so_many_batches_and_no_more() -> None:
    job, arrays = little(images=64, max_batches=3, checkpoints=False)
    steps = run_loop(job, arrays)  # two batches an epoch
    assert [(s["epoch"], s["batch"]) for s in steps if s["kind"] == "batch"] == [(0, 0), (0, 1), (1, 0)]
    assert [s["epoch"] for s in steps if s["kind"] == "epoch"] == [0, 1]


def test_fewer_images_than_a_batch() -> None:
    job, arrays = little(images=5, epochs=1)
    assert [s["images"] for s in run_loop(job, arrays) if s["kind"] == "batch"] == [5]


# Real submissions ---------------------------------------------------------------------------------------------------

def test_the_solutions_learn_alike_isolated_and_in_process(solutions: files.Folder, digits: data.Dataset,
                                                           box: Sandbox, short: None) -> None:
    """The same seed gives the same predictions, on both sides of the boundary."""
    isolated = train.run_training(trainers.Isolated(solutions, box, plans.limits("quick", "cpu")), digits, CPU, 7)
    here = train.run_training(trainers.InProcess(solutions), digits, CPU, 7)
    other = train.run_training(trainers.InProcess(solutions), digits, CPU, 8)
    def told(result: dict[str, Any]) -> list[Any]:
        return [(n["losses"], n["history"]) for n in result["networks"]]
    assert told(isolated) == told(here) != told(other)
    assert all(n["history"][0]["loss"] > n["history"][1]["loss"] for n in here["networks"])


def test_the_solutions_pass(solutions: files.Folder, digits: data.Dataset, box: Sandbox) -> None:
    told: list[progress.Progress] = []
    result = train.run_training(trainers.Isolated(solutions, box, plans.limits("quick", "cpu")), digits, CPU, 7,
                                told=told.append)
    assert (result["status"], result["score"]) == ("passed", 10), result["networks"]
    assert all(n["accuracy"] > n["threshold"] + 0.08 for n in result["networks"]), "with a clear margin"
    last = told[-1]
    assert (last.network, last.epoch, last.batch, last.seconds_left) == ("resnet", last.epochs, last.batches, 0)


@pytest.mark.parametrize("what", ["constant", "detach"])
def test_blocks_that_do_not_learn_fail(solutions: files.Folder, digits: data.Dataset, what: str,
                                       request: pytest.FixtureRequest) -> None:
    if what == "constant":  # longer makes no difference
        request.getfixturevalue("short")
    result = train.run_training(trainers.InProcess(spoilt(solutions, NOT_LEARNING[what][1])), digits, CPU, 7)
    assert (result["status"], result["score"]) == ("failed", 0), result["networks"]
    if what == "detach":
        assert "No gradient reaches" in result["networks"][0]["message"]


@pytest.mark.parametrize(("name", "file"), [("vgg", "np_second_edition"), ("resnet", "conv3_always_declared")])
def test_other_styles_learn(name: str, file: str, digits: data.Dataset) -> None:
    """A file that switches MXNet to numpy semantics; a layer that is declared and not used."""
    import mxnet as mx
    submission = files.Folder(file, {name: (EQUIVALENTS / name / f"{file}.py").read_bytes()}, {})
    result = train.run_training(trainers.InProcess(submission), digits, CPU, 7, networks=[name])
    assert result["status"] == "passed", result["networks"]
    assert not mx.util.is_np_array(), "what the file switched on stays there"


WRONG = {
    "vgg": (b"def vgg_block(num_convs, num_channels):\n    raise NotImplementedError\n", "todo", ""),
    "resnet": (b"from solutions.resnet import Residual as R\n", "error", "ModuleNotFoundError"),
}


def test_stubs_missing_files_and_errors(digits: data.Dataset, box: Sandbox) -> None:
    def run(sources: dict[str, bytes]) -> dict[str, Any]:
        submission = files.Folder("wrong", sources, {})
        result = train.run_training(trainers.Isolated(submission, box, plans.limits("quick", "cpu")), digits, CPU, 7)
        assert result["score"] == 0
        return {n["name"]: (n["status"], n["message"]) for n in result["networks"]}
    found = run({name: source for name, (source, _, _) in WRONG.items()})
    for name, (_, status, message) in WRONG.items():
        assert found[name][0] == status and message in found[name][1], found
    found = run({"resnet": b"x = 1\n"})
    assert found["vgg"] == ("missing", "vgg.py is not there")
    assert found["resnet"] == ("missing", "resnet.py has no Residual")
    found = run({"vgg": b"def vgg_block(n, c):\n    return 3\n",
                 "resnet": b"from mxnet import nd\nfrom mxnet.gluon import nn\n"
                           b"class Residual(nn.Block):\n    def __init__(self, *a):\n        super().__init__()\n"
                           b"    def forward(self, x):\n        return nd.concat(x, x, dim=0)\n"})
    assert found["vgg"] == ("error", "TypeError: vgg_block gave int, not a Gluon block")
    assert found["resnet"][0] == "error" and "shape (16, 10), not (2, 10)" in found["resnet"][1]


def test_a_death_is_a_crash(digits: data.Dataset, box: Sandbox) -> None:
    submission = files.Folder("dies", {"vgg": b"import os\ndef vgg_block(n, c):\n    os.abort()\n"}, {})
    result = train.run_training(trainers.Isolated(submission, box, plans.limits("quick", "cpu")), digits, CPU, 7,
                                networks=["vgg"])
    assert result["status"] == "crashed" and "SIGABRT" in result["networks"][0]["message"]


def test_the_books_networks_on_files_in_fashion_mnists_format(solutions: files.Folder, tmp_path: Path) -> None:
    from grader.tests.training.test_images import write
    images = data.fashion_mnist(write(tmp_path, train=3, test=2, zipped=True))
    with trainers.sandbox(train_isolation(), "book", "cpu") as own:
        worker = trainers.Isolated(solutions, own, plans.limits("book", "cpu"))
        result = train.run_training(worker, images, CPU, 7, "book", worker, max_batches=2)
    assert result["status"] == "skipped" and result["data"] == "files in Fashion-MNIST's format"
    assert result["warnings"], "not the official files"
    vgg, resnet = result["networks"]
    # Counted by hand for inputs of 1 channel: VGG-11 / 4 at 224x224, and ResNet-18.
    assert vgg["parameters"] == 43_093_322 and resnet["parameters"] == 11_178_378
    for network in (vgg, resnet):
        assert len(network["losses"]["values"]) == 2 and network["accuracy"] is not None


def test_the_gpus_devices_are_there_for_the_training_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file stands in for the device: a submission looks whether it is in sight."""
    if train_isolation() != "bubblewrap":
        pytest.skip("no namespaces here: all files are in sight")
    device = tmp_path / "nvidia0"
    device.write_bytes(b"")
    glob = Path.glob
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter([device]) if (str(self), pattern) == (
        "/dev", "nvidia*") else glob(self, pattern))
    look = f"    import os\n    raise ValueError('in sight: %s' % os.path.exists({str(device)!r}))\n"
    submission = files.Folder("looks", {"vgg": f"def vgg_block(n, c):\n{look}".encode(),
                                         "corr2d": f"def corr2d(X, K):\n{look}".encode()}, {})
    for place in ("gpu", "cpu"):
        monkeypatch.setattr(scoring, "find_device", lambda wanted, place=place: Device(place, "a test"))
        training_part = scoring.training_part(submission, 7)
        assert training_part.networks[0].message.startswith(f"ValueError: in sight: {place == 'gpu'}\n")
    monkeypatch.setattr(scoring, "find_device", lambda wanted: Device("gpu", "a test"))
    with scoring.sandbox() as own:
        report = scoring.score(submission, own, 7, [manifest.load().exercise("corr2d")])
    assert "ValueError: in sight: False" in report.exercises[0].properties[0].message


def test_which_gpu_is_chosen_by_the_same_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    assert trainers.sandbox("bubblewrap", "quick", "gpu").settings["CUDA_VISIBLE_DEVICES"] == "1"
    assert "CUDA_VISIBLE_DEVICES" not in trainers.sandbox("bubblewrap", "quick", "cpu").settings


def train_isolation() -> Any:
    from grader.sandbox.support import best_isolation
    return best_isolation()


# Curves -------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("suffix", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_curves(digits: data.Dataset, tmp_path: Path, suffix: str, begins: bytes) -> None:
    def steps(inputs: dict[str, Any]) -> Iterator[Any]:
        if inputs["job"]["network"] == "resnet":
            raise Trouble("missing", "resnet.py is not there")
        return session(digits.test_labels, loss=math.nan)(inputs)
    result = train.run_training(Scripted(steps), digits, CPU, 7)
    curves.plot(result, tmp_path / f"curve.{suffix}")
    assert (tmp_path / f"curve.{suffix}").read_bytes().startswith(begins)
    curves.plot(result, tmp_path / "draft", suffix)
    assert (tmp_path / "draft").read_bytes().startswith(begins)
    if suffix == "svg":
        drawn = (tmp_path / "draft").read_text()
        assert "vgg: passed" in drawn and "resnet: missing" in drawn
        assert drawn == (tmp_path / "curve.svg").read_text(), "the same report, the same file"


# The command --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("arguments", "message"), [
    (["--data", "."], "--data goes with --profile book"),
    (["--checkpoints", "."], "--checkpoints goes with --profile book"),
    (["--profile", "book", "--checkpoints", "file/below"], "file/below: Not a directory"),
    (["--profile", "book", "--data", "nowhere"], "nowhere: there is no such folder"),
    (["--profile", "book", "--data", "."], "there is no train-images-idx3-ubyte.gz"),
    (["--max-batches", "0"], "0 is not in the range"),
    (["--device", "gpu"], "--device gpu: no GPU; without this option, the CPU trains"),
])
def test_what_the_command_refuses_is_one_clear_line(arguments: list[str], message: str, tmp_path: Path,
                                                    monkeypatch: pytest.MonkeyPatch,
                                                    capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr("grader.training.devices.gpu", lambda: (False, "no GPU"))
    with pytest.raises(SystemExit) as stopped:
        main(["train", str(manifest.ROOT / "solutions"), *arguments])
    out, err = capsys.readouterr()
    assert stopped.value.code == 2 and not out
    assert err.startswith("convkata: ") and message in err and err.count("\n") == 1


def test_progress_says_how_far_it_is_and_for_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    def at(batch: int, speed: float = 0.0, left: float = math.inf) -> progress.Progress:
        return progress.Progress("vgg", 2, 5, batch, 3, 0.5, 0.75, speed, left)
    assert terminal.progress_line(at(1)) == "vgg: epoch 2/5, loss 0.500, accuracy 75.0%"
    assert terminal.progress_line(at(2, 2500.4, 65)).endswith("accuracy 75.0%, 2500 images/s, 1:05 left")
    assert terminal.progress_line(at(2, 0.5, 7384)).endswith(", 0.5 images/s, 2:03:04 left")
    for lines in (True, False):  # standard output is no terminal here
        with terminal.training_progress(terminal.console(), lines) as told:
            for batch in (1, 2, 3):
                told(at(batch, 1, 1))
        assert capsys.readouterr().out.count("vgg: epoch 2/5") == lines
