"""Another kit's kind of test: a built-in on ten random shapes. What it catches of wrong answers, and what it costs.

`python -m benchmarks.peers.random_shapes [--exercise NAME]... [--page]`. ARENA (chapter 0, «CNNs») tests `conv2d`,
`maxpool2d` and the like so: ten times a shape, stride and padding by lot, numbers from a normal distribution, and
PyTorch's `assert_close` with PyTorch's own operator. Here it is done with MXNet's operators for our six exercises
that compute. ARENA's maps have up to 300 rows and 19 channels, for answers without loops over windows;
here maps have up to 12 and four channels: the book's way needs a quarter of a millisecond a window.

Submitted are all misconceptions, which must fail, and all right answers in other styles, which must pass. Both kits
judge in this process, without sandbox and shrinking; examples and the operators' answers are known beforehand.
"""
from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import mxnet as mx
import numpy as np

from benchmarks.cost import common
from grader.course import manifest
from grader.course.manifest import Exercise
from grader.diagnosis import library
from grader.judging.judge import judge
from grader.judging.property import properties_of
from grader.submission.asking import Trouble
from grader.submission.files import Folder
from grader.submission.submission import Submission
from grader.upkeep import measure

COMMAND = "python -m benchmarks.peers.random_shapes"
TURNS = 10
RELATIVE, ABSOLUTE = 1.3e-6, 1e-5  # of assert_close, for float32


# The tests of the other kind ------------------------------------------------------------------------------------------
class ByLot:
    """Shapes, strides and numbers by lot."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def number(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high + 1))

    def pair(self, low: int, high: int) -> tuple[int, int]:
        return self.number(low, high), self.number(low, high)

    def array(self, *shape: int) -> np.ndarray:
        return self.rng.standard_normal(shape).astype(np.float32)

    def maps(self, *channels: int) -> np.ndarray:
        return self.array(*channels, *self.pair(8, 12))


def convolution(X: np.ndarray, K: np.ndarray, padding: tuple[int, int] = (0, 0),
                stride: tuple[int, int] = (1, 1)) -> np.ndarray:
    """MXNet's, of X (ci, h, w) with K (co, ci, kh, kw)."""
    return np.asarray(mx.nd.Convolution(mx.nd.array(X[None]), mx.nd.array(K), kernel=K.shape[2:], num_filter=len(K),
                                        no_bias=True, pad=padding, stride=stride).asnumpy()[0])


def corr2d(given: Submission, lot: ByLot) -> None:
    X, K = lot.maps(), lot.array(*lot.pair(1, 5))
    close(given.corr2d(X, K), convolution(X[None], K[None, None])[0])
    layer = given.net(given.Conv2D(K.shape), "Conv2D")
    names = {attribute: f"{name}.{attribute}" for name, one in layer.layers(X).items() for attribute in one}
    values: dict[str, Any] = {names["weight"]: K, names["bias"]: 0.5}
    layer.fill(**values)
    close(layer(X), convolution(X[None], K[None, None])[0] + 0.5)


def padding_stride(given: Submission, lot: ByLot) -> None:
    X, K, padding, stride = lot.maps(), lot.array(*lot.pair(1, 5)), lot.pair(0, 4), lot.pair(1, 4)
    expected = convolution(X[None], K[None, None], padding, stride)[0]
    assert given.conv_output_shape(X.shape, K.shape, padding, stride) == expected.shape
    close(given.corr2d_padding_stride(X, K, padding, stride), expected)


def receptive_field(given: Submission, lot: ByLot) -> None:
    layers = [(lot.number(1, 5), lot.number(1, 4)) for _ in range(lot.number(1, 4))]
    size, step = 1, 1
    for kernel, stride in layers:
        size, step = size + (kernel - 1) * step, step * stride
    assert given.receptive_field(layers) == size


def multi_channel(given: Submission, lot: ByLot) -> None:
    ci, co, window = lot.number(1, 4), lot.number(1, 4), lot.pair(1, 3)
    X, K = lot.maps(ci), lot.array(co, ci, *window)
    close(given.corr2d_multi_in(X, K[0]), convolution(X, K[:1])[0])
    close(given.corr2d_multi_in_out(X, K), convolution(X, K))


def conv1x1(given: Submission, lot: ByLot) -> None:
    ci, co = lot.number(1, 4), lot.number(1, 4)
    X, K = lot.maps(ci), lot.array(co, ci, 1, 1)
    close(given.corr2d_multi_in_out_1x1(X, K), convolution(X, K))


