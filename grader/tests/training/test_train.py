"""The training check: who counts, what never travels, what passes and what doesn't."""
from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.quality.training_thresholds import NOT_LEARNING, spoilt
from grader import scoring
from grader.cli import main
from grader.course import manifest
from grader.language import i18n
from grader.render import curves, terminal
from grader.render.pictures import maps
from grader.report.training import Digit, FeatureMaps, Layer, NetworkResult, TrainingResult
from grader.sandbox.zygote import Sandbox
from grader.submission import files
from grader.submission.asking import Trouble
from grader.training import check as train
from grader.training import graph, plans, progress, trainers
from grader.training import images as data
from grader.training.checkpoints import Checkpoints
from grader.training.devices import Device, Found
from grader.training.engines import Engine, Here, MXNet
from grader.worker import engine_mxnet, network

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


def one_hot(labels: np.ndarray) -> np.ndarray:
    return np.asarray(np.eye(10, dtype=np.float32)[labels % 10])


class Scripted:
    """A submission whose network is one dense layer, and that classifies as a test wants."""

    def __init__(self, answers: np.ndarray, fingerprint: str = "",
                 trouble: Callable[[str], Trouble | None] | None = None, **changes: Any) -> None:
        self.answers, self.fingerprint, self.changes = answers, fingerprint, changes
        self.trouble = trouble or (lambda name: None)
        self.given: list[dict[str, Any]] = []

    def trace(self, inputs: dict[str, Any]) -> Any:
        self.given.append(inputs)
        if found := self.trouble(inputs["job"]["network"]):
            raise found
        size, pixels = inputs["job"]["batch_size"], inputs["job"]["size"] ** 2
        graph = {"nodes": [{"op": "null", "name": "x", "inputs": []}, {"op": "null", "name": "w", "inputs": []},
                           {"op": "FullyConnected", "name": "y", "inputs": [[0, 0, 0], [1, 0, 0]],
                            "attrs": {"num_hidden": "10", "no_bias": "True"}}], "heads": [[2, 0, 0]]}
        told = {"traces": [{"graph": graph, "images": "x", "parameters": ["w"]}] * 2,
                "parameters": [{"shape": [10, pixels], "start": "drawn", "rate": 1.0, "adds": False}]}
        zeros = np.zeros((2 * size, 10), np.float32)
        return {"told": np.frombuffer(json.dumps(told).encode(), np.uint8), "own": {}, "constants": [{}, {}],
                "training": zeros, "classifying": zeros, "again": zeros[:size]}

    def classify(self, inputs: dict[str, Any]) -> Any:
        self.given.append(inputs)
        return {"kind": "scores", "scores": one_hot(self.answers[:len(inputs["images"])])} | self.changes


class Trains:
    """An engine whose trained network answers as a test wants."""

    def __init__(self, answers: np.ndarray, place: str = "cpu",
                 stops: Callable[[dict[str, Any], int], None] | None = None, **changes: Any) -> None:
        self.answers, self.place, self.changes = answers, place, changes
        self.stops = stops or (lambda job, epoch: None)
        self.given: list[dict[str, Any]] = []

    def fit(self, inputs: dict[str, Any]) -> Iterator[Any]:
        self.given.append(inputs)
        job = inputs["job"]
        scores = one_hot(self.answers[:len(inputs["test_images"])])
        zeros = np.zeros((2 * job["batch_size"], 10), np.float32)
        yield {"kind": "replayed", "training": zeros, "classifying": zeros}
        for epoch in range(inputs.get("done", 0), job["epochs"]):
            self.stops(job, epoch)
            yield {"kind": "batch", "epoch": epoch, "batch": 0, "images": 32, "loss": 1.0,
                   "accuracy": 1.0} | self.changes
            step = {"kind": "epoch", "epoch": epoch, "scores": scores}
            if job["checkpoints"]:
                step["state"] = {"0": np.full(3, epoch, np.float32)}
            yield step
        yield {"kind": "end", "state": {"0": np.zeros(3, np.float32)}, "scores": scores,
               "unlearned": [one_hot(np.zeros(len(scores), int))] * 2}


