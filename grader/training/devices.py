"""Which device the training check runs on, with which library, and why.

A GPU counts where MXNet really computes a convolution on it, or where PyTorch does, if it is installed (dependency
group `torch`): MXNet's wheels have no code for a card made since 2023, nor for AMD's and Apple's. Everything is tried
in processes of their own: a driver or a library that crashes, hangs or cannot be forked any more takes nothing with it.
"""
from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..course import manifest
from ..errors import KitError
from ..language.i18n import N_
from ..language.said import Said

Wanted = Literal["auto", "cpu", "gpu"]
Library = Literal["MXNet", "PyTorch"]
DRIVER_VERSION = 11000  # CUDA 11's libraries run with any driver of CUDA 11.0 (450.80) or later
OLDEST, NEWEST = (5, 0), (8, 9)  # compute capabilities that MXNet's wheels hold machine code for; they hold no PTX
MAJOR, MINOR = 75, 76  # CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, _MINOR
PROBE_SECONDS, TRIAL_SECONDS = 60, 300  # the first convolution on a GPU waits for cuDNN to load


@dataclass(frozen=True)
class Device:
    """Where the training runs, and why there. `place`: the device as the engine names it."""
    name: Literal["cpu", "gpu"]
    reason: str
    engine: Library = "MXNet"
    place: str = "cpu"


@dataclass(frozen=True)
class Found:
    """What MXNet can do with a GPU here. `name`: the card's, where one was found."""
    usable: bool
    why: str
    name: str = ""

    @property
    def reason(self) -> str:
        return Said("{0}: {1}", self.name, self.why) if self.name else self.why


class NoDevice(KitError):
    """The device that was asked for cannot be used; the message says why."""


def find_device(wanted: Wanted = "auto", library: Library | None = None) -> Device:
    """The GPU where MXNet can use it, else the GPU where PyTorch can, else the CPU; `library`: that one and no other.
    NoDevice where a GPU was asked for and none can be used."""
    if library == "PyTorch" and not torch_installed():
        raise NoDevice(Said("PyTorch is not installed; the dependency group `torch` has it"))
    if wanted == "cpu":
        return Device("cpu", Said("asked for"), library or "MXNet")
    found = gpu() if library != "PyTorch" else Found(False, Said("asked for"))
    if found.usable:
        return Device("gpu", found.reason, "MXNet", "gpu")
    reason = found.reason
    if library != "MXNet" and torch_installed() and any_card():
        answer = child("grader.training.engine_torch", "trial", TRIAL_SECONDS)
        if "device" in answer:
            reason = Said("PyTorch on {0}", answer["name"])
            if library is None:
                reason = Said("PyTorch on {0}, since {1}", answer["name"], found.why)
            return Device("gpu", reason, "PyTorch", answer["device"])
        reason = Said("{0}; PyTorch: {1}", reason, why(answer))
    if wanted == "gpu":
        raise NoDevice(reason)
    return Device("cpu", reason, library or "MXNet")


def torch_installed() -> bool:
    return importlib.util.find_spec("torch") is not None


