"""Exercise 3, receptive_field.py: feature maps and receptive fields (book section 5.1)."""
from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from strategies import Case

from grader.properties import Classes, Design, Disagreement, Submission, agree, graded, mx, oracle

Layers = list[tuple[int, int]]
COUNTS = {"none": 0, "one": 1, "two": 2, "three": 3, "four": 4}
KERNELS = {"several": st.integers(2, 5), "one": st.just(1), "any": st.integers(1, 3), "two": st.just(2),
           "one before others": st.integers(2, 4)}


def stacks(count: str, kernels: str, strides: str) -> st.SearchStrategy[Case]:
    """Layers; of several, no two neighbours are alike where they can differ."""
    @st.composite
    def layers(draw: st.DrawFn) -> Case:
        found: Layers = []
        single = draw(st.integers(0, max(COUNTS[count] - 2, 0))) if kernels == "one before others" else None
        for turn in range(COUNTS[count]):
            kernel = draw(KERNELS[kernels]) if turn != single else 1
            stride = {"one": 1, "within the window": draw(st.integers(min(2, kernel), max(2, kernel))) if kernel > 1
                      else 1, "beyond the window": kernel + draw(st.integers(1, 2)),
                      "first only": draw(st.integers(2, 3)) if turn == 0 else 1,
                      "two": 2, "three": 3}[strides]
            found.append((kernel, min(stride, 4)))
        return {"layers": found}
    return layers()


def fits(classes: Classes) -> bool:
    return classes["count"] != "none" or (classes["kernels"], classes["strides"]) == ("several", "one")


STACKS = Design("layers", stacks, fits, count=("two", "three", "four", "one", "none"),
                kernels=("several", "any", "two", "one before others", "one"),
                strides=("two", "within the window", "beyond the window", "first only", "three", "one"))


@st.composite
def deep(draw: st.DrawFn) -> Case:
    """Six layers: a step at the last one is hundreds of positions long, and its window has the most of them."""
    first = st.lists(st.tuples(st.integers(2, 3), st.integers(3, 4)), min_size=5, max_size=5)
    return {"layers": [*draw(first), (4, 1)]}


def span(layers: Layers) -> int:
    return span_of(tuple(layers))


@oracle
def span_of(layers: tuple[tuple[int, int], ...]) -> int:
    """The span of the input gradient of one output of built-in convolutions with kernels of ones."""
    x = mx.nd.ones((1, 1, 1, 4000))  # five layers of (3, 4) and one of (4, 1) see 3,755 positions
    x.attach_grad()
    with mx.autograd.record():
        y = x
        for kernel_size, stride in layers:
            y = mx.nd.Convolution(y, mx.nd.ones((1, 1, 1, kernel_size)), kernel=(1, kernel_size), stride=(1, stride),
                               num_filter=1, no_bias=True)
        y = y[:, :, :, 0]
    y.backward()
    touched = np.flatnonzero(x.grad.asnumpy())
    return int(touched[-1] - touched[0] + 1)


def asked(submission: Submission, layers: Layers) -> None:
    answer = submission.receptive_field(layers)
    agree(int(answer) if isinstance(answer, float) and answer.is_integer() else answer, span(layers))
    if submission.changed:
        raise Disagreement("the list of layers was changed")


@graded(3, *STACKS.where(lambda classes: COUNTS[classes["count"]] > 1 and classes["strides"] != "one"),
        deep())
def test_span_of_the_gradient(submission: Submission, layers: Layers) -> None:
    """The receptive field spans the inputs that one output depends on

    A layer's window reaches k - 1 steps further, and a step is as long as the strides of all layers before it, one
    multiplied by the other."""
    asked(submission, layers)


@graded(1, *STACKS.where(lambda classes: COUNTS[classes["count"]] > 1 and classes["strides"] == "one"))
def test_stride_one(submission: Submission, layers: Layers) -> None:
    """With stride 1, each layer adds its kernel size less one"""
    asked(submission, layers)


@graded(1, *STACKS.where(lambda classes: COUNTS[classes["count"]] < 2))
def test_single_layer(submission: Submission, layers: Layers) -> None:
    """No layers see one position, one layer sees its kernel

    Who asks may ask again: the list of layers stays as it was, and so does the answer."""
    asked(submission, layers)
    with submission.afresh():
        asked(submission, layers)
