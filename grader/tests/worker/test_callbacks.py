"""No memory stays writable and executable, and MXNet's own callbacks work all the same."""
from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
from collections.abc import Callable
from typing import Any

import mxnet as mx
import pytest
from mxnet import autograd, nd

from grader.worker import callbacks, lockdown
from grader.worker.zeroing import patch
from grader.worker.zeroing.self_test import available

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is looked at as Linux shows it")


class Twice(autograd.Function):  # type: ignore[misc]
    def forward(self, x: Any) -> Any:
        return 2 * x

    def backward(self, dy: Any) -> Any:
        return 7 * dy


def custom() -> list[float]:
    @mx.operator.register("convkata_twice")
    class Prop(mx.operator.CustomOpProp):  # type: ignore[misc]
        def create_operator(self, ctx: Any, shapes: Any, dtypes: Any) -> Any:
            class Op(mx.operator.CustomOp):  # type: ignore[misc]
                def forward(self, is_train: bool, req: Any, in_data: Any, out_data: Any, aux: Any) -> None:
                    self.assign(out_data[0], req[0], 2 * in_data[0])
            return Op()
    return list(nd.Custom(nd.ones(2), op_type="convkata_twice").asnumpy().tolist())


def function() -> list[float]:
    x = nd.ones(2)
    x.attach_grad()
    for _ in range(20):
        with autograd.record():
            y = Twice()(x)
        y.backward()
    return [*y.asnumpy().tolist(), *x.grad.asnumpy().tolist()]


def maps() -> list[str]:
    with open("/proc/self/maps") as file:
        return [line for line in file if "rwx" in line]


def write_code() -> None:
    callback = next(c for c in patch._prepare().keep if c is not None)
    ctypes.memset(ctypes.cast(callback, ctypes.c_void_p), 0xC3, 1)


def too_many() -> str:
    kind = callbacks._type(*callbacks.SIGNATURES[1])
    with pytest.raises(RuntimeError, match="no more than 256"):
        _held = [kind(lambda _: 0) for _ in range(300)]
    return "told"


def many() -> float:
    """More calls than there are callbacks: those of operators that are gone are used again."""
    @mx.operator.register("convkata_copy")
    class Prop(mx.operator.CustomOpProp):  # type: ignore[misc]
        def create_operator(self, ctx: Any, shapes: Any, dtypes: Any) -> Any:
            class Op(mx.operator.CustomOp):  # type: ignore[misc]
                def forward(self, is_train: bool, req: Any, in_data: Any, out_data: Any, aux: Any) -> None:
                    self.assign(out_data[0], req[0], in_data[0])
            return Op()
    x, total = nd.ones(1), 0.0
    x.attach_grad()
    for n in range(600):
        total += float(nd.Custom(nd.full(1, n), op_type="convkata_copy").asscalar())
        with autograd.record():
            y = Twice()(x)
        y.backward()
        total += float(x.grad.asscalar())
    return total


def in_zygotes_child(case: Callable[[], Any]) -> tuple[Any, int]:
    """What a case gives in a locked child of a zygote, and the child's status."""
    reader, writer = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            lockdown.preload()
            available()
            callbacks.prepare()
            callbacks.close()
            lockdown.lock(lockdown.Limits(60, 1 << 30))
            patch.zero()
            os.write(writer, pickle.dumps(case()))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        data = file.read()
    status = os.waitpid(pid, 0)[1]
    return pickle.loads(data) if data else None, status


@pytest.mark.parametrize(("case", "gives", "status"), [
    (maps, [], 0), (custom, [2, 2], 0), (function, [2, 2, 7, 7], 0), (too_many, "told", 0),
    (many, sum(range(600)) + 600 * 7, 0),
    (write_code, None, signal.SIGSEGV)], ids=lambda value: getattr(value, "__name__", ""))
def test_in_a_locked_child(case: Callable[[], Any], gives: Any, status: int) -> None:
    if available() is not None:
        pytest.skip("built-ins are not zeroed here")
    assert in_zygotes_child(case) == (gives, status)


def test_in_another_child_callbacks_are_made_as_ever() -> None:
    def case() -> int:
        callbacks.free()
        kind = callbacks._type(*callbacks.SIGNATURES[1])
        return sum(kind(lambda _, i=i: i)(None) for i in range(300))
    reader, writer = os.pipe()
    if os.fork() == 0:
        try:
            callbacks.prepare()
            os.write(writer, str(case()).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as file:
        assert file.read() == str(sum(range(300)))
    os.wait()
