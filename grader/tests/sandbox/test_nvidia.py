"""NVIDIA's libraries from wheels: found without LD_LIBRARY_PATH, and listed.

The first half works on small libraries laid out like the wheels. The second needs MXNet's own CUDA wheel, which only
the tox environment `gpu` has: there, all is real but the driver, for which a stand-in is compiled.
"""
from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import manifest
from grader.sandbox import nvidia
from grader.tests import standin
from grader.worker import preload

real = pytest.mark.skipif(nvidia.distribution() is None, reason="this MXNet is one without CUDA: see tox -e gpu")


def python(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if key not in ("LD_LIBRARY_PATH", preload.VARIABLE)}
    return subprocess.run([sys.executable, "-W", "ignore", *arguments], capture_output=True, text=True,
                          cwd=manifest.ROOT, env=clean | env)


# Small libraries ----------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site-packages folder with an «MXNet» that needs two of NVIDIA's libraries and the driver's."""
    root = tmp_path_factory.mktemp("site")
    lt = standin.library(root / "nvidia/cublas/lib/libcublasLt.so.11", "int lt(void) { return 40; }")
    blas = standin.library(root / "nvidia/cublas/lib/libcublas.so.11",
                           "int lt(void); int blas(void) { return lt() + 2; }", str(lt))
    dnn = standin.library(root / "nvidia/cudnn/lib/libcudnn.so.8", "int blas(void); int dnn(void) { return blas(); }",
                          str(blas))
    standin.library(root / "nvidia/cudnn/lib/libcudnn_ops_infer.so.8", "int ops(void) { return 0; }")
    standin.library(root / "nvidia/cublas/lib/libnvblas.so.11", "int sgemm_(void) { return 1; }")
    driver = standin.driver(root / "driver")
    standin.library(root / "mxnet/libmxnet.so", "int dnn(void); int mxnet(void) { return dnn(); }", str(dnn),
                    str(driver))
    for package in ("mxnet", "nvidia"):
        (root / package / "__init__.py").write_text("")
    (root / "mxnet_cu112-1.9.1.dist-info").mkdir()
    for name, folder in (("nvidia_cublas_cu11", "cublas"), ("nvidia_cudnn_cu11", "cudnn")):
        info = root / f"{name}-11.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 11.0\n")
        (info / "RECORD").write_text("".join(f"{path.relative_to(root)},,\n"
                                             for path in (root / "nvidia" / folder / "lib").iterdir()))
    return root


LOAD = ("{}import ctypes, importlib.util, pathlib; "
        "package = pathlib.Path(importlib.util.find_spec('mxnet').origin).parent; "
        "print(ctypes.CDLL(str(package / 'libmxnet.so')).mxnet())")


def test_libraries_are_found_after_preloading(site: Path) -> None:
    env = {"PYTHONPATH": str(site), "LD_LIBRARY_PATH": str(site / "driver")}
    without = python("-c", LOAD.format(""), **env)
    assert without.returncode and "libcudnn.so.8: cannot open shared object file" in without.stderr
    with_ = python("-c", LOAD.format("import grader; "), **env)
    assert with_.stdout == "42\n", with_.stderr


def test_a_worker_is_told_what_to_preload(site: Path) -> None:
    told = python("-c", "from grader.sandbox import nvidia as cuda; print([cuda.settings(), "
                  "[*map(str, cuda.packages())], [*map(str, cuda.driver_folders())]])",
                  PYTHONPATH=str(site), LD_LIBRARY_PATH=str(site / "driver"))
    settings, packages, driver_folders = ast.literal_eval(told.stdout)
    assert packages == [str(site / "nvidia")] and driver_folders == [str(site / "driver")]
    assert settings == {preload.VARIABLE: ":".join([
        str(site / "driver/libcuda.so.1"), "nvidia/cublas/lib/libcublas.so.11", "nvidia/cublas/lib/libcublasLt.so.11",
        "nvidia/cudnn/lib/libcudnn.so.8", "nvidia/cudnn/lib/libcudnn_ops_infer.so.8"])}, \
        "libnvblas would stand in for MXNet's own BLAS"
    code = ("import ctypes; from grader.worker import preload; preload.from_environment(); "
            f"print(ctypes.CDLL({str(site / 'mxnet' / 'libmxnet.so')!r}).mxnet())")
    done = python("-c", code, PYTHONPATH=str(site), **settings)
    assert done.stdout == "42\n", done.stderr


def test_nothing_is_preloaded_for_mxnet_without_cuda(site: Path, tmp_path: Path) -> None:
    (tmp_path / "nvidia").symlink_to(site / "nvidia")  # another package brought NVIDIA's libraries
    (tmp_path / "mxnet").symlink_to(site / "mxnet")
    code = ("import sys; sys.path[1:] = [p for p in sys.path if 'packages' not in p]; "
            "from grader.sandbox import nvidia as cuda; "
            "print(cuda.distribution(), cuda.libraries(), cuda.settings(), cuda.packages(), "
            "cuda.driver_folders(), cuda.problem())")
    assert python("-c", code, PYTHONPATH=str(tmp_path)).stdout == "None [] {} [] [] None\n"


def test_an_mxnet_that_cannot_be_imported_is_told(site: Path) -> None:
    code = "from grader.sandbox import nvidia as cuda; print(cuda.problem())"
    if python("-c", "import ctypes; ctypes.CDLL('libcuda.so.1')").returncode:
        assert "mxnet-cu112 needs the NVIDIA driver's libcuda.so.1" in python("-c", code, PYTHONPATH=str(site)).stdout
    assert python("-c", code, PYTHONPATH=str(site), LD_LIBRARY_PATH=str(site / "driver")).stdout == "None\n"


