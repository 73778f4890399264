"""PyTorch's engine does what MXNet's does: the same losses and parameters, step for step."""
from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.course import manifest
from grader.submission import files
from grader.submission.asking import Trouble
from grader.training import check, engines, graph, images, plans
from grader.training.devices import Device, torch_installed
from grader.training.trainers import InProcess
from grader.worker import engine_mxnet
from grader.worker.loop import Job
from grader.worker.network import initial

pytestmark = pytest.mark.skipif(not torch_installed(), reason="PyTorch is not installed (dependency group `torch`)")
if torch_installed():
    from grader.training import engine_torch

SOLUTIONS = manifest.ROOT / "solutions"
STEPS = 10
# What stands in the place of Residual, or is added to it: where the two libraries are not alike by themselves.
ODD = {
    "as it is": "",
    "gamma is fixed": "Residual.norm = {'scale': False}",
    "settled": "Residual.norm = {'use_global_stats': True}",
    "momentum and epsilon": "Residual.norm = {'momentum': 0.5, 'epsilon': 0.01}",
    "over another axis": "Residual.norm = {'axis': 3}",
    "frozen": "Residual.each = lambda self, p: setattr(p, 'grad_req', 'null')",
    "gradients added": "Residual.each = lambda self, p: p.grad_req == 'write' and setattr(p, 'grad_req', 'add')",
    "rates": "Residual.each = lambda self, p: setattr(p, 'lr_mult', 0.1)",
    "all cut": "Residual.after = lambda self, y: nd.BlockGrad(y) if y.shape[1] == 8 else y",
    "a cut": "Residual.after = lambda self, y: y + nd.BlockGrad(y) * 0.5",
    "a maximum met twice": "Residual.after = lambda self, y: nd.maximum(y, y * 1) + nd.broadcast_maximum(y, y[:, :1])",
    "average pooling": "Residual.after = lambda self, y: nd.Pooling(y, kernel=(3, 3), pad=(1, 1), pool_type='avg')",
    "a constant": "Residual.after = lambda self, y: nd.concat(y, nd.zeros(y.shape), dim=1)[:, ::2] * nd.array([2.0])",
}
BLOCK = """
from mxnet import nd
from mxnet.gluon import nn

class Residual(nn.Block):
    norm = {}

    def __init__(self, channels, use_1x1conv=False, strides=1):
        super().__init__()
        self.conv = nn.Conv2D(channels, kernel_size=3, padding=1, strides=strides,
                              use_bias=False)  # before a batch norm, its gradient is noise
        self.bn = nn.BatchNorm(**self.norm)
        for p in self.collect_params().values():
            self.each(p)

    def each(self, p):
        pass

    def after(self, y):
        return y

    def forward(self, x):
        return self.after(nd.relu(self.bn(self.conv(x))))

"""


def prepared(source: bytes, optimizer: str) -> tuple[Any, Job, images.Dataset]:
    """The small ResNet of these blocks, traced and read."""
    digits = images.digits(3)
    settings = plans.PLANS["quick"]["resnet"].settings | {"optimizer": optimizer, "learning_rate": 0.01, "seed": 3}
    job = {"network": "resnet", "profile": "quick"} | settings
    answer = InProcess(files.Folder("odd", {"resnet": source}, {})).trace({"job": job, "images": digits.images[:64]})
    return graph.read(answer, (32, 1, 16, 16)), Job(**job), digits


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
@pytest.mark.parametrize("what", ODD)
def test_ten_steps_are_alike(what: str, optimizer: str) -> None:
    compared((BLOCK + ODD[what]).encode(), optimizer)


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_ten_steps_of_the_solution_are_alike(optimizer: str) -> None:
    compared((SOLUTIONS / "resnet.py").read_bytes(), optimizer)


@pytest.mark.parametrize("rate", [1.0, 0.1])
def test_adam_is_mxnets_on_the_same_gradients(rate: float) -> None:
    import mxnet as mx
    import torch
    rng = np.random.default_rng(1)
    start = rng.normal(size=(4, 3)).astype(np.float32)
    theirs, ours = mx.nd.array(start), torch.from_numpy(start.copy())
    updater = mx.optimizer.get_updater(mx.optimizer.create("adam", learning_rate=0.01 * rate, rescale_grad=1 / 32))
    adam = engine_torch.Adam([ours], [rate])
    for scale in (1, 1e3, 1e-3, 1e-7, 0, 1, 1e-6, 1, 1, 30):  # of the size of epsilon as well
        gradient = (scale * rng.normal(size=start.shape)).astype(np.float32)
        updater(0, mx.nd.array(gradient), theirs)
        ours.grad = torch.from_numpy(gradient)
        adam.step(0.01, 1 / 32)
    np.testing.assert_allclose(ours.numpy(), theirs.asnumpy(), rtol=1e-5, atol=1e-6)
    assert np.abs(theirs.asnumpy() - start).min() > 0.001 * rate


