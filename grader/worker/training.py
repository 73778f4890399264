"""The training loop of the training check. It runs beside the student's code, in the sandbox.

One loop trains the small networks of the quick check and the book's own networks. It is given images and labels to
learn from, and images without labels to classify; what it hands back are predictions, and the judge, who has the
labels, counts. Everything random is drawn from the job's seed, so the same files and the same job give the same
predictions on the same machine.
"""
from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mxnet as mx
import numpy as np
from mxnet import autograd, gluon
from mxnet.gluon import nn

from .errors import Missing
from .gluon import numpy_semantics
from .host import Host

CLASSES = 10


@dataclass(frozen=True)
class Job:
    """What to train, and how. Plain values: it travels as JSON."""
    network: str  # "vgg" or "resnet"
    profile: str  # "quick": a small network of the submission's blocks; "book": the submission's whole network
    size: int  # images are enlarged to size x size
    epochs: int
    batch_size: int
    learning_rate: float
    decay: bool  # the learning rate falls to 0 in a straight line
    optimizer: str  # "adam" or "sgd"
    init: str  # "he" or "xavier"
    seed: int
    device: str = "cpu"  # or "gpu"
    max_batches: int = 0  # stop after so many batches; 0: all epochs
    checkpoints: bool = False  # hand back the parameters after each epoch (sgd: it has no state of its own)


# The networks -------------------------------------------------------------------------------------------------------
# All that is between the image and the last layer is the student's, and that layer sees one number a channel: with a
# Flatten instead, it would learn digits from what untrained convolutions give it.

def quick_vgg(vgg_block: Callable[..., Any]) -> nn.Sequential:
    net = nn.Sequential()
    for num_convs, num_channels in ((1, 8), (1, 16), (1, 32)):
        net.add(block(vgg_block(num_convs, num_channels), "vgg_block"))
    net.add(nn.GlobalAvgPool2D(), nn.Dense(CLASSES))
    return net


def quick_resnet(Residual: Callable[..., Any]) -> nn.Sequential:
    net = nn.Sequential()
    for arguments in ((8, True, 2), (16, True, 2), (16,)):
        net.add(block(Residual(*arguments), "Residual"))
    net.add(nn.GlobalAvgPool2D(), nn.Dense(CLASSES))
    return net