def test_what_cannot_be_loaded_is_passed_over(site: Path, tmp_path: Path) -> None:
    broken = tmp_path / "libbroken.so.1"
    broken.write_bytes(b"not a library")
    preload.load([str(broken), str(tmp_path / "libnone.so.1")])
    assert not preload.loaded(str(broken)) and preload.loaded(str(next(site.glob("nvidia/*/lib/libcublasLt.so.11"))))


def test_the_check_lists_every_library(site: Path) -> None:
    pytest.importorskip("elftools", reason="pyelftools is not here")
    done = python("-m", "grader.sandbox.nvidia", PYTHONPATH=str(site))
    lines = [line.split() for line in done.stdout.splitlines()]
    origins = {words[0]: words[1] for words in lines if words and words[0].startswith("lib") and len(words) > 1}
    assert origins["libcudnn.so.8"] == origins["libcudnn_ops_infer.so.8"] == "nvidia-cudnn-cu11"
    assert origins["libcublas.so.11"] == origins["libcublasLt.so.11"] == "nvidia-cublas-cu11"
    assert origins["libc.so.6"] == "the", "the system's"
    missing = [name for name, origin in origins.items() if origin == "MISSING"]
    if missing:  # a machine without NVIDIA's driver
        assert missing == ["libcuda.so.1"] and "only the driver's libcuda.so.1 is left" in done.stdout
        with_driver = python("-m", "grader.sandbox.nvidia", PYTHONPATH=str(site), LD_LIBRARY_PATH=str(site / "driver"))
        assert with_driver.returncode == 0 and "nothing is missing\nMXNet's library loads" in with_driver.stdout
    assert done.returncode == 0


def test_the_check_names_what_is_missing(site: Path, tmp_path: Path) -> None:
    pytest.importorskip("elftools", reason="pyelftools is not here")
    (tmp_path / "mxnet").symlink_to(site / "mxnet")
    (tmp_path / "nvidia").mkdir()
    (tmp_path / "nvidia" / "__init__.py").write_text("")
    (tmp_path / "nvidia" / "cublas").symlink_to(site / "nvidia" / "cublas")
    done = python("-m", "grader.sandbox.nvidia", PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if line.startswith("missing: ") and "libcudnn.so.8" in line]


# MXNet's CUDA wheel -------------------------------------------------------------------------------------------------

@real
def test_only_the_drivers_library_is_left() -> None:
    done = python("-m", "grader.sandbox.nvidia")
    assert done.returncode == 0, done.stdout
    assert "only the driver's libcuda.so.1 is left" in done.stdout or "nothing is missing" in done.stdout
    for name in ("libcudart.so.11.0", "libcublas.so.11", "libcufft.so.10", "libcurand.so.10", "libcusolver.so.11",
                 "libnvrtc.so.11.2", "libnvToolsExt.so.1", "libnccl.so.2", "libcudnn.so.8", "libcudnn_cnn_train.so.8"):
        assert f"{name} " in done.stdout


@real
def test_mxnet_with_cuda_imports_and_computes_with_a_stand_in_driver(tmp_path: Path) -> None:
    standin.driver(tmp_path)
    log = tmp_path / "log"
    code = ("import grader; "
            "from grader.sandbox import nvidia as cuda; cuda.preload(); import mxnet as mx, os; "
            "print(mx.runtime.Features().is_enabled('CUDA'), mx.runtime.Features().is_enabled('CUDNN')); "
            "print(os.path.exists(os.environ['STANDIN_LOG'])); "
            "print(mx.nd.Convolution(mx.nd.ones((1, 1, 3, 3)), mx.nd.ones((1, 1, 3, 3)), kernel=(3, 3), num_filter=1, "
            "no_bias=True).asnumpy().sum()); print(mx.context.num_gpus())")
    done = python("-c", code, LD_LIBRARY_PATH=str(tmp_path), STANDIN_LOG=str(log))
    # CUDA is not started by the import: a process that has imported MXNet can be forked, and the fork can use the GPU.
    assert done.stdout.splitlines() == ["True True", "False", "9.0", "0"], done.stderr
    assert log.read_text().splitlines()[0] == "cuInit"


@real
def test_without_the_driver_commands_say_what_to_do() -> None:
    if nvidia.loaded_path(nvidia.DRIVER):
        pytest.skip("NVIDIA's driver is here")
    for command in (["train", "solutions"], ["score", "solutions"]):
        done = python("-m", "grader", *command)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1)
        assert "install the driver (450.80 or newer)" in done.stderr
    done = python("-m", "grader", "doctor")
    assert done.returncode == 1 and "install the driver (450.80 or newer)" in done.stdout and not done.stderr


@real
def test_the_sandbox_trains_with_mxnet_with_cuda(tmp_path: Path) -> None:
    """The driver lies outside of the system's folders, and finds no GPU: the CPU trains."""
    standin.driver(tmp_path)
    done = python("-m", "grader", "train", "solutions", "--max-batches", "1", "--json", str(tmp_path / "json"),
                  LD_LIBRARY_PATH=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("training on the CPU, with MXNet: no GPU: the NVIDIA driver finds none\n")
    trained = json.loads((tmp_path / "json").read_text())
    assert [network["status"] for network in trained["networks"]] == ["skipped"] * 2, trained
