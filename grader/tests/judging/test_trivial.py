"""Points are for evidence: answers that compute nothing earn the points for shapes, and no others."""
from __future__ import annotations

import pytest

from grader import scoring
from grader.course import manifest
from grader.diagnosis import library
from grader.judging.attempt import attempt
from grader.judging.examples import draw
from grader.judging.property import properties_of
from grader.report.record import ELSEWHERE
from grader.sandbox.zygote import Sandbox
from grader.submission.files import Folder
from grader.upkeep import measure

KIT = manifest.load()
SHAPES: dict[str, set[str]] = {  # the properties that ask for shapes alone
    "corr2d": {"test_output_shape", "test_conv2d_parameters"}, "multi_channel": {"test_multi_in_shape",
                                                                                "test_multi_in_out_shape"},
    "conv1x1": {"test_output_shape"}, "vgg": set(), "resnet": set()}
MOST = 7  # of 90

# How a trivial answer fills an array of a shape; X is the input, K the kernel or window.
FILLS = {
    "zeros": "np.zeros(shape)", "ones": "np.ones(shape)", "a constant": "np.full(shape, 7.5)",
    "the input": "np.resize(X, shape)", "the kernel": "np.resize(K, shape)", "its start": "start(X, shape)",
    "its end": "start(X[..., ::-1, ::-1], shape)", "chance": "np.random.normal(size=shape)",
    "chance, always the same": "np.random.default_rng(1).normal(size=shape)",
    "whole numbers by chance": "np.random.randint(-4, 5, shape)"}

FUNCTIONS = {
    "corr2d": """
def corr2d(X, K):
    return fill((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1), X, K)
class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))
    def forward(self, x):
        self.bias.data()
        return corr2d(x, self.weight.data())
""",
    "padding_stride": """
def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    return tuple(input_shape)
def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    return fill([(n + 2 * p - k) // s + 1 for n, k, p, s in zip(X.shape, K.shape, padding, stride)], X, K)
""",
    "receptive_field": "def receptive_field(layers):\n    return len(layers) + 1\n",
    "multi_channel": """
def corr2d_multi_in(X, K):
    return fill((X.shape[1] - K.shape[1] + 1, X.shape[2] - K.shape[2] + 1), X, K)
def corr2d_multi_in_out(X, K):
    return fill((K.shape[0], X.shape[1] - K.shape[2] + 1, X.shape[2] - K.shape[3] + 1), X, K)
""",
    "conv1x1": "def corr2d_multi_in_out_1x1(X, K):\n    return fill((K.shape[0], *X.shape[1:]), X, K)\n",
    "pooling": """
def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    return fill([(n + 2 * p - k) // s + 1 for n, k, p, s in zip(X.shape, pool_size, padding, stride)], X, nd.ones(2))
def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    size = [(n + 2 * p - k) // s + 1 for n, k, p, s in zip(X.shape[1:], pool_size, padding, stride)]
    return fill((len(X), *size), X, nd.ones(2))
""",
}
HEAD = """
import numpy as np
from mxnet import nd
from mxnet.gluon import nn
def start(X, shape):
    X = X if X.ndim == len(shape) else X[0] if X.ndim > len(shape) else np.stack([X] * shape[0])
    X = X[tuple(slice(0, n) for n in shape)]
    return np.pad(X, [(0, n - m) for n, m in zip(shape, X.shape)])
def fill(shape, X, K):
    X, K, shape = X.asnumpy(), K.asnumpy(), tuple(shape)
    return nd.array({})
"""

