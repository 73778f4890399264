"""The stubs: their worked examples are true, they fit the solutions, and they answer nothing themselves."""
import doctest
import importlib
import inspect
import re
import runpy
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import mxnet as mx
import pytest
from mxnet import autograd, nd
from mxnet.gluon import nn

from grader.course.manifest import ROOT

EXERCISES = sorted(path.stem for path in (ROOT / "solutions").glob("[!_]*.py"))
CJK = re.compile(r"[\u4e00-\u9fff]")

Pair = tuple[int, int]


# MXNet's own operators under the exercises' names and shapes.

def convolution(X: Any, K: Any, bias: Any = None, padding: Pair = (0, 0), stride: Pair = (1, 1)) -> Any:
    """X (ci, h, w) and K (co, ci, kh, kw) give (co, oh, ow)."""
    biases = [] if bias is None else [bias]
    return nd.Convolution(X.expand_dims(0), K, *biases, no_bias=bias is None, num_filter=K.shape[0],
                          kernel=K.shape[2:], pad=padding, stride=stride)[0]


def corr2d(X: Any, K: Any, bias: Any = None, padding: Pair = (0, 0), stride: Pair = (1, 1)) -> Any:
    return convolution(X.expand_dims(0), K.reshape((1, 1, *K.shape)), bias, padding, stride)[0]


class Conv2D(nn.Block):
    def __init__(self, kernel_size: Pair) -> None:
        super().__init__()
        self.weight = self.params.get("weight", shape=kernel_size)
        self.bias = self.params.get("bias", shape=(1,))

    def forward(self, x: Any) -> Any:
        return corr2d(x, self.weight.data(), self.bias.data())


def corr2d_padding_stride(X: Any, K: Any, padding: Pair = (0, 0), stride: Pair = (1, 1)) -> Any:
    return corr2d(X, K, None, padding, stride)


def conv_output_shape(input_shape: Pair, kernel_shape: Pair, padding: Pair = (0, 0), stride: Pair = (1, 1)) -> Any:
    return corr2d(nd.zeros(input_shape), nd.zeros(kernel_shape), None, padding, stride).shape


def receptive_field(layers: list[Pair]) -> int:
    """The span of the input gradient of one output element, for kernels of ones."""
    X = nd.ones((1, 1, 64))
    X.attach_grad()
    with autograd.record():
        Y = X * 1
        for kernel_size, stride in layers:
            Y = nd.Convolution(Y, nd.ones((1, 1, kernel_size)), no_bias=True, num_filter=1,
                               kernel=(kernel_size,), stride=(stride,))
        Y = Y[0, 0, 0]
    Y.backward()
    touched = X.grad.asnumpy().ravel().nonzero()[0]
    return int(touched.max() - touched.min()) + 1


def pool2d_multi_channel(X: Any, pool_size: Pair, mode: str = "max", padding: Pair = (0, 0),
                         stride: Pair = (1, 1)) -> Any:
    return nd.Pooling(X.expand_dims(0), kernel=pool_size, pool_type=mode, pad=padding, stride=stride)[0]


def pool2d(X: Any, pool_size: Pair, mode: str = "max", padding: Pair = (0, 0), stride: Pair = (1, 1)) -> Any:
    return pool2d_multi_channel(X.expand_dims(0), pool_size, mode, padding, stride)[0]


BUILTIN: dict[str, dict[str, object]] = {
    "corr2d": {"corr2d": corr2d, "Conv2D": Conv2D},
    "padding_stride": {"conv_output_shape": conv_output_shape, "corr2d_padding_stride": corr2d_padding_stride},
    "receptive_field": {"receptive_field": receptive_field},
    "multi_channel": {
        "corr2d_multi_in": lambda X, K: convolution(X, K.expand_dims(0))[0],
        "corr2d_multi_in_out": convolution,
    },
    "conv1x1": {"corr2d_multi_in_out_1x1": convolution},
    "pooling": {"pool2d": pool2d, "pool2d_multi_channel": pool2d_multi_channel},
}


# The stubs, and what they define.

def stub(exercise: str) -> ModuleType:
    return importlib.import_module(f"exercises.{exercise}")


def solution(exercise: str) -> ModuleType:
    return importlib.import_module(f"solutions.{exercise}")


def public(module: ModuleType) -> set[str]:
    return {name for name in vars(module) if not name.startswith("_")}


def defined(module: ModuleType) -> dict[str, Any]:
    """The functions and classes that the module itself defines."""
    return {name: value for name, value in vars(module).items()
            if (inspect.isfunction(value) or inspect.isclass(value)) and value.__module__ == module.__name__}


def methods(value: Any) -> dict[str, Callable[..., Any]]:
    return {name: method for name, method in vars(value).items() if inspect.isfunction(method)}


