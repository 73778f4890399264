"""Exercise 1, corr2d.py: two-dimensional cross-correlation (book section 5.1)."""
from __future__ import annotations

import numpy as np
import oracles
from hypothesis import strategies as st
from strategies import Case, arrays, fitting, two_sides

from grader.judging.comparing import Disagreement, agree, an_array
from grader.judging.property import graded
from grader.language.said import Said
from grader.submission.submission import Submission


@st.composite
def inputs(draw: st.DrawFn, smallest: int = 1) -> Case:
    """X and K; `smallest`: X has at least so many rows and columns; with more than one, K isn't square."""
    size = draw(two_sides(6, smallest, apart=smallest > 1))
    return {"X": draw(arrays(*size)), "K": draw(arrays(*draw(fitting(size, 4, smallest, apart=smallest > 1))))}


def layers(smallest: int, *biases: float) -> st.SearchStrategy[Case]:
    """X, K and a bias."""
    return st.tuples(inputs(smallest), st.sampled_from(biases)).map(lambda drawn: drawn[0] | {"bias": drawn[1]})


@st.composite
def two_kernels(draw: st.DrawFn) -> Case:
    size = draw(two_sides(5))
    kernel = draw(fitting(size, 3))
    return {"X": draw(arrays(*size)) / 2, "K": draw(arrays(*kernel)), "L": draw(arrays(*kernel))}


@st.composite
def one_hot(draw: st.DrawFn) -> Case:
    size = draw(two_sides(5, 2))
    kernel = draw(fitting(size, 3))
    K = np.zeros(kernel, np.float32)
    K[draw(st.integers(0, kernel[0] - 1)), draw(st.integers(0, kernel[1] - 1))] = 1
    return {"X": draw(arrays(*size, low=1, high=9)), "K": K}


@graded(3, inputs(2), inputs())
def test_same_as_convolution(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """corr2d computes what MXNet's own cross-correlation computes

    Y[i, j] is the sum over the window of X that starts at (i, j), each element times the kernel's element at the same
    place."""
    agree(submission.corr2d(X, K), oracles.corr2d(X, K))


@graded(2, inputs())
def test_output_shape(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """The output is as large as there are places for the window

    A window of kh rows fits into h rows at h - kh + 1 places; the same for the columns."""
    expected = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1
    got = submission.corr2d(X, K)
    if getattr(got, "shape", None) != expected:
        agree(got, oracles.corr2d(X, K))
    an_array(got)


@graded(3, one_hot())
def test_one_hot_kernel_copies(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """A kernel with a single 1 copies a part of X

    With a 1 at place (a, b) of the kernel, Y is the part of X that starts at (a, b): the kernel is laid on the window
    as it is, not flipped."""
    (a, b), = np.argwhere(K)
    h, w = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1
    agree(submission.corr2d(X, K), X[a: a + h, b: b + w])


@graded(2, two_kernels())
def test_linear_in_the_kernel(submission: Submission, X: np.ndarray, K: np.ndarray, L: np.ndarray) -> None:
    """The results of two kernels add up to the result of their sum

    Cross-correlation is linear; it holds for fractions as for whole numbers."""
    first, second, both = (an_array(submission.corr2d(X, kernel)) for kernel in (K, L, K + L))
    if first.shape != second.shape:
        raise Disagreement(Said("two kernels of one shape gave shapes {0} and {1}", second.shape, first.shape),
                           second, first)
    agree(both, first + second)


@graded(1, inputs(2))
def test_arguments_unchanged(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """corr2d leaves its arguments as they were

    Slices of an NDArray can be views: adding to one in place changes X."""
    got = submission.corr2d(X, K)
    if submission.changed:
        raise Disagreement("an argument was changed in place")
    an_array(got)


@graded(1, kernel_size=two_sides(4, apart=True))
def test_conv2d_parameters(submission: Submission, kernel_size: tuple[int, int]) -> None:
    """Conv2D has a weight of the kernel's shape and a bias of shape (1,)

    Two layers have parameters of their own: what is set in one does not show in the other."""
    X = np.ones((kernel_size[0] + 1, kernel_size[1] + 2), np.float32)
    net = submission.net(submission.Conv2D(kernel_size), "Conv2D")
    layers = net.layers(X)
    own = {name: shape for layer in layers.values() for name, shape in layer.items() if name != "uses"}
    agree(own.get("weight"), kernel_size, "the weight's shape")
    agree(own.get("bias"), (1,), "the bias's shape")
    agree(len(own), 2, "the number of parameters")
    other = submission.net(submission.Conv2D(kernel_size), "Conv2D")
    other.layers(X)
    net.fill(0, "ints", **{"*.weight": 1, "*.bias": 1})
    before = an_array(net(X))
    other.fill(0, "ints", **{"*.weight": 2, "*.bias": 2})
    agree(net(X), before, "the first of two layers, after the second one's parameters were set")


@graded(3, layers(2, -100.0), layers(1, 2.0, 3.0, -2.0))  # with -100, outputs are negative for certain
def test_conv2d_forward(submission: Submission, X: np.ndarray, K: np.ndarray, bias: float) -> None:
    """Conv2D's output is the cross-correlation of x with its weight, plus its bias"""
    net = submission.net(submission.Conv2D(K.shape), "Conv2D")
    layers = net.layers(X)
    names = {name: f"{key}.{name}" for key, layer in layers.items() for name in layer if name != "uses"}
    if not {"weight", "bias"} <= names.keys():
        raise Disagreement(Said("Conv2D's parameters are called {0}, not weight and bias",
                                ", ".join(sorted(names)) or "-"))
    shapes = {name: layer[name] for layer in layers.values() for name in ("weight", "bias") if name in layer}
    agree(shapes, {"weight": K.shape, "bias": (1,)}, "the parameters' shapes")
    net.fill(0, "ints", **{names["weight"]: K, names["bias"]: np.array([bias], np.float32)})
    agree(net(X), oracles.corr2d(X, K) + np.float32(bias))
    if submission.changed:
        raise Disagreement("the layer changed its input in place")
