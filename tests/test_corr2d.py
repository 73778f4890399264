"""Exercise 1, corr2d.py: two-dimensional cross-correlation (book section 5.1)."""
from __future__ import annotations

from typing import Any

import numpy as np
import oracles
from hypothesis import strategies as st
from laws import depends, repeatable, shaped, unchanged
from strategies import (
    APART,
    FRACTIONS,
    LARGE,
    LONG,
    ONE,
    REPEATS,
    SMALL,
    SQUARE,
    TALL,
    THIN,
    WHOLE,
    WIDE,
    Case,
    Pair,
    arrays,
    pairs,
    sides,
    windows,
)

from grader.language.said import Said
from grader.properties import Classes, Design, Disagreement, Net, Submission, agree, an_array, graded


@st.composite
def inputs(draw: st.DrawFn, input: str, kernel: str, values: str) -> Case:
    size = draw(sides(input, window=kernel))
    return {"X": draw(arrays(*size, values=values)), "K": draw(arrays(*draw(windows(size, kernel)), values=values))}


def fits(classes: Classes) -> bool:
    """A kernel of several rows and columns needs an input of several."""
    return classes["input"] != THIN or classes["kernel"] in (ONE, THIN, WHOLE)


CORR2D = Design("corr2d", inputs, fits, values=(SMALL, REPEATS, FRACTIONS, LARGE),
                kernel=(APART, SQUARE, ONE, THIN, WHOLE), input=(WIDE, TALL, SQUARE, THIN))


@st.composite
def long_kernel(draw: st.DrawFn) -> Case:
    return {"X": draw(arrays(LONG[0] + 1, LONG[1])), "K": draw(arrays(*LONG))}


@st.composite
def one_hot(draw: st.DrawFn, kernel: str, place: str, values: str) -> Case:
    size = draw(sides(WIDE))
    K = np.zeros(draw(windows(size, kernel)), np.float32)
    last = tuple(n - 1 for n in K.shape)
    K[{"first": (0, 0), "last": last}.get(place) or (last[0], draw(st.integers(0, max(0, last[1] - 1))))] = 1
    X = draw(arrays(*size, values=values))
    return {"X": X + np.arange(X.size, dtype=np.float32).reshape(size), "K": K}  # no two parts of X are alike


ONE_HOT = Design("one hot", one_hot, values=(SMALL, LARGE), place=("last", "last row", "first"),
                 kernel=(APART, SQUARE))


@st.composite
def two_kernels(draw: st.DrawFn, input: str, kernel: str, values: str) -> Case:
    case = draw(inputs(input, kernel, values))
    return {**case, "L": draw(arrays(*case["K"].shape, values=values))}


TWO_KERNELS = Design("two kernels", two_kernels, fits, values=(FRACTIONS, SMALL), kernel=(APART, ONE),
                     input=(WIDE, SQUARE))


@st.composite
def layers(draw: st.DrawFn, kernel: str, bias: str, values: str) -> Case:
    case = draw(inputs(WIDE, kernel, values))
    # With -1000, outputs are negative for certain.
    return {**case, "bias": {"whole": draw(st.sampled_from([2.0, 3.0, -2.0])), "fraction": -1000.71875}[bias]}


LAYERS = Design("Conv2D", layers, values=(SMALL, FRACTIONS), bias=("whole", "fraction"), kernel=(APART, SQUARE, ONE))