def tasks(exercises: list[str]) -> list[tuple[str, str]]:
    return [(exercise, name) for exercise in exercises for name in defined(stub(exercise))]


def callables(value: Any) -> Iterator[Callable[..., Any]]:
    """What can be called: a function; or a class, which constructs, and its other methods."""
    yield value
    if inspect.isclass(value):
        yield from (method for name, method in methods(value).items() if name != "__init__")


def check_examples(exercise: str, name: str, namespace: dict[str, Any]) -> None:
    """Runs the examples in the stub's docstring with the functions in the namespace."""
    docstring = inspect.cleandoc(defined(stub(exercise))[name].__doc__)
    examples = doctest.DocTestParser().get_doctest(docstring, namespace, f"{exercise}.{name}", None, 0)
    called = re.compile(rf"\b{name}\(")
    assert any(called.search(example.source) for example in examples.examples), "no example calls it"
    assert any(example.want for example in examples.examples), "no example shows a result"
    said: list[str] = []
    outcome = doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
    assert outcome.failed == 0, "".join(said)


@pytest.mark.parametrize(("exercise", "name"), tasks(EXERCISES))
def test_worked_examples_hold_for_the_solution(exercise: str, name: str) -> None:
    check_examples(exercise, name, {**vars(solution(exercise)), "mx": mx, "nd": nd})


@pytest.mark.parametrize(("exercise", "name"), tasks(list(BUILTIN)))
def test_worked_examples_hold_for_mxnet(exercise: str, name: str) -> None:
    # Only the function itself and MXNet: nothing of the solution takes part.
    check_examples(exercise, name, {name: BUILTIN[exercise][name], "mx": mx, "nd": nd})


@pytest.mark.parametrize("exercise", EXERCISES)
def test_stub_has_the_names_and_signatures_of_the_solution(exercise: str) -> None:
    assert public(stub(exercise)) == public(solution(exercise))
    asked, solved = defined(stub(exercise)), defined(solution(exercise))
    assert asked.keys() == solved.keys()
    for name in asked:
        assert inspect.signature(asked[name]) == inspect.signature(solved[name]), name
        if inspect.isclass(asked[name]):
            assert asked[name].__bases__ == solved[name].__bases__, name
            ours, theirs = methods(asked[name]), methods(solved[name])
            assert ours.keys() == theirs.keys(), name
            for method in ours:
                assert inspect.signature(ours[method]) == inspect.signature(theirs[method]), f"{name}.{method}"


@pytest.mark.parametrize(("exercise", "name"), tasks(EXERCISES))
def test_stub_is_still_to_do(exercise: str, name: str) -> None:
    for function in callables(defined(stub(exercise))[name]):
        needed = [parameter for parameter in inspect.signature(function).parameters.values()
                  if parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD]
        # Arguments of no use: a stub must not get as far as looking at them.
        with pytest.raises(NotImplementedError):
            function(*[None for _ in needed])


@pytest.mark.parametrize(("exercise", "name"), tasks(EXERCISES))
def test_docstring_speaks_both_languages_and_names_the_section(exercise: str, name: str) -> None:
    value = defined(stub(exercise))[name]
    found = re.search(r"\(book section (5\.\d+)\)", inspect.getdoc(solution(exercise)) or "")
    assert found, "the solution's module docstring names no section"
    section = re.escape(found.group(1))
    docstring = inspect.getdoc(value) or ""
    english, _, chinese = docstring.partition("\n\n")
    assert english and not CJK.search(english), "the docstring begins in English"
    assert CJK.search(chinese)
    assert re.search(rf"\bBook\s+section\s+{section}\b", docstring)
    assert re.search(rf"书中{section}节", docstring)
    for method in methods(value).values() if inspect.isclass(value) else ():
        assert CJK.search(method.__doc__ or ""), method.__qualname__


@pytest.mark.parametrize("exercise", EXERCISES)
def test_stub_says_in_both_languages_how_to_run_it(exercise: str) -> None:
    paragraphs = (stub(exercise).__doc__ or "").split("\n\n")
    told = [text for text in paragraphs
            if f"`pytest tests/test_{exercise}.py`" in text and "`python -m grader watch`" in text]
    assert [bool(CJK.search(text)) for text in told] == [False, True], "first in English, then in Chinese"


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_stub_runs_by_itself(exercise: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an editor's ▶ runs it, and `python -m doctest`: outside of any package."""
    for name in EXERCISES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(ROOT / "exercises")
    path = ROOT / "exercises" / f"{exercise}.py"
    assert runpy.run_path(str(path), run_name="__main__")["__name__"] == "__main__"
    assert path.read_text("utf-8").count(f"`python -m doctest exercises/{exercise}.py`") == 2
    for name in EXERCISES:
        sys.modules.pop(name, None)