def judged(submitted: trainers.Submitted, data: data.Dataset, *engines: Engine, device: Device = CPU, seed: int = 7,
           reference: trainers.Submitted | None = None, networks: Sequence[str] = plans.NETWORKS,
           **settings: Any) -> TrainingResult:
    """A check of real or scripted parts; without an engine, MXNet trains in this process."""
    run = train.Run(data, seed, engines or (Here(),), **settings)
    return train.run_training(submitted, run, device, reference, networks)


# The judge ----------------------------------------------------------------------------------------------------------

def test_the_judge_counts(digits: data.Dataset) -> None:
    right = digits.test_labels.astype(np.int32)
    wrong = right.copy()
    wrong[:100] = (wrong[:100] + 1) % 10
    for answers, accuracy in ((right, 1.0), (wrong, 1 - 100 / len(right)), ((right + 1) % 10, 0.0)):
        result = judged(Scripted(answers), digits, Trains(answers))
        assert [n.accuracy for n in result.networks] == [round(accuracy, 6)] * 2
        assert result.score == (10 if accuracy == 1.0 else 0), "78% are not enough"
        assert result.status == ("passed" if accuracy == 1.0 else "failed")
    # Its accuracy on the images that it trains with is shown and not scored.
    assert result.networks[0].history[0].train_accuracy == 1.0


def test_no_label_comes_where_the_submission_is(digits: data.Dataset) -> None:
    submitted, engine = Scripted(digits.test_labels), Trains(digits.test_labels)
    judged(submitted, digits, engine)
    traced, classified, *_ = submitted.given
    assert traced.keys() == {"job", "images"} and classified.keys() == {"job", "images", "state"}
    np.testing.assert_array_equal(traced["images"], digits.images[:64])
    np.testing.assert_array_equal(classified["images"], digits.test_images)
    assert classified["state"].keys() == {"0"}
    for given in engine.given:  # and the test's labels stay with the judge
        assert given.keys() == {"job", "network", "images", "labels", "test_images", "traced"}
        np.testing.assert_array_equal(given["labels"], digits.labels)
        json.dumps(given["job"])


def test_answers_that_are_not_the_trained_networks_earn_nothing(digits: data.Dataset) -> None:
    right = digits.test_labels
    others = right.copy()
    others[:20] += 1  # 20 of 449
    for answers, trained, status in ((right, others, "failed"), (others, right, "failed"), (right, right, "passed")):
        result = judged(Scripted(answers), digits, Trains(trained))
        assert (result.status, result.score) == (status, 10 if status == "passed" else 0)
        if status == "failed":
            assert "is not the one that classifies" in result.networks[0].message
            assert "95.5%" in result.networks[0].message
            assert result.networks[0].accuracy is None


def test_what_is_not_learned_earns_nothing(digits: data.Dataset) -> None:
    """The graph with parameters that have not learned, of one kind or another, and the last layer's that have."""
    class Recognises(Trains):
        def fit(self, inputs: dict[str, Any]) -> Iterator[Any]:
            for step in super().fit(inputs):
                yield step | ({"unlearned": [*step["unlearned"], step["scores"]]} if "unlearned" in step else {})
    result = judged(Scripted(digits.test_labels), digits, Recognises(digits.test_labels))
    assert (result.status, result.score) == ("failed", 0)
    assert "by something that was not learned" in result.networks[0].message


def test_the_report_is_json_and_says_what_was_done(digits: data.Dataset) -> None:
    result = judged(Scripted(digits.test_labels), digits, Trains(digits.test_labels, loss=math.nan)).as_json()
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert TrainingResult.from_json(result).as_json() == result
    assert result["device"] == "cpu" and result["reason"] == "a test" and result["max_score"] == result["score"] == 10
    assert result["engine"] == "MXNet"
    assert result["seed"] == 7 and result["data"] == "scikit-learn's digits" and result["profile"] == "quick"
    vgg, resnet = result["networks"]
    assert (vgg["name"], resnet["name"]) == ("vgg", "resnet")
    assert "vgg_block(1, 8)" in vgg["network"] and "Residual(8, True, 2)" in resnet["network"]
    assert vgg["history"][0]["loss"] is None, "not a number in the report"
    assert vgg["train_images"] + vgg["test_images"] == 1797


