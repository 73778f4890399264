"""Exercise 3, receptive_field.py: feature maps and receptive fields (book section 5.1)."""
from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import strategies as st
from mxnet import autograd, nd
from strategies import Case

from grader.judging.comparing import Disagreement, agree
from grader.judging.property import graded
from grader.submission.submission import Submission

Layers = list[tuple[int, int]]


def stacks(kernels: tuple[int, int], strides: tuple[int, int], count: tuple[int, int]) -> st.SearchStrategy[Case]:
    """Layers; of each number, the smallest and the largest."""
    layer = st.tuples(st.integers(*kernels), st.integers(*strides))
    return st.fixed_dictionaries({"layers": st.lists(layer, min_size=count[0], max_size=count[1])})


def span(layers: Layers) -> int:
    return span_of(tuple(layers))


@cache
def span_of(layers: tuple[tuple[int, int], ...]) -> int:
    """The span of the input gradient of one output of built-in convolutions with kernels of ones."""
    x = nd.ones((1, 1, 1, 200))  # four layers of (5, 3) see 161 positions
    x.attach_grad()
    with autograd.record():
        y = x
        for kernel_size, stride in layers:
            y = nd.Convolution(y, nd.ones((1, 1, 1, kernel_size)), kernel=(1, kernel_size), stride=(1, stride),
                               num_filter=1, no_bias=True)
        y = y[:, :, :, 0]
    y.backward()
    touched = np.flatnonzero(x.grad.asnumpy())
    return int(touched[-1] - touched[0] + 1)


@st.composite
def gaps(draw: st.DrawFn) -> Case:
    """A stride above its window, so that inputs are left out, and a window after it."""
    kernel, stride = draw(st.integers(1, 2)), draw(st.integers(3, 4))
    return {"layers": [(kernel, stride), *draw(stacks((2, 3), (1, 2), (1, 2)))["layers"]]}


@graded(3, stacks((2, 5), (2, 3), (3, 4)), gaps(), stacks((1, 5), (1, 3), (2, 4)))
def test_span_of_the_gradient(submission: Submission, layers: Layers) -> None:
    """The receptive field spans the inputs that one output depends on

    A layer's window reaches k - 1 steps further, and a step is as long as the strides of all layers before it, one
    multiplied by the other."""
    agree(submission.receptive_field(layers), span(layers))


@graded(1, stacks((1, 5), (1, 1), (2, 4)))
def test_stride_one(submission: Submission, layers: Layers) -> None:
    """With stride 1, each layer adds its kernel size less one"""
    agree(submission.receptive_field(layers), span(layers))


@graded(1, st.just({"layers": []}), stacks((2, 5), (1, 3), (1, 1)))
def test_single_layer(submission: Submission, layers: Layers) -> None:
    """No layers see one position, one layer sees its kernel

    Who asks may ask again: the list of layers stays as it was."""
    agree(submission.receptive_field(layers), span(layers))
    if submission.changed:
        raise Disagreement("the list of layers was changed")