def any_card() -> bool:
    """Whether there may be a GPU: to import torch in order to hear that there is none takes seconds."""
    return sys.platform == "darwin" or any(Path(path).exists() for path in ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd"))


def gpu() -> Found:
    """Whether MXNet can use a GPU here, and what it is or why not."""
    driver = child("grader.training.devices", "probe", PROBE_SECONDS)
    if "error" in driver:
        return Found(False, why(driver))
    # MXNet is given the first GPU.
    name, capability = driver["name"], (driver["major"], driver["minor"])
    if driver["version"] < DRIVER_VERSION:
        knows = driver["version"] // 1000, driver["version"] % 1000 // 10
        return Found(False, Said("its driver is too old: it knows CUDA {0}.{1}, and MXNet's libraries need 11.0 "
                                 "(driver 450.80) or newer", *knows), name)
    if not OLDEST <= capability <= NEWEST:
        return Found(False, Said("MXNet has no code for compute capability {0}.{1}", *capability), name)
    trial = child("grader.training.devices", "trial", TRIAL_SECONDS)
    described = Said("{0}, compute capability {1}.{2}", name, *capability)
    if "error" in trial:
        return Found(False, why(trial), described)
    return Found(True, Said("MXNet computed a convolution on it"), described)


def problem(text: str, *values: object) -> dict[str, Any]:
    """A child's answer where there is none. Its text is a pattern of the catalogue."""
    return {"error": text, "values": values}


def why(answer: dict[str, Any]) -> Said:
    return Said(answer["error"], *answer["values"])


def child(module: str, what: str, seconds: float) -> dict[str, Any]:
    """What a process of its own finds out: facts, or a `problem`."""
    try:
        done = subprocess.run([sys.executable, "-W", "ignore", "-m", module, what], cwd=manifest.ROOT,
                              capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return problem(N_("the driver did not answer within {0:g} s") if what == "probe" else
                       N_("the GPU did not answer within {0:g} s"), seconds)
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return problem(N_("asking the driver ended with exit status {0}: {1}") if what == "probe" else
                       N_("a convolution on it ended with exit status {0}: {1}"), done.returncode, said[:200])
    return dict(json.loads(lines[-1]))


# In the child -------------------------------------------------------------------------------------------------------

def probe() -> dict[str, Any]:
    """The driver's version and the first GPU's compute capability, from the driver's own library."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        if sys.platform != "linux":
            return problem(N_("MXNet has no GPU wheels for {0}"), sys.platform)
        if os.path.exists("/dev/nvidiactl") or os.path.exists("/dev/dxg"):
            return problem(N_("there is a GPU, but not its driver's library (libcuda.so.1); a container gets it with "
                              "`--gpus all`"))
        return problem(N_("no GPU: there is no NVIDIA driver here"))

    def failed(code: int) -> str | None:
        if code == 0:
            return None
        text = ctypes.c_char_p()
        driver.cuGetErrorString(code, ctypes.byref(text))
        return f"{(text.value or b'unknown error').decode('ascii', 'replace')} (CUDA error {code})"

    version, count, device = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    driver.cuDriverGetVersion(ctypes.byref(version))
    code = driver.cuInit(0)
    if code == 100:
        return problem(N_("no GPU: the NVIDIA driver finds none"))
    if (error := failed(code) or failed(driver.cuDeviceGetCount(ctypes.byref(count)))) is not None:
        return problem(N_("the NVIDIA driver does not start: {0}"), error)
    if count.value == 0:
        return problem(N_("no GPU: the NVIDIA driver finds none"))
    name = ctypes.create_string_buffer(256)
    values = {}
    error = failed(driver.cuDeviceGet(ctypes.byref(device), 0)) or failed(driver.cuDeviceGetName(name, 255, device))
    for key, attribute in (("major", MAJOR), ("minor", MINOR)):
        value = ctypes.c_int()
        error = error or failed(driver.cuDeviceGetAttribute(ctypes.byref(value), attribute, device))
        values[key] = value.value
    if error is not None:
        return problem(N_("the NVIDIA driver does not describe its GPU: {0}"), error)
    return {"version": version.value, "name": name.value.decode("utf-8", "replace"), **values}


def trial() -> dict[str, Any]:
    """Computes a convolution and its gradient on the GPU, with MXNet."""
    from ..sandbox.nvidia import distribution, preload
    preload()
    try:
        import mxnet as mx
    except ImportError as error:
        return problem(N_("MXNet is not installed ({0})"), str(error))
    except OSError as error:
        return problem(N_("MXNet's library does not load: {0}; `python -m grader.sandbox.nvidia` lists what it needs"),
                       str(error))
    if not mx.runtime.Features().is_enabled("CUDA"):
        return problem(N_("this MXNet is built without CUDA; `tox -e gpu` gets one with CUDA"))
    try:
        x = mx.nd.ones((1, 2, 5, 5), ctx=mx.gpu(0))
        weight = mx.nd.ones((3, 2, 3, 3), ctx=mx.gpu(0))
        weight.attach_grad()
        with mx.autograd.record():
            y = mx.nd.Convolution(x, weight, kernel=(3, 3), num_filter=3, no_bias=True)
        y.backward()
        wrong = (y.asnumpy() != 18).any() or (weight.grad.asnumpy() != 9).any()
    except Exception as error:  # MXNetError; its message holds a C++ stack
        lines = [line.strip() for line in str(error).splitlines() if "Error" in line or "Check failed" in line]
        return problem(N_("MXNet cannot compute on it: {0}"), (lines or [type(error).__name__])[-1][:300])
    if wrong:
        return problem(N_("a convolution on it gives wrong numbers"))
    return {"distribution": distribution()}


if __name__ == "__main__":
    print(json.dumps({"probe": probe, "trial": trial}[sys.argv[1]]()))