NONSENSE: dict[str, dict[str, Any]] = {
    "too few": {"scores": np.zeros((448, 10), np.float32)}, "of integers": {"scores": np.zeros((449, 10), np.int32)},
    "another shape": {"scores": np.zeros((449, 1), np.float32)}, "a list": {"scores": [1.0] * 10},
    "nothing": {"scores": None}, "without a name": {"kind": 3, "scores": {}}}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_is_a_crash(digits: data.Dataset, what: str) -> None:
    result = judged(Scripted(digits.test_labels, **NONSENSE[what]), digits, Trains(digits.test_labels))
    assert result.status == "crashed" and result.score == 0
    assert {n.status for n in result.networks} == {"crashed"}


def test_scores_that_are_no_numbers_agree_with_nothing(digits: data.Dataset) -> None:
    nothing = np.full((449, 10), np.nan, np.float32)
    result = judged(Scripted(digits.test_labels, scores=nothing), digits, Trains(digits.test_labels))
    assert result.status == "failed" and "0.0% of its answers" in result.networks[0].message


def test_one_network_does_not_cost_the_other(digits: data.Dataset) -> None:
    def trouble(name: str) -> Trouble | None:
        return Trouble("error", "ZeroDivisionError: division by zero", "  File \"vgg.py\", line 3\n"
                       ) if name == "vgg" else None
    result = judged(Scripted(digits.test_labels, trouble=trouble), digits, Trains(digits.test_labels))
    vgg, resnet = result.networks
    assert (vgg.status, vgg.score, vgg.accuracy) == ("error", 0, None)
    assert "ZeroDivisionError" in vgg.message and "line 3" in vgg.message
    assert (resnet.status, resnet.score) == ("passed", 5)
    assert (result.status, result.score, result.max_score) == ("error", 5, 10)


def test_what_fails_on_a_gpu_is_tried_on_the_cpu(digits: data.Dataset) -> None:
    def full(job: dict[str, Any], epoch: int) -> None:
        if job["network"] == "vgg":
            raise Trouble("internal", "MXNetError: CUDA: out of memory")
    engines = Trains(digits.test_labels, "gpu", full), Trains(digits.test_labels)
    result = judged(Scripted(digits.test_labels), digits, *engines, device=Device("gpu", "a test"))
    assert (result.status, result.score) == ("passed", 10)
    assert [(n.name, n.device) for n in result.networks] == [("vgg", "cpu"), ("resnet", "gpu")]
    assert [given["job"]["device"] for engine in engines for given in engine.given] == ["gpu", "gpu", "cpu"]

    stub = Scripted(digits.test_labels, trouble=lambda name: Trouble("todo", "not implemented yet"))
    assert judged(stub, digits, *engines, device=Device("gpu", "a test")).status == "todo"
    assert len(stub.given) == 2, "nothing to try again"


# The book's profile: a reference, tries, checkpoints ---------------------------------------------------------------

def book(digits: data.Dataset, submitted: Scripted, engine: Trains, reference: trainers.Submitted | None = None,
         **settings: Any) -> TrainingResult:
    return judged(submitted, digits, engine, reference=reference or submitted, profile="book", **settings)


def test_the_book_is_compared_with_the_reference(digits: data.Dataset) -> None:
    right = digits.test_labels.astype(np.int32)
    reference, worse, much_worse = right.copy(), right.copy(), right.copy()
    for answers, count in ((reference, 40), (worse, 50), (much_worse, 80)):
        answers[:count] = (answers[:count] + 1) % 10

    class Either(Trains):
        """Trains the submission's network, then the reference's."""
        def fit(self, inputs: dict[str, Any]) -> Iterator[Any]:
            self.answers = answers if len(self.given) % 2 == 0 else reference
            return super().fit(inputs)
    for answers, status in ((right, "passed"), (worse, "passed"), (much_worse, "failed")):
        result = book(digits, Scripted(answers, "student"), Either(answers), Scripted(reference, "reference"))
        assert result.status == status
        network = result.networks[0]
        assert network.details["reference"] == round(1 - 40 / 449, 6)
        assert network.threshold == pytest.approx(network.details["reference"] - 0.03)


