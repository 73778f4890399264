"""What is told of an error: the one sentence of MXNet's that says it."""
from __future__ import annotations

import mxnet as mx
import pytest
from mxnet import gluon, nd

from grader.worker.errors import explain, sentence


def stack() -> None:
    net = gluon.nn.Conv2D(3, kernel_size=7)
    net.initialize()
    net(nd.ones((1, 1, 3, 4))).asnumpy()


@pytest.mark.parametrize(("call", "said"), [
    (lambda: nd.dot(nd.ones((1, 4)), nd.ones((1, 3))), "dot shape error: [1,4] X [1,3] (4 vs. 1)"),
    (lambda: nd.ones((2, 2)).reshape((3, 7)), "target shape size is larger than the current shape (4 vs. 21)"),
    (lambda: nd.reshape(nd.ones((2, 2)), (3, 7)), "from.Size() == to.Size() (4 vs. 21)"),
    (lambda: nd.concat(nd.ones((1, 4)), nd.ones((1, 3)), dim=3), "axis 3 exceeds the input dimension of 2"),
    (lambda: nd.ones((2, 3)) + nd.ones((4, 5)),
     "operands could not be broadcast together with shapes [2,3] [4,5]"),
    (stack, "Error in operator conv_fwd: kernel size exceed input (7 vs. 3)"),
])
def test_one_sentence_is_left(call: object, said: str) -> None:
    with pytest.raises((mx.MXNetError, ValueError)) as raised:
        value = call()  # type: ignore[operator]
        value.asnumpy()
    assert explain(raised.value, []).message == said


@pytest.mark.parametrize("message", ["", "nothing was checked", "Check failed", "Check failed:", "a (1 vs. 2) : b"])
def test_other_messages_stay(message: str) -> None:
    assert sentence(message) == message
