"""What must not be named, and what is named in its place: each of these was once told a wrong cause."""
from __future__ import annotations

import pytest

from grader import scoring
from grader.course import manifest
from grader.diagnosis import library
from grader.diagnosis.diagnose import calls
from grader.diagnosis.errors import takes
from grader.judging.property import properties_of
from grader.report.record import ExerciseResult
from grader.submission.files import Folder
from grader.upkeep import measure

KIT = manifest.load()
RIGHT = {name: source.decode() for name, source in library.solutions().items()}


def judged(exercise: str, source: str, *properties: str, **others: str) -> ExerciseResult:
    """Judges a file in this process; its neighbours are the solutions, or `others`."""
    sources = RIGHT | others | {exercise: source}
    folder = Folder("wrong", {name: text.encode() for name, text in sources.items()}, {})
    props = [p for p in properties_of(KIT.exercise(exercise)) if not properties or p.name in properties]
    assert {*properties} <= {p.name for p in props}
    with measure.in_process(folder) as submission:
        return scoring.judge_exercise(KIT.exercise(exercise), props, submission, KIT.seed)


def names(result: ExerciseResult) -> dict[str, str]:
    return {p.name: p.misconception.name if p.misconception else "" for p in result.properties if p.status != "passed"}


def edited(exercise: str, old: str, new: str) -> str:
    assert old in RIGHT[exercise]
    return RIGHT[exercise].replace(old, new)


# Errors ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("raises", [
    "nn.Activation('softmax')(nd.zeros((1, 1)))", "nd.zeros((2, 2)) + nd.zeros((3, 3))", "undefined", "{}['key']"])
def test_what_only_raises_is_no_misconception(raises: str) -> None:
    source = edited("vgg", "def vgg(conv_arch):\n", f"def vgg(conv_arch):\n    {raises}\n").replace(
        "from mxnet.gluon", "from mxnet import nd\nfrom mxnet.gluon")
    known = {wrong.name for wrong in library.of("vgg")}
    found = names(judged("vgg", source, "test_vgg_layers", "test_vgg_output"))
    assert not known & set(found.values()), found


NETWORK = "from mxnet import nd\nimport mxnet as mx\nimport numpy as np\nfrom mxnet.gluon import nn\n\n\n{0}"
LAYER = NETWORK.format("def corr2d(X, K):\n    {0}\n\n\nclass Conv2D(nn.Block):\n    def forward(self, x):\n"
                       "        return x\n")


def error(body: str) -> tuple[str, str]:
    """The name and the text that an error in corr2d gets."""
    result = judged("corr2d", LAYER.format(body), "test_same_as_convolution")
    assert result.properties[0].status == "error", result.properties[0].message
    wrong = result.properties[0].misconception
    return (wrong.name, wrong.message) if wrong else ("", "")


@pytest.mark.parametrize(("body", "name"), [
    ("return X + X.astype('float64')", "types_differ"),
    ("return nd.dot(X, X.T.astype('float64'))", "types_differ"),
    ("return nd.Activation(X, act_type='Relu')", "value_unknown"),
    ("return np.pad(X, ((1, 1), (1, 1)), 'constant')", "numpy_and_ndarray"),
    ("return np.stack([X, X])", "numpy_and_ndarray"),
    ("return np.ones(X.shape) * X", "numpy_and_ndarray"),
    ("return np.matmul(X, X.T)", "numpy_and_ndarray"),
    ("Y = np.zeros((2, 2)); Y[0, 0] = X[0, 0]; return Y", "array_put_in_numpy"),
    ("return nd.array([[X[0, 0], X[0, 0]]])", "no_array_of_list"),
    ("return nd.array([[1, 2], [3]])", "no_array_of_list"),
    ("return np.array([[1, 2], [3]], dtype='float32')", "no_array_of_list"),
    ("return nd.stack([X, X])", "list_without_star"),
    ("return mx.np.ones(X.shape) + X", "numpy_semantics_missing"),
    ("return mx.np.sum(X)", "numpy_semantics_missing"),
    ("return X[2:1] + K", "slice_is_empty"),
    ("p = 0; P = nd.zeros(X.shape); P[p:-p, p:-p] = X; return P", "slice_is_empty"),
    ("return nd.zeros((2.0, 3))", "array_used_as_index"),
    ("return X + nd.zeros((17, 19))", "shape_mismatch"),
    ("return X.asnumpy() + np.zeros((17, 19))", "shape_mismatch"),
    ("return nd.dot(X, nd.zeros((17, 19)))", "shape_mismatch"),
    ("return nd.Pooling(X.reshape((1, 1, *X.shape)), kernel=(50, 50))", "window_too_large"),
])
def test_each_cause_has_its_own_name(body: str, name: str) -> None:
    assert error(body)[0] == name