def test_the_reference_itself_trains_once(digits: data.Dataset) -> None:
    reference = Scripted(digits.test_labels, "same")
    result = book(digits, Scripted(digits.test_labels, "same"), Trains(digits.test_labels), reference)
    assert result.status == "passed" and not reference.given


def test_a_reference_that_fails_is_not_the_students_fault(digits: data.Dataset) -> None:
    reference = Scripted(digits.test_labels, "other", lambda name: Trouble("memory", "too much"))
    result = book(digits, Scripted(digits.test_labels, "student"), Trains(digits.test_labels), reference)
    assert result.status == "internal" and "reference" in result.networks[0].message


def test_a_try_is_not_scored(digits: data.Dataset) -> None:
    engine = Trains(np.zeros(449, np.int32))
    result = judged(Scripted(np.zeros(449, np.int32)), digits, engine, max_batches=3)
    assert (result.status, result.score, result.max_score) == ("skipped", 0, 0)
    assert result.networks[0].threshold is None and result.networks[0].accuracy is not None
    assert all(given["job"]["max_batches"] == 3 and len(given["test_images"]) == 96 for given in engine.given)


def interrupt(job: dict[str, Any], epoch: int) -> None:
    """In the second network's third epoch."""
    if job["network"] == "resnet" and epoch == 2:
        raise KeyboardInterrupt


def test_checkpoints(digits: data.Dataset, tmp_path: Path) -> None:
    """Interrupted, the run goes on from there."""
    def run(submitted: Scripted, engine: Trains) -> TrainingResult:
        return book(digits, submitted, engine, checkpoints=Checkpoints(tmp_path))
    one = Scripted(digits.test_labels, "one")
    with pytest.raises(KeyboardInterrupt):
        run(one, Trains(digits.test_labels, stops=interrupt))
    assert len(list(tmp_path.iterdir())) == 2 and not list(tmp_path.glob("*.tmp"))
    other = Trains(digits.test_labels, stops=interrupt)
    with pytest.raises(KeyboardInterrupt):
        run(Scripted(digits.test_labels, "two"), other)
    assert "done" not in other.given[0], "another submission's checkpoint"
    engine = Trains(digits.test_labels)
    result = run(one, engine)
    assert result.status == "passed"
    assert [(given["job"]["network"], given["done"]) for given in engine.given] == [("vgg", 5), ("resnet", 2)]
    np.testing.assert_array_equal(engine.given[1]["state"]["0"], np.full(3, 1, np.float32))
    assert [len(n.history) for n in result.networks] == [5, 5]
    assert [p.name for p in tmp_path.iterdir() if one.fingerprint not in p.name] != [], "another's are kept"


@pytest.mark.parametrize("spoil", [lambda path: path.write_bytes(b"no zip"), lambda path: path.write_bytes(b""),
                                   lambda path: np.savez(path, told=np.frombuffer(b'{"arrays": 0}', np.uint8))])