@graded(3, *CORR2D, long_kernel())
def test_same_as_convolution(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """corr2d computes what MXNet's own cross-correlation computes

    Y[i, j] is the sum over the window of X that starts at (i, j), each element times the kernel's element at the same
    place."""
    agree(submission.corr2d(X, K), oracles.corr2d(X, K))


@graded(2, *CORR2D)
def test_output_shape(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """The output is as large as there are places for the window

    A window of kh rows fits into h rows at h - kh + 1 places; the same for the columns."""
    shaped(submission.corr2d(X, K), oracles.corr2d(X, K).y)


@graded(3, *ONE_HOT)
def test_one_hot_kernel_copies(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """A kernel with a single 1 copies a part of X

    With a 1 at place (a, b) of the kernel, Y is the part of X that starts at (a, b): the kernel is laid on the window
    as it is, not flipped."""
    (a, b), = np.argwhere(K)
    h, w = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1
    agree(submission.corr2d(X, K), X[a: a + h, b: b + w])


@graded(2, *TWO_KERNELS)
def test_linear_in_the_kernel(submission: Submission, X: np.ndarray, K: np.ndarray, L: np.ndarray) -> None:
    """The results of two kernels add up to the result of their sum

    Cross-correlation is linear; it holds for fractions as for whole numbers."""
    first, second, both = (an_array(submission.corr2d(X, kernel)) for kernel in (K, L, K + L))
    if first.shape != second.shape:
        raise Disagreement(Said("two kernels of one shape gave shapes {0} and {1}", second.shape, first.shape),
                           second, first)
    agree(both, first + second)
    depends(submission.corr2d, X, K)


@graded(1, *CORR2D, *(row.also(times=2) for row in CORR2D.rows[:3]))
def test_arguments_unchanged(submission: Submission, X: np.ndarray, K: np.ndarray, times: int = 1) -> None:
    """corr2d leaves its arguments as they were, and gives the same answer a second time

    Slices of an NDArray can be views: adding to one in place changes X."""
    unchanged(submission, submission.corr2d, X, K)
    if times > 1:
        repeatable(submission, submission.corr2d, X, K)


def parameters(net: Net, X: np.ndarray) -> dict[str, tuple[int, ...]]:
    """The layer's parameters, each with its shape."""
    return {name: shape for layer in net.layers(X).values() for name, shape in layer.items() if name != "uses"}


def kernels(options: tuple[str, ...], shape: str) -> st.SearchStrategy[Case]:
    sizes = range(2, 5) if shape != ONE else range(1, 2)
    return pairs(sizes, sizes, shape).map(lambda kernel_size: {"kernel_size": kernel_size, "options": options})


@graded(1, kernels((), APART), kernels(("prefix",), SQUARE), kernels(("params",), ONE), examples=3)
def test_conv2d_parameters(submission: Submission, kernel_size: Pair, options: tuple[str, ...]) -> None:
    """Conv2D has a weight of the kernel's shape and a bias of shape (1,), and hands its options on

    Two layers have parameters of their own: what is set in one does not show in the other. Only where the second one is
    given `params=` of the first they share them; `prefix=` is what its parameters' names begin with."""
    X = np.ones((kernel_size[0], kernel_size[1] + 1), np.float32)
    net = submission.net(submission.Conv2D(kernel_size), "Conv2D")
    own = parameters(net, X)
    agree(own.get("weight"), kernel_size, "the weight's shape")
    agree(own.get("bias"), (1,), "the bias's shape")
    agree(len(own), 2, "the number of parameters")
    given: dict[str, dict[str, Any]] = {"prefix": {"prefix": "mine_"}, "params": {"params": net}}
    other = submission.net(submission.Conv2D(kernel_size, **{k: v for o in options for k, v in given[o].items()}),
                           "Conv2D")
    if "prefix" in options:
        agree(other.prefix(), "mine_", "the prefix of the layer's names")
    parameters(other, X)
    net.fill(0, "ints", **{"*.weight": 1, "*.bias": 1})
    before = an_array(net(X))
    other.fill(0, "ints", **{"*.weight": 2, "*.bias": 2})
    after = an_array(net(X))
    if "params" in options:
        if np.array_equal(before, after):
            raise Disagreement("the second layer was given params= of the first, and does not share its parameters")
    else:
        agree(after, before, "the first of two layers, after the second one's parameters were set")
    if np.array_equal(an_array(other(X)), before):
        raise Disagreement("a layer's output does not depend on its parameters")


@graded(3, *LAYERS)
def test_conv2d_forward(submission: Submission, X: np.ndarray, K: np.ndarray, bias: float) -> None:
    """Conv2D's output is the cross-correlation of x with its weight, plus its bias"""
    net = submission.net(submission.Conv2D(kernel_size=K.shape), "Conv2D")
    layers = net.layers(X)
    names = {name: f"{key}.{name}" for key, layer in layers.items() for name in layer if name != "uses"}
    if not {"weight", "bias"} <= names.keys():
        raise Disagreement(Said("Conv2D's parameters are called {0}, not weight and bias",
                                ", ".join(sorted(names)) or "-"))
    shapes = {name: layer[name] for layer in layers.values() for name in ("weight", "bias") if name in layer}
    agree(shapes, {"weight": K.shape, "bias": (1,)}, "the parameters' shapes")
    net.fill(0, "ints", **{names["weight"]: K, names["bias"]: np.array([bias], np.float32)})
    for x in (X, X[:K.shape[0], :K.shape[1]]):  # what was computed once is of that size only
        agree(net(x), oracles.corr2d(x, K) + np.float32(bias))
        if submission.changed:
            raise Disagreement("the layer changed its input in place")