def book_vgg(vgg: Callable[..., Any]) -> Any:
    """VGG-11 with a quarter of its channels, as in section 5.7."""
    return block(vgg(((1, 64 // 4), (1, 128 // 4), (2, 256 // 4), (2, 512 // 4), (2, 512 // 4))), "vgg")


def book_resnet(resnet18: Callable[..., Any]) -> Any:
    return block(resnet18(), "resnet18")


# (profile, network): the exercise's file, the name in it, the builder
NETWORKS: dict[tuple[str, str], tuple[str, str, Callable[[Callable[..., Any]], Any]]] = {
    ("quick", "vgg"): ("vgg", "vgg_block", quick_vgg),
    ("quick", "resnet"): ("resnet", "Residual", quick_resnet),
    ("book", "vgg"): ("vgg", "vgg", book_vgg),
    ("book", "resnet"): ("resnet", "resnet18", book_resnet),
}


def block(value: Any, name: str) -> Any:
    if not isinstance(value, gluon.Block):
        raise TypeError(f"{name} gave {type(value).__name__}, not a Gluon block")
    return value


# Images -------------------------------------------------------------------------------------------------------------

def interpolation(old: int, new: int) -> np.ndarray:
    """The (new, old) matrix that enlarges a line of `old` pixels to `new` ones, linearly, pixel centres in place."""
    position = np.clip((np.arange(new) + 0.5) * old / new - 0.5, 0, old - 1)
    left = np.minimum(position.astype(int), old - 1)
    matrix = np.zeros((new, old), np.float32)
    matrix[np.arange(new), left] += 1 - (position - left)
    matrix[np.arange(new), np.minimum(left + 1, old - 1)] += position - left
    return matrix


class Images:
    """Images as stored (n, channels, h, w), bytes; a batch of them enlarged, on the device, between 0 and 1."""

    def __init__(self, stored: np.ndarray, size: int, context: Any) -> None:
        self.stored, self.size, self.context = stored, size, context
        self.rows = to_mxnet(interpolation(stored.shape[2], size).T, context)
        self.columns = to_mxnet(interpolation(stored.shape[3], size).T, context)

    def __len__(self) -> int:
        return len(self.stored)

    def batch(self, which: Any) -> Any:
        small = self.stored[which].astype(np.float32) / 255
        count, channels, height, width = small.shape
        dot = mx.np.dot if mx.util.is_np_array() else mx.nd.dot
        # Small images cross to the device, large ones are made there.
        x = to_mxnet(small.reshape(-1, width), self.context)
        x = dot(x, self.columns).reshape((-1, height, self.size)).transpose((0, 2, 1))
        x = dot(x.reshape((-1, height)), self.rows).reshape((-1, self.size, self.size)).transpose((0, 2, 1))
        return x.reshape((count, channels, self.size, self.size))


def to_mxnet(array: np.ndarray, context: Any) -> Any:
    make = mx.np.array if mx.util.is_np_array() else mx.nd.array
    return make(array, ctx=context, dtype=array.dtype)


# Parameters ---------------------------------------------------------------------------------------------------------

def parameters(net: Any) -> list[Any]:
    """The parameters that the network uses, in its order. A layer that no image runs through has none yet."""
    return [p for p in net.collect_params().values() if p._data is not None]


def initialise(params: Sequence[Any], kind: str, rng: np.random.Generator) -> None:
    """Draws the weights, whatever initialiser the student's layers ask for; biases and norms start as Gluon's do."""
    for p in params:
        shape = p.shape
        if len(shape) >= 2:
            fan_in, fan_out = int(np.prod(shape[1:])), shape[0] * int(np.prod(shape[2:]))
            if kind == "he":
                value = rng.normal(0, np.sqrt(2 / fan_in), shape)
            else:
                value = rng.uniform(-1, 1, shape) * np.sqrt(6 / (fan_in + fan_out))
        elif p.name.endswith(("gamma", "running_var")):
            value = np.ones(shape)
        elif p.name.endswith(("beta", "bias", "running_mean")):
            value = np.zeros(shape)
        else:
            continue  # a parameter of the student's own kind: as they start it
        set_value(p, value.astype(np.float32))


def set_value(parameter: Any, value: np.ndarray) -> None:
    parameter.set_data(to_mxnet(value, mx.cpu()))


def state(params: Sequence[Any]) -> list[np.ndarray]:
    """The parameters' values, running statistics among them."""
    return [p.list_data()[0].asnumpy() for p in params]


def load(params: Sequence[Any], arrays: Sequence[np.ndarray]) -> None:
    """Sets the parameters to a `state`."""
    if [tuple(p.shape) for p in params] != [a.shape for a in arrays]:
        raise ValueError("the checkpoint holds another network's parameters")
    for p, array in zip(params, arrays, strict=True):
        set_value(p, array)


def unreached(params: Sequence[Any]) -> int:
    """How many parameters the last backward has given no gradient."""
    return sum(not array._fresh_grad for p in params if p.grad_req != "null" for array in p.list_data())


# The loop -----------------------------------------------------------------------------------------------------------

def train(net: Any, job: Job, images: np.ndarray, labels: np.ndarray, test_images: np.ndarray, done: int = 0,
          saved: Sequence[np.ndarray] | None = None) -> Iterator[dict[str, Any]]:
    """Trains `net`; yields what it does, and after each epoch the predictions for `test_images`.

    `done` epochs were trained before, and left the parameters `saved`. Each epoch draws from a seed of its own, so
    that a training that was interrupted gives what it would have given.
    """
    context = mx.gpu(0) if job.device == "gpu" else mx.cpu()
    given, unseen = Images(images, job.size, context), Images(test_images, job.size, context)
    net.initialize(ctx=context, force_reinit=True)
    output = net(given.batch(slice(0, 2))).asnumpy()  # now all shapes are known
    if output.shape != (min(2, len(given)), CLASSES):
        raise ValueError(f"for {min(2, len(given))} images, the network's output has the shape {output.shape}, "
                         f"not {(min(2, len(given)), CLASSES)}")
    params = parameters(net)
    initialise(params, job.init, np.random.default_rng([job.seed]))
    if saved is not None:
        load(params, saved)
    trainer = gluon.Trainer(params, job.optimizer, {"learning_rate": job.learning_rate}, kvstore=None)
    measure = gluon.loss.SoftmaxCrossEntropyLoss()
    batches = max(1, len(given) // job.batch_size)  # the rest of an epoch, less than a batch, sits out
    total = min(job.epochs * batches, job.max_batches or sys.maxsize)
    yield {"kind": "start", "parameters": sum(int(np.prod(p.shape)) for p in params if p.grad_req != "null")}

    for epoch in range(done, job.epochs):
        rng = np.random.default_rng([job.seed, epoch + 1])
        mx.random.seed(int(rng.integers(1 << 31)))
        order = rng.permutation(len(given))
        for number in range(batches):
            step = epoch * batches + number
            if step >= total:
                break
            if job.decay:
                trainer.set_learning_rate(job.learning_rate * (1 - step / total))
            which = order[number * job.batch_size: (number + 1) * job.batch_size]
            x, y = given.batch(which), to_mxnet(labels[which].astype(np.float32), context)
            with autograd.record():
                output = net(x)
                loss = measure(output, y)
            loss.backward()
            cut = unreached(params)
            trainer.step(len(which), ignore_stale_grad=True)
            yield {"kind": "batch", "epoch": epoch, "batch": number, "images": len(which), "unreached": cut,
                   "loss": float(loss.asnumpy().mean()),
                   "accuracy": float((output.asnumpy().argmax(axis=1) == labels[which]).mean())}
        predictions = np.empty(len(unseen), np.int32)
        for start in range(0, len(unseen), job.batch_size):
            part = slice(start, start + job.batch_size)
            predictions[part] = net(unseen.batch(part)).asnumpy().argmax(axis=1)
            yield {"kind": "test", "epoch": epoch}  # a sign of life: on a CPU, many images take long
        result: dict[str, Any] = {"kind": "epoch", "epoch": epoch, "predictions": predictions}
        if job.checkpoints:
            result["state"] = {str(number): array for number, array in enumerate(state(params))}
        yield result
        if (epoch + 1) * batches >= total:
            return


def session(host: Host, inputs: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of one training of one submission. `inputs`: job, images, labels, test_images, done, state."""
    job = Job(**inputs["job"])
    exercise, name, build = NETWORKS[job.profile, job.network]
    host.load(exercise)
    made_of = getattr(host.sources.load(exercise), name, None)
    if made_of is None:
        raise Missing(f"{exercise}.py has no {name}")
    saved = inputs.get("state")
    flags = host.flags[exercise]
    steps: Iterator[dict[str, Any]] | None = None
    while True:
        # One step at a time: what happens between them is not the student's, nor are NumPy's semantics theirs there.
        with numpy_semantics(flags), host.student():
            if steps is None:
                mx.random.seed(job.seed)
                np.random.seed(job.seed)
                steps = train(build(made_of), job, inputs["images"], inputs["labels"], inputs["test_images"],
                              inputs.get("done", 0),
                              None if saved is None else [saved[str(number)] for number in range(len(saved))])
            step = next(steps, None)
        if step is None:
            return
        yield step