def test_a_spoilt_checkpoint_starts_anew(digits: data.Dataset, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    def stop(job: dict[str, Any], epoch: int) -> None:
        if epoch == 2:
            raise KeyboardInterrupt
    submitted = Scripted(digits.test_labels)
    with pytest.raises(KeyboardInterrupt):
        book(digits, submitted, Trains(digits.test_labels, stops=stop), checkpoints=Checkpoints(tmp_path))
    path, = tmp_path.iterdir()
    spoil(path)
    engine = Trains(digits.test_labels)
    assert book(digits, submitted, engine, checkpoints=Checkpoints(tmp_path)).status == "passed"
    assert "done" not in engine.given[0]
    assert not list(tmp_path.iterdir()), "a run that is done leaves nothing"


# The loop -----------------------------------------------------------------------------------------------------------

def test_interpolation_keeps_what_is_straight() -> None:
    for old, new in ((8, 16), (28, 224), (28, 96), (5, 5), (1, 4)):
        matrix = network.interpolation(old, new)
        assert matrix.shape == (new, old)
        np.testing.assert_allclose(matrix.sum(axis=1), 1, atol=1e-6)
        ramp = matrix @ np.arange(old, dtype=np.float32)
        inner = (np.arange(new) + 0.5) * old / new - 0.5
        np.testing.assert_allclose(ramp, np.clip(inner, 0, old - 1), atol=1e-4)


def test_images_are_enlarged_between_0_and_1() -> None:
    import mxnet as mx
    stored = np.zeros((2, 1, 4, 6), np.uint8)
    stored[0, 0, 1, 2] = 255
    enlarged = engine_mxnet.Images(stored, 12, mx.cpu()).batch(slice(0, 2)).asnumpy()
    expected = network.interpolation(4, 12) @ (stored[0, 0] / 255) @ network.interpolation(6, 12).T
    assert enlarged.shape == (2, 1, 12, 12)
    np.testing.assert_allclose(enlarged[0, 0], expected, atol=1e-6)
    assert enlarged[0].max() > 0.5 and not enlarged[1].any()


def little(images: int = 64, **changes: Any) -> dict[str, Any]:
    """A training of the solution's small ResNet on few images, in MXNet."""
    digits = data.digits(3)
    settings = plans.PLANS["quick"]["resnet"].settings | {"epochs": 3, "optimizer": "sgd", "learning_rate": 0.1,
                                                          "decay": False, "checkpoints": True, "seed": 3} | changes
    job = {"network": "resnet", "profile": "quick"} | settings
    solutions = trainers.InProcess(files.read(manifest.ROOT / "solutions"))
    answer = solutions.trace({"job": job, "images": digits.images[:64]})
    return {"job": job, "network": graph.read(answer, (32, 1, 16, 16)).as_values(), "images": digits.images[:images],
            "labels": digits.labels[:images], "test_images": digits.test_images[:images], "traced": digits.images[:64]}


def steps_of(inputs: dict[str, Any], kind: str = "epoch") -> list[dict[str, Any]]:
    return [step for step in engine_mxnet.session(inputs) if step["kind"] == kind]


def test_a_resumed_training_is_the_uninterrupted_one() -> None:
    whole = steps_of(little())
    first = steps_of(little(epochs=1))
    rest = steps_of(little() | {"done": 1, "state": first[0]["state"]})
    assert [step["epoch"] for step in rest] == [1, 2]
    for one, other in zip(whole, [*first, *rest], strict=True):
        np.testing.assert_array_equal(one["scores"], other["scores"])
        for key, array in one["state"].items():
            np.testing.assert_array_equal(array, other["state"][key])
    assert not np.array_equal(whole[0]["state"]["0"], whole[2]["state"]["0"]), "it moves"


def test_so_many_batches_and_no_more() -> None:
    inputs = little(images=64, max_batches=3, checkpoints=False)  # two batches an epoch
    assert [(s["epoch"], s["batch"]) for s in steps_of(inputs, "batch")] == [(0, 0), (0, 1), (1, 0)]
    assert [s["epoch"] for s in steps_of(inputs)] == [0, 1]


def test_fewer_images_than_a_batch_are_taken_again() -> None:
    assert [s["images"] for s in steps_of(little(images=5, epochs=1), "batch")] == [32]


# Real submissions ---------------------------------------------------------------------------------------------------

def isolated(folder: files.Folder, box: Sandbox, data: data.Dataset, **settings: Any) -> TrainingResult:
    limits = plans.limits("quick")
    return judged(trainers.Isolated(folder, box, limits), data, MXNet(box, limits), **settings)


def test_the_solutions_learn_alike_isolated_and_in_process(solutions: files.Folder, digits: data.Dataset,
                                                           box: Sandbox, short: None) -> None:
    """The same seed gives the same scores, on both sides of the boundary."""
    inside = isolated(solutions, box, digits)
    here = judged(trainers.InProcess(solutions), digits)
    other = judged(trainers.InProcess(solutions), digits, seed=8)

    def told(result: TrainingResult) -> list[Any]:
        return [(n.name, n.accuracy, n.details["parameters"], n.history) for n in result.networks]
    assert told(inside) == told(here) != told(other)
    for n in here.networks:
        losses = [epoch.loss for epoch in n.history]
        assert losses[0] is not None and losses[1] is not None and losses[0] > losses[1]


def test_the_solutions_pass(solutions: files.Folder, digits: data.Dataset, box: Sandbox) -> None:
    told: list[progress.Progress] = []
    result = isolated(solutions, box, digits, told=told.append)
    assert (result.status, result.score) == ("passed", 10), result.networks
    for n in result.networks:
        assert n.accuracy is not None and n.threshold is not None and n.accuracy > n.threshold + 0.08, "a clear margin"
        assert n.accuracy == n.history[-1].accuracy, "the submission's network and the graph classify alike"
        seen_on_their_way(n)
    last = told[-1]
    assert (last.network, last.epoch, last.batch, last.seconds_left) == ("resnet", last.epochs, last.batches, 0)


def seen_on_their_way(network: NetworkResult) -> None:
    """Eight digits, the end of each layer, and every digit that was taken for another."""
    maps = network.maps
    assert maps is not None and [d.digit for d in maps.digits] == list(range(8))
    assert [layer.name for layer in maps.layers] == (["relu", "pool"] * 3 if network.name == "vgg" else ["relu"] * 6)
    for layer in maps.layers:
        _channels, height, width = layer.shape
        assert [len(base64.b64decode(tile)) for tile in layer.maps] == [height * width] * 8
        assert len(set(layer.maps)) > 1, "other digits, other maps"
        assert len(layer.before) == 8 and layer.before != layer.maps, "what was learned shows"
    assert network.accuracy is not None
    mistaken = round((1 - network.accuracy) * network.details["test_images"])
    assert len(maps.mistaken) == min(8, mistaken) and all(d.digit != d.answer for d in maps.mistaken)
    assert NetworkResult.from_json(json.loads(json.dumps(network.as_json()))).maps == maps


REASONS = {"constant": "are asked for", "detach": "is another for other images", "numpy": "is another for other images",
           "zero_gradient": "the operator _CustomFunction cannot be trained here", "frozen": "are asked for"}


@pytest.mark.parametrize("what", REASONS)
def test_blocks_that_do_not_learn_fail(solutions: files.Folder, digits: data.Dataset, what: str, short: None) -> None:
    """Longer makes no difference: docs/training.md has the accuracies after all epochs."""
    body = NOT_LEARNING[what][1] if what in NOT_LEARNING else "return y"
    result = judged(trainers.InProcess(spoilt(solutions, body, frozen=what == "frozen")), digits)
    assert (result.status, result.score) == ("failed", 0), result.networks
    assert all(REASONS[what] in n.message for n in result.networks), result.networks


@pytest.mark.parametrize(("name", "file"), [("vgg", "np_second_edition"), ("resnet", "conv3_always_declared")])
def test_other_styles_learn(name: str, file: str, digits: data.Dataset) -> None:
    """A file that switches MXNet to numpy semantics; a layer that is declared and not used."""
    import mxnet as mx
    submission = files.Folder(file, {name: (EQUIVALENTS / name / f"{file}.py").read_bytes()}, {})
    result = judged(trainers.InProcess(submission), digits, networks=[name])
    assert result.status == "passed", result.networks
    assert not mx.util.is_np_array(), "what the file switched on stays there"


WRONG = {
    "vgg": (b"def vgg_block(num_convs, num_channels):\n    raise NotImplementedError\n", "todo", ""),
    "resnet": (b"from solutions.resnet import Residual as R\n", "error", "ModuleNotFoundError"),
}


def test_stubs_missing_files_and_errors(digits: data.Dataset, box: Sandbox) -> None:
    def run(sources: dict[str, bytes]) -> dict[str, Any]:
        result = isolated(files.Folder("wrong", sources, {}), box, digits)
        assert result.score == 0
        return {n.name: (n.status, n.message) for n in result.networks}
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
    result = isolated(submission, box, digits, networks=["vgg"])
    assert result.status == "crashed" and "SIGABRT" in result.networks[0].message


def test_the_books_networks_on_files_in_fashion_mnists_format(solutions: files.Folder, tmp_path: Path,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.tests.training.test_images import write
    monkeypatch.setitem(plans.PLANS, "book", {  # small batches of large images
        name: replace(plan, settings=plan.settings | {"batch_size": 8}) for name, plan in plans.PLANS["book"].items()})
    images = data.fashion_mnist(write(tmp_path, train=3, test=2, zipped=True))
    with trainers.workplace(train_isolation(), "book", CPU) as place:
        submitted = place.submitted(solutions)
        result = judged(submitted, images, *place.engines, reference=submitted, profile="book", max_batches=2)
    assert result.status == "skipped" and result.details["data"] == "files in Fashion-MNIST's format"
    assert result.details["warnings"], "not the official files"
    vgg, resnet = result.networks
    # Counted by hand for inputs of 1 channel: VGG-11 / 4 at 224x224, and ResNet-18.
    assert vgg.details["parameters"] == 43_093_322 and resnet.details["parameters"] == 11_178_378
    for trained in (vgg, resnet):
        assert len(trained.losses.values) == 2 and trained.accuracy is not None


def test_a_submission_never_sees_the_gpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file stands in for the device: a submission looks whether it is in sight. MXNet's engine would see it."""
    if train_isolation() != "bubblewrap":
        pytest.skip("no namespaces here: all files are in sight")
    device = tmp_path / "nvidia0"
    device.write_bytes(b"")
    glob = Path.glob
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter([device]) if (str(self), pattern) == (
        "/dev", "nvidia*") else glob(self, pattern))
    look = f"    import os\n    raise ValueError('in sight: %s' % os.path.exists({str(device)!r}))\n"
    submission = files.Folder("looks", {"vgg": f"def vgg_block(n, c):\n{look}".encode()}, {})
    monkeypatch.setattr("grader.training.devices.find_device", lambda wanted: Device("gpu", "a test", place="gpu"))
    training_part = scoring.training_part(submission, 7)
    assert training_part.networks[0].message.startswith("ValueError: in sight: False\n")
    from grader.sandbox.mounts import bubblewrap_command
    assert str(device) in bubblewrap_command(plans.limits("quick", gpu=True), {}, True, 3)


def test_which_gpu_is_chosen_by_the_same_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    assert trainers.sandbox("bubblewrap", "quick", gpu=True).settings["CUDA_VISIBLE_DEVICES"] == "1"
    assert "CUDA_VISIBLE_DEVICES" not in trainers.sandbox("bubblewrap", "quick").settings


ENGINE_THREAD = b"""
import ctypes

from mxnet import nd
from mxnet.base import _LIB


def receptive_field(layers):
    said = []

    def read(*_):
        try:
            said.append(open("/etc/passwd").read(4))
        except OSError as error:
            said.append(type(error).__name__)
    run, done = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 2)(read), ctypes.CFUNCTYPE(None, ctypes.c_void_p)(id)
    array, cpu, urgent = nd.ones(1), (ctypes.c_int * 2)(1, 0), ctypes.c_int(3)  # there are threads for what is urgent
    _LIB.MXEnginePushSyncND(run, None, done, cpu, None, 0, (ctypes.c_void_p * 1)(array.handle), 1,
                            ctypes.byref(urgent), 0, b"read")
    array.wait_to_read()
    return said[0]
"""


@pytest.mark.parametrize("profile", ["quick", "book"])
def test_no_thread_of_a_submission_is_outside_the_lock(profile: plans.Profile) -> None:
    with trainers.sandbox("process", profile) as box:
        worker = box.worker(exec_memory=True)
        if "Landlock" in box.unlocked:
            pytest.skip("this kernel has no Landlock")
        files_ = {"receptive_field": np.frombuffer(ENGINE_THREAD, np.uint8)}
        worker.ask("sources", {"files": files_, "asserts": True, "right": {}}, 60, "")
        asked = {"exercise": "receptive_field", "name": "receptive_field", "args": [[]], "kwargs": {}}
        assert worker.ask("call", asked, 60, "")["ok"][0] == "PermissionError"
        worker.close()


def train_isolation() -> Any:
    from grader.sandbox.support import best_isolation
    return best_isolation()


# Curves -------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("suffix", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_curves(digits: data.Dataset, tmp_path: Path, suffix: str, begins: bytes) -> None:
    def missing(name: str) -> Trouble | None:
        return Trouble("missing", "resnet.py is not there") if name == "resnet" else None
    result = judged(Scripted(digits.test_labels, trouble=missing), digits,
                    Trains(digits.test_labels, loss=math.nan))
    curves.plot(result, tmp_path / f"curve.{suffix}")
    assert (tmp_path / f"curve.{suffix}").read_bytes().startswith(begins)
    curves.plot(result, tmp_path / "draft", suffix)
    assert (tmp_path / "draft").read_bytes().startswith(begins)
    if suffix == "svg":
        drawn = (tmp_path / "draft").read_text()
        assert "vgg: passed" in drawn and "resnet: missing" in drawn
        assert drawn == (tmp_path / "curve.svg").read_text(), "the same report, the same file"
        with i18n.spoken("zh"):
            curves.plot(result, tmp_path / "curve.svg")
        said = (tmp_path / "curve.svg").read_text("utf-8")
        assert "vgg: 通过" in said and "损失" in said and not re.search(r">\s*(loss|batch|epoch|accuracy)\s*<", said)


@pytest.mark.parametrize(("suffix", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_feature_maps_are_drawn(tmp_path: Path, suffix: str, begins: bytes) -> None:
    dark, light = (base64.b64encode(bytes([value] * 6)).decode() for value in (9, 200))
    eight = [Digit(dark, [2, 3], digit, digit if digit else 7) for digit in range(8)]
    network = NetworkResult("vgg", "passed", maps=FeatureMaps(
        eight, [Layer("pool", [4, 2, 3], [dark, light] * 4)], eight[:1]))
    assert maps.write(TrainingResult(networks=[network]), tmp_path / "draft", suffix)
    drawn = (tmp_path / "draft").read_bytes()
    assert drawn.startswith(begins)
    if suffix == "svg":
        assert all(said in drawn.decode() for said in ("0 → 7", "4×2×3", "taken for", "vgg"))
    assert not maps.write(TrainingResult(networks=[NetworkResult("vgg", "todo")]), tmp_path / "none", suffix)
    assert not (tmp_path / "none").exists()


# The command --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("arguments", "message"), [
    (["--data", "."], "--data goes with --profile book"),
    (["--checkpoints", "."], "--checkpoints goes with --profile book"),
    (["--profile", "book", "--checkpoints", "file/below"], "file/below: Not a directory"),
    (["--profile", "book", "--data", "nowhere"], "nowhere: there is no such folder"),
    (["--profile", "book", "--data", "."], "there is no train-images-idx3-ubyte.gz"),
    (["--profile", "book", "--maps", "maps.png"], "feature maps are drawn of the quick profile's networks"),
    (["--maps", "maps.txt"], "end the name in .png, .svg or .pdf"),
    (["--max-batches", "0"], "0 is not in the range"),
    (["--device", "gpu"], "--device gpu: no GPU; without this option, the CPU trains"),
])
def test_what_the_command_refuses_is_one_clear_line(arguments: list[str], message: str, tmp_path: Path,
                                                    monkeypatch: pytest.MonkeyPatch,
                                                    capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr("grader.training.devices.gpu", lambda: Found(False, "no GPU"))
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