# Networks with the layers asked for, and another answer in place of theirs.
NETWORKS = {
    "vgg": """
class Nothing(nn.Block):
    def __init__(self, net, shape):
        super().__init__()
        self.net, self.shape = net, shape
    def forward(self, x):
        y = self.net(x)
        return {}
""", "resnet": ""}
ENDS = {"vgg": """
right_block, right_net = vgg_block, vgg
def vgg_block(num_convs, num_channels):
    return Nothing(right_block(num_convs, num_channels), None)
def vgg(conv_arch):
    return Nothing(right_net(conv_arch), None)
""", "resnet": """
right_residual, right_block, right_net = Residual, resnet_block, resnet18
class Residual(nn.Block):
    def __init__(self, *args, **kwargs):
        super().__init__(prefix=kwargs.pop('prefix', None))
        self.net = Nothing(right_residual(*args, **kwargs), None)
    def forward(self, x):
        return self.net(x)
def resnet_block(*args, **kwargs):
    return Nothing(right_block(*args, **kwargs), None)
def resnet18(*args, **kwargs):
    return Nothing(right_net(*args, **kwargs), None)
"""}
OUTPUTS = {"zeros": "nd.zeros_like(y)", "ones": "nd.ones_like(y)", "chance": "nd.random.normal(shape=y.shape)",
           "the input": "nd.broadcast_mul(nd.ones_like(y), x.mean())"}


def passed(exercise: str, source: str) -> set[str]:
    """The properties that a file passes."""
    with measure.in_process(Folder("x", library.solutions() | {exercise: source.encode()}, {})) as submission:
        return {prop.name for prop in properties_of(KIT.exercise(exercise))
                if all(attempt(prop, submission, case).status == "passed" for _turn, case in draw(prop, KIT.seed))}


def points(exercise: str, names: set[str]) -> int:
    return sum(prop.points for prop in properties_of(KIT.exercise(exercise)) if prop.name in names)


@pytest.mark.parametrize("exercise", FUNCTIONS)
@pytest.mark.parametrize("fill", FILLS)
def test_a_trivial_function_earns_shapes_only(exercise: str, fill: str) -> None:
    source = HEAD.replace("{}", FILLS[fill]) + FUNCTIONS[exercise]
    if exercise == "receptive_field" and fill != "zeros":
        pytest.skip("no array")
    assert passed(exercise, source) <= SHAPES.get(exercise, set())


@pytest.mark.parametrize("answer", ["0", "1", "len(layers)", "len(layers) + 1", "sum(k for k, s in layers)",
                                    "max([1, *(k for k, s in layers)])", "layers[0][0] if layers else 1", "None"])
def test_a_trivial_receptive_field_earns_a_point_at_most(answer: str) -> None:
    names = passed("receptive_field", f"def receptive_field(layers):\n    return {answer}\n")
    assert names <= {"test_single_layer"}  # the formulas are right for one layer


@pytest.mark.parametrize("fill", ["zeros", "a constant", "the input"])
@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_a_trivial_function_is_not_explained(exercise: str, fill: str) -> None:
    """Nobody who returned zeros flipped a kernel, though two mistakes at once lead to zeros as well."""
    source = HEAD.replace("{}", FILLS[fill]) + FUNCTIONS[exercise]
    if exercise == "receptive_field":
        source = f"def receptive_field(layers):\n    return {['zeros', 'a constant', 'the input'].index(fill)}\n"
    with measure.in_process(Folder("x", library.solutions() | {exercise: source.encode()}, {})) as submission:
        result = scoring.judge_exercise(KIT.exercise(exercise), properties_of(KIT.exercise(exercise)), submission,
                                        KIT.seed)
    assert {p.misconception.name for p in result.properties if p.misconception} <= {ELSEWHERE}


@pytest.mark.parametrize("exercise", NETWORKS)
@pytest.mark.parametrize("output", OUTPUTS)
def test_a_trivial_network_earns_nothing(exercise: str, output: str, box: Sandbox) -> None:
    source = "\n".join([library.solutions()[exercise].decode(), HEAD, NETWORKS["vgg"].replace("{}", OUTPUTS[output]),
                        ENDS[exercise]])
    folder = Folder("x", library.solutions() | {exercise: source.encode()}, {})
    failed = {said.partition(":")[0] for said in measure.failures(folder, KIT.exercise(exercise), box, KIT.seed)}
    assert {prop.name for prop in properties_of(KIT.exercise(exercise))} - failed <= SHAPES[exercise]


def test_shapes_are_worth_little() -> None:
    assert sum(points(exercise, names) for exercise, names in SHAPES.items()) <= MOST