def compared(source: bytes, optimizer: str) -> None:
    """Losses within 1e-4, and alike parameters. Adam makes a whole step of a gradient that is nothing but rounding (a
    bias before a batch norm has no other), and each of the two engines differs from itself by up to 0.8 % when the
    images of a batch are in another order: after a few steps it is held to that."""
    exact = optimizer == "sgd"
    network, job, digits = prepared(source, optimizer)
    both: list[Any] = [engine_mxnet.MXNet(network, job), engine_torch.PyTorch(network, job)]
    start = initial(network.parameters, network.own, job.init, job.seed)
    losses: list[list[float]] = [[], []]
    for engine, found in zip(both, losses, strict=True):
        engine.load(start)
        placed = engine.place(digits.images)
        for step in range(STEPS):
            which = np.arange(32) + 32 * step
            found.append(engine.learn(placed, which, digits.labels[which], job.learning_rate)[0])
    np.testing.assert_allclose(losses[1][:4], losses[0][:4], rtol=1e-4)
    np.testing.assert_allclose(losses[1], losses[0], rtol=1e-4 if exact else 1e-2)
    assert max(losses[0]) > 1.001 * min(losses[0]), "it moves"
    scale = max(float(np.abs(value).max()) for value in start)
    for ours, theirs in zip(both[0].values(), both[1].values(), strict=True) if exact else ():
        np.testing.assert_allclose(theirs, ours, rtol=1e-3, atol=1e-3 * scale)
    for training in (True, False):
        ours, theirs = (engine.outputs(engine.place(digits.images), np.arange(32), training) for engine in both)
        np.testing.assert_allclose(theirs, ours, rtol=0, atol=(1e-3 if exact else 0.1) * float(np.abs(ours).max()))


def test_the_solutions_pass_with_pytorch_in_its_own_process() -> None:
    digits = images.digits(7)
    run = check.Run(digits, 7, [engines.PyTorch(plans.limits("quick"))])
    result = check.run_training(InProcess(files.read(SOLUTIONS)), run, Device("cpu", "a test", "PyTorch"))
    assert (result.status, result.score, result.engine) == ("passed", 10, "PyTorch"), result.networks
    assert all(n.accuracy is not None and n.accuracy > 0.93 for n in result.networks)


def test_a_device_that_is_not_there_is_the_engines_own_fault() -> None:
    # A number that no machine has: there may be a GPU.
    network, job, digits = prepared((SOLUTIONS / "resnet.py").read_bytes(), "adam")
    inputs = {"job": vars(job) | {"device": "cuda:99"}, "network": network.as_values(), "images": digits.images,
              "labels": digits.labels, "test_images": digits.test_images, "traced": digits.images[:64]}
    with pytest.raises(Trouble, match="PyTorch could not train the network") as caught:
        list(engines.PyTorch(plans.limits("quick"), "cuda:99").fit(inputs))
    assert caught.value.status == "internal"


@pytest.mark.parametrize(("training", "rate"), [(True, 0.3), (False, 0.0)])
def test_dropout_drops_as_often(training: bool, rate: float) -> None:
    """By other draws: compared by the share of zeros and by what is left."""
    import torch
    source = BLOCK + "Residual.after = lambda self, y: nd.Dropout(y + 1, p=0.3)"
    network, job, digits = prepared(source.encode(), "sgd")
    engine = engine_torch.PyTorch(network, job)
    engine.load(initial(network.parameters, network.own, job.init, job.seed))
    found: dict[int, torch.Tensor] = {}
    torch.manual_seed(1)
    engine.run(engine.place(digits.images).batch(np.arange(32)), training, keep=False, told=found.__setitem__)
    at, node = next((at, node) for at, node in enumerate(network.nodes) if node.op == "dropout")
    before, after = found[node.inputs[0]], found[at]
    assert (before > 0).all() and abs(float((after == 0).float().mean()) - rate) < 0.01
    torch.testing.assert_close(after[after != 0], before[after != 0] / (1 - rate))
