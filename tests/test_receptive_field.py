"""Exercise 3, receptive_field.py: feature maps and receptive fields (book section 5.1)."""
from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from mxnet import autograd, nd

from grader.properties import agree, graded
from grader.submission import Submission

Layers = list[tuple[int, int]]


def layers(largest_stride: int, smallest: int = 1, largest: int = 4) -> st.SearchStrategy[Layers]:
    return st.lists(st.tuples(st.integers(1, 5), st.integers(1, largest_stride)), min_size=smallest, max_size=largest)


def span(layers: Layers) -> int:
    """The span of the input gradient of one output of built-in convolutions with kernels of ones."""
    x = nd.ones((1, 1, 1, 400))  # four layers of (5, 3) see 161 positions
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


@graded(3, layers=layers(3, smallest=2))
def test_span_of_the_gradient(submission: Submission, layers: Layers) -> None:
    """The receptive field spans the inputs that one output depends on

    A layer's window reaches k - 1 steps further, and a step is as long as the strides of all layers before it, one
    multiplied by the other."""
    agree(submission.receptive_field(layers), span(layers))


@graded(1, layers=layers(1))
def test_stride_one(submission: Submission, layers: Layers) -> None:
    """With stride 1, each layer adds its kernel size less one"""
    agree(submission.receptive_field(layers), span(layers))


@graded(1, layers=layers(3, smallest=0, largest=1), examples=8)
def test_single_layer(submission: Submission, layers: Layers) -> None:
    """No layers see one position, one layer sees its kernel"""
    agree(submission.receptive_field(layers), span(layers))
