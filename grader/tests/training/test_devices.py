"""Which device trains, and why: real processes ask a stand-in for the NVIDIA driver."""
from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.language import i18n
from grader.sandbox import nvidia
from grader.tests import standin
from grader.training import devices
from grader.training.devices import Device, NoDevice, find_device


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return standin.driver(tmp_path_factory.mktemp("driver"))


@pytest.fixture
def behave(driver: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts the stand-in in the place of the driver and tells it what to do."""
    def told(**settings: object) -> None:
        monkeypatch.setenv("LD_LIBRARY_PATH", str(driver.parent))
        for name, value in settings.items():
            monkeypatch.setenv(f"STANDIN_{name.upper()}", str(value))
    return told


def test_the_cpu_on_request() -> None:
    assert find_device("cpu") == Device("cpu", "asked for")


@pytest.mark.parametrize(("settings", "reason"), [
    ({"init": 100}, "no GPU: the NVIDIA driver finds none"),
    ({"init": 0, "count": 0}, "no GPU: the NVIDIA driver finds none"),
    ({"init": 999}, "the NVIDIA driver does not start: what the driver says (CUDA error 999)"),
    ({"init": 0, "attribute": 1}, "the NVIDIA driver does not describe its GPU: what the driver says (CUDA error 1)"),
    ({"init": 0, "version": 10020}, "Stand-in GPU: its driver is too old: it knows CUDA 10.2, and MXNet's libraries "
                                    "need 11.0 (driver 450.80) or newer"),
    ({"init": 0, "major": 9, "minor": 0}, "Stand-in GPU: MXNet has no code for compute capability 9.0"),
    ({"init": 0, "major": 10, "minor": 0}, "Stand-in GPU: MXNet has no code for compute capability 10.0"),
    ({"init": 0, "major": 3, "minor": 7}, "Stand-in GPU: MXNet has no code for compute capability 3.7"),
], ids=str)
def test_why_not_the_gpu(behave: Any, settings: dict[str, int], reason: str) -> None:
    behave(**settings)
    assert find_device("auto") == Device("cpu", reason)
    with pytest.raises(NoDevice) as caught:
        find_device("gpu")
    assert str(caught.value) == reason


def test_a_driver_that_crashes_takes_only_its_process(behave: Any) -> None:
    behave(abort=1)
    device = find_device("auto")
    assert device.name == "cpu" and device.reason.startswith("asking the driver ended with exit status -6")


def test_a_driver_that_hangs_is_given_up(behave: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    behave(hang=1)
    monkeypatch.setattr(devices, "PROBE_SECONDS", 1)
    assert find_device("auto") == Device("cpu", "the driver did not answer within 1 s")


def test_a_gpu_counts_where_mxnet_computes_on_it(behave: Any) -> None:
    """A card that the wheels have code for: the convolution is really tried, and there is nothing to compute on."""
    behave(init=0)
    device = find_device("auto")
    assert device.name == "cpu" and device.reason.startswith("Stand-in GPU, compute capability 8.6: ")
    if nvidia.distribution() is None:
        assert device.reason.endswith("this MXNet is built without CUDA; `tox -e gpu` gets one with CUDA")
    else:
        assert "MXNet cannot compute on it" in device.reason


def test_a_usable_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: dict[str, dict[str, Any]] = {
        "probe": {"version": 12040, "count": 1, "name": "NVIDIA A10G", "major": 8, "minor": 6},
        "trial": {"distribution": "mxnet-cu112"}}
    monkeypatch.setattr(devices, "child", lambda module, what, seconds: answers[what])
    assert find_device("auto") == find_device("gpu") == Device(
        "gpu", "NVIDIA A10G, compute capability 8.6: MXNet computed a convolution on it", "MXNet", "gpu")
    answers["trial"] = devices.problem("MXNet cannot compute on it: {0}", "CUDA: no kernel image")
    assert find_device("auto").reason == ("NVIDIA A10G, compute capability 8.6: MXNet cannot compute on it: CUDA: no "
                                          "kernel image")


@pytest.mark.parametrize(("there", "reason"), [
    ([], "no GPU: there is no NVIDIA driver here"),
    (["/dev/nvidiactl"], "a container gets it with `--gpus all`"),
    (["/dev/dxg"], "a container gets it with `--gpus all`"),
])
def test_no_driver(monkeypatch: pytest.MonkeyPatch, there: list[str], reason: str) -> None:
    def none(name: str) -> None:
        raise OSError(name)
    monkeypatch.setattr(ctypes, "CDLL", none)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("os.path.exists", lambda path: path in there)
    assert reason in devices.why(devices.probe())


def test_a_trial_that_says_nothing_is_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: Any, **__: Any) -> Any:
        return subprocess.CompletedProcess([], -11, stdout="", stderr="")
    monkeypatch.setattr(subprocess, "run", run)
    found = devices.child("grader.training.devices", "trial", 1)
    assert devices.why(found) == "a convolution on it ended with exit status -11: it said nothing"


def test_the_reason_in_chinese(behave: Any) -> None:
    behave(init=999)
    i18n.set_language("zh")
    try:
        reason = i18n._(find_device("auto").reason)
    finally:
        i18n.set_language("en")
    assert reason == "NVIDIA驱动无法启动：what the driver says (CUDA error 999)"
