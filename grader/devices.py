"""Which device the training check runs on, and why.

A GPU counts where MXNet really computes a convolution on it. Everything is tried in processes of their own: a driver
or a library that crashes, hangs or cannot be forked any more takes nothing with it.
"""
from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Wanted = Literal["auto", "cpu", "gpu"]
DRIVER_VERSION = 11000  # CUDA 11's libraries run with any driver of CUDA 11.0 (450.80) or later
OLDEST, NEWEST = (5, 0), (8, 9)  # compute capabilities that MXNet's wheels hold machine code for; they hold no PTX
MAJOR, MINOR = 75, 76  # CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, _MINOR
PROBE_SECONDS, TRIAL_SECONDS = 60, 300  # the first convolution on a GPU waits for cuDNN to load
GET = "`tox -e gpu` gets MXNet with CUDA"


@dataclass(frozen=True)
class Device:
    """Where the training runs, and why there."""
    name: Literal["cpu", "gpu"]
    reason: str


class NoDevice(Exception):
    """The device that was asked for cannot be used; the message says why."""


def find_device(wanted: Wanted = "auto") -> Device:
    """The GPU where MXNet can use it, else the CPU. NoDevice where a GPU was asked for and none can be used."""
    if wanted == "cpu":
        return Device("cpu", "asked for")
    usable, reason = gpu()
    if usable:
        return Device("gpu", reason)
    if wanted == "gpu":
        raise NoDevice(reason)
    return Device("cpu", reason)


def gpu() -> tuple[bool, str]:
    """Whether MXNet can use a GPU here, and what it is or why not."""
    driver = child("probe", PROBE_SECONDS)
    if "error" in driver:
        return False, driver["error"]
    # MXNet is given the first GPU.
    name, capability = driver["name"], (driver["major"], driver["minor"])
    described = f"{name}, compute capability {capability[0]}.{capability[1]}"
    if driver["version"] < DRIVER_VERSION:
        return False, (f"{name}: its driver is too old: it knows CUDA {driver['version'] // 1000}."
                       f"{driver['version'] % 1000 // 10}, and MXNet's libraries need 11.0 (driver 450.80) or newer")
    if capability > NEWEST:
        return False, (f"{described}: newer than MXNet's CUDA wheels, which hold code up to "
                       f"{NEWEST[0]}.{NEWEST[1]}")
    if capability < OLDEST:
        return False, (f"{described}: older than MXNet's CUDA wheels, which hold code from "
                       f"{OLDEST[0]}.{OLDEST[1]}")
    trial = child("trial", TRIAL_SECONDS)
    if "error" in trial:
        return False, f"{described}: {trial['error']}"
    return True, f"{described}: MXNet computed a convolution on it"


def child(what: str, seconds: float) -> dict[str, Any]:
    """What a process of its own finds out: {"error": why it cannot be} or facts."""
    here = Path(__file__).resolve()
    try:
        done = subprocess.run([sys.executable, "-W", "ignore", "-m", f"{here.parent.name}.{here.stem}", what],
                              cwd=here.parent.parent, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return {"error": f"the {'driver' if what == 'probe' else 'GPU'} did not answer within {seconds:g} s"}
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return {"error": f"{'asking the driver' if what == 'probe' else 'a convolution on it'} ended with exit status "
                         f"{done.returncode}: {said[:200]}"}
    return dict(json.loads(lines[-1]))


# In the child -------------------------------------------------------------------------------------------------------

def probe() -> dict[str, Any]:
    """The driver's version and the first GPU's compute capability, from the driver's own library."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        if sys.platform != "linux":
            return {"error": f"MXNet has no GPU wheels for {sys.platform}"}
        if os.path.exists("/dev/nvidiactl") or os.path.exists("/dev/dxg"):
            return {"error": "there is a GPU, but not its driver's library (libcuda.so.1); "
                             "a container gets it with `--gpus all`"}
        return {"error": "no GPU: there is no NVIDIA driver here"}

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
        return {"error": "no GPU: the NVIDIA driver finds none"}
    if (error := failed(code) or failed(driver.cuDeviceGetCount(ctypes.byref(count)))) is not None:
        return {"error": f"the NVIDIA driver does not start: {error}"}
    if count.value == 0:
        return {"error": "no GPU: the NVIDIA driver finds none"}
    name = ctypes.create_string_buffer(256)
    values = {}
    error = failed(driver.cuDeviceGet(ctypes.byref(device), 0)) or failed(driver.cuDeviceGetName(name, 255, device))
    for key, attribute in (("major", MAJOR), ("minor", MINOR)):
        value = ctypes.c_int()
        error = error or failed(driver.cuDeviceGetAttribute(ctypes.byref(value), attribute, device))
        values[key] = value.value
    if error is not None:
        return {"error": f"the NVIDIA driver does not describe its GPU: {error}"}
    return {"version": version.value, "count": count.value, "name": name.value.decode("utf-8", "replace"), **values}


def trial() -> dict[str, Any]:
    """Computes a convolution and its gradient on the GPU, with MXNet."""
    from .cuda import distribution, preload
    from .environment import prepare
    prepare()
    preload()
    try:
        import mxnet as mx
    except ImportError as error:
        return {"error": f"MXNet is not installed ({error})"}
    except OSError as error:
        return {"error": f"MXNet's library does not load: {error}; `python -m grader.cuda` lists what it needs"}
    if not mx.runtime.Features().is_enabled("CUDA"):
        return {"error": f"this MXNet is built without CUDA; {GET}"}
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
        return {"error": f"MXNet cannot compute on it: {(lines or [type(error).__name__])[-1][:300]}"}
    if wrong:
        return {"error": "a convolution on it gives wrong numbers"}
    return {"distribution": distribution()}


if __name__ == "__main__":
    print(json.dumps({"probe": probe, "trial": trial}[sys.argv[1]]()))
