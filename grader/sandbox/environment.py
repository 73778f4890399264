"""The environment that MXNet is imported in; it must be set before the import."""
from __future__ import annotations

import os
import warnings
from pathlib import Path

from . import nvidia


def kernels() -> dict[str, str]:
    """MXNet's OpenBLAS is older than many processors and takes those for the slowest one; told the name of one that it
    knows, it multiplies a matrix in half the time. An unknown machine keeps what OpenBLAS finds."""
    try:
        flags = Path("/proc/cpuinfo").read_text().partition("flags")[2].partition("\n")[0].split()
    except OSError:
        return {}
    return {"OPENBLAS_CORETYPE": "Haswell"} if {"avx2", "fma"} <= {*flags} else {}


# oneDNN gives wrong gradients through max pooling in prediction mode; one OpenMP thread is fastest for small arrays.
SETTINGS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MXNET_MKLDNN_ENABLED": "0",
            "MXNET_STORAGE_FALLBACK_LOG_VERBOSE": "0", "MXNET_SUBGRAPH_VERBOSE": "0",
            "MXNET_CPU_WORKER_NTHREADS": "1"} | kernels() | nvidia.settings()


def prepare() -> None:
    """Sets the environment for the imports of MXNet and Hypothesis in this process."""
    os.environ.update(SETTINGS)
    os.environ.setdefault("HYPOTHESIS_NO_PLUGINS", "1")  # other packages' plugins draw nothing here and cost 0.2 s
    nvidia.preload()
    warnings.filterwarnings("ignore", module="mxnet")
    warnings.filterwarnings("ignore", message=".*np.bool.*|.*distutils.*|.*pkg_resources.*")
