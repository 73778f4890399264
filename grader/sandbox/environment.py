"""The environment that MXNet is imported in; it must be set before the import."""
from __future__ import annotations

import os
import warnings

from . import nvidia

# oneDNN gives wrong gradients through max pooling in prediction mode; one OpenMP thread is fastest for small arrays.
SETTINGS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MXNET_MKLDNN_ENABLED": "0",
            "MXNET_STORAGE_FALLBACK_LOG_VERBOSE": "0", "MXNET_SUBGRAPH_VERBOSE": "0",
            "MXNET_CPU_WORKER_NTHREADS": "1"} | nvidia.settings()


def prepare() -> None:
    """Sets the environment for the import of MXNet in this process."""
    os.environ.update(SETTINGS)
    nvidia.preload()
    warnings.filterwarnings("ignore", module="mxnet")
    warnings.filterwarnings("ignore", message=".*np.bool.*|.*distutils.*|.*pkg_resources.*")