@pytest.mark.parametrize(("call", "told"), [
    ("nn.Conv2D(3, 3, stride=2)", "nn.Conv2D has no argument stride: there it is called strides."),
    ("nn.MaxPool2D(kernel_size=3)", "nn.MaxPool2D has no argument kernel_size: there it is called pool_size."),
    ("nn.BatchNorm(momentm=0.9)", "nn.BatchNorm has no argument momentm: there it is called momentum."),
    ("nd.Pooling(X, kernel_size=(2, 2))", "nd.Pooling has no argument kernel_size: there it is called kernel."),
    ("nd.zeros(shpae=(2, 2))", "zeros of MXNet is called with other arguments than it takes. It takes: shape, ctx, "
                               "dtype, stype."),
    ("(lambda x: x)(1, 2)", "In this line of yours, a function is called with other arguments than it takes. Compare "
                            "the call with the line that defines the function."),
])
def test_what_mxnet_calls_an_argument(call: str, told: str) -> None:
    assert error(f"return {call}")[1] == told


def test_arguments_of_the_exercise_are_those_of_its_stub() -> None:
    result = judged("corr2d", LAYER.replace("(X, K)", "(X)").format("return X"), "test_same_as_convolution")
    wrong = result.properties[0].misconception
    assert wrong is not None and wrong.message.startswith("Your function takes other arguments")


def test_layers_have_arguments_and_names_of_nothing_have_none() -> None:
    assert "strides" in takes("nn.Conv2D") and takes("nn.nothing") == ()


# Where a fault begins -------------------------------------------------------------------------------------------------
def test_a_fault_is_named_where_it_begins() -> None:
    source = edited("pooling", "padded[ph: ph + h, pw: pw + w] = X", "padded[ph: ph + h, pw: pw + w] = X * X + 2")
    result = judged("pooling", source)
    assert set(names(result).values()) <= {"", "begins_elsewhere"}
    said = {p.name: p.misconception.message for p in result.properties if p.misconception}
    assert said["test_channels"] == said["test_channel_defaults"] == (
        "This uses your pool2d, which is not right yet: begin there.")


def test_a_named_fault_is_said_once() -> None:
    wrong = library.named("corr2d", "flipped_kernel")
    found = names(judged("corr2d", wrong.source()))
    assert found["test_same_as_convolution"] == "flipped_kernel" and found["test_conv2d_forward"] == "begins_elsewhere"


def test_what_a_function_raises_itself_is_its_own() -> None:
    source = edited("pooling", "return nd.stack(*[pool2d(x", "undefined\n    return nd.stack(*[pool2d(x").replace(
        "window.max()", "window.min()")
    found = names(judged("pooling", source, "test_max", "test_channels"))
    assert found["test_channels"] == ""


def test_helpers_count_as_calls() -> None:
    source = b"def a():\n    return 1\n\ndef helper():\n    return a()\n\ndef b():\n    return helper()\n"
    assert calls(source, ("a", "b")) == {"a": frozenset(), "b": frozenset({"a"})}
    assert calls(b"def (", ("a",)) == {}


# To do ----------------------------------------------------------------------------------------------------------------
def test_a_misspelt_forward_is_not_to_do() -> None:
    result = judged("corr2d", edited("corr2d", "def forward", "def foward"), "test_conv2d_forward")
    assert result.properties[0].status == "error"
    assert names(result) == {"test_conv2d_forward": "forward_missing"}


def test_a_finished_file_that_imports_a_stub_is_not_to_do() -> None:
    stub = "def corr2d(X, K):\n    raise NotImplementedError\n"
    result = judged("multi_channel", RIGHT["multi_channel"], corr2d=stub)
    assert {p.status for p in result.properties} == {"error"}
    assert {p.status for p in judged("corr2d", stub, "test_output_shape").properties} == {"todo"}


# Forbidden ------------------------------------------------------------------------------------------------------------
def test_only_where_it_is_so_an_exercise_asks_for_the_computation_itself() -> None:
    for exercise, asks in (("vgg", False), ("corr2d", True)):
        result = judged(exercise, edited(exercise, "    return", "    torch.nn()\n    return").replace(
            "from mxnet", "import torch\nfrom mxnet", 1))
        told = {p.message for p in result.properties if p.status == "forbidden"}
        assert told and all(("computation itself" in text) == asks for text in told), told