def pooling(given: Submission, lot: ByLot) -> None:
    X, window, stride = lot.maps(lot.number(1, 4)), lot.pair(1, 5), lot.pair(1, 4)
    mode, padding = ("max", "avg")[lot.number(0, 1)], (window[0] // 2, window[1] // 2)
    expected = mx.nd.Pooling(mx.nd.array(X[None]), kernel=window, pool_type=mode, pad=padding,
                             stride=stride).asnumpy()[0]
    close(given.pool2d(X[0], window, mode, padding, stride), expected[0])
    close(given.pool2d_multi_channel(X, window, mode, padding, stride), expected)


TESTS: dict[str, Callable[[Submission, ByLot], None]] = {test.__name__: test for test in (
    corr2d, padding_stride, receptive_field, multi_channel, conv1x1, pooling)}


def close(got: object, expected: np.ndarray) -> None:
    """Raises AssertionError as assert_close does: the shape, and each number within its bounds. It asks for the type as
    well, which is nobody's promise here."""
    assert isinstance(got, np.ndarray) and got.shape == expected.shape
    assert (np.abs(got - expected) <= ABSOLUTE + RELATIVE * np.abs(expected)).all()


# Both kits ------------------------------------------------------------------------------------------------------------
def random_shapes(exercise: Exercise, folder: Folder) -> bool:
    """Whether a submission passes the tests of random shapes."""
    with measure.in_process(folder) as given:
        try:
            for turn in range(TURNS):
                TESTS[exercise.name](given, ByLot(turn))
        except (Trouble, AssertionError, KeyError):
            return False
        return True


def properties(exercise: Exercise, folder: Folder) -> bool:
    """Whether a submission passes our properties."""
    with measure.in_process(folder) as given:
        return all(judge(prop, given, manifest.load().seed, shrinks=0).status == "passed"
                   for prop in properties_of(exercise))


SOLUTIONS = Folder("solutions", library.solutions(), {})
KITS = {"random shapes": random_shapes, "properties": properties}


@dataclass
class Count:
    """What one kit said of one exercise's submissions, and the CPU seconds that it took."""
    seconds: float = 0.0
    right: int = 0  # right answers that passed
    missed: list[str] = field(default_factory=list)  # wrong answers that did


def submissions(exercise: Exercise) -> Iterator[tuple[bool, Folder]]:
    """Right answers, then wrong ones."""
    yield True, SOLUTIONS
    for path in measure.equivalents(exercise.name):
        yield True, measure.equivalent_folder(path)
    for wrong in library.of(exercise.name):
        yield False, wrong.folder()


Counted = tuple[int, int, dict[str, Count]]


def count(exercise: Exercise) -> Counted:
    """How many right and wrong answers there are, and what each kit says of them."""
    found, numbers = {name: Count() for name in KITS}, [0, 0]
    for kit in KITS.values():
        kit(exercise, SOLUTIONS)  # what can be known is known
    for right, folder in submissions(exercise):
        numbers[not right] += 1
        for name, kit in KITS.items():
            start = time.process_time()
            passed = kit(exercise, folder)
            found[name].seconds += time.process_time() - start
            found[name].right += right and passed
            if not right and passed:
                found[name].missed.append(folder.name)
    return numbers[0], numbers[1], found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exercise", action="append", choices=list(TESTS), help="only this one (repeatable)")
    parser.add_argument("--page", action="store_true", help="write the result to docs/performance.md")
    given = parser.parse_args()
    counted: dict[str, Counted] = {}
    for name in given.exercise or TESTS:
        counted[name] = count(manifest.load().exercise(name))
        for kit, one in counted[name][2].items():
            print(f"{name}, missed by {kit}: {', '.join(one.missed) or 'none'}")
    result = common.Result("random_shapes")
    result.text("```", COMMAND, "```")
    result.table(("exercise", *(f"{kit}: {what}" for kit in KITS for what in (
        "wrong answers caught", "right ones passed", "CPU s a submission"))),
        [*(row(name, one) for name, one in counted.items()), row("all", *counted.values())])
    common.show(result, given.page)


def row(name: str, *counted: Counted) -> list[str]:
    """A line of the table, of one exercise or of several."""
    right, wrong, cells = sum(one[0] for one in counted), sum(one[1] for one in counted), [name]
    for kit in KITS:
        found = [one[2][kit] for one in counted]
        cells += [f"{wrong - sum(len(one.missed) for one in found)} of {wrong}",
                  f"{sum(one.right for one in found)} of {right}",
                  f"{sum(one.seconds for one in found) / (right + wrong):.2f}"]
    return cells


if __name__ == "__main__":
    main()
