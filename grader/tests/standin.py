"""A stand-in for the driver's library libcuda.so.1, compiled on the spot; environment variables say how it behaves."""
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int number(const char *name, int otherwise) {
    const char *value = getenv(name);
    return value ? atoi(value) : otherwise;
}
static void said(const char *what) {
    if (getenv("STANDIN_LOG")) {
        FILE *log = fopen(getenv("STANDIN_LOG"), "a");
        fprintf(log, "%s\n", what);
        fclose(log);
    }
}
int cuDriverGetVersion(int *version) { *version = number("STANDIN_VERSION", 11080); return 0; }
int cuInit(unsigned flags) {
    said("cuInit");
    if (getenv("STANDIN_ABORT")) abort();
    if (getenv("STANDIN_HANG")) sleep(600);
    return number("STANDIN_INIT", 100);  /* 100: CUDA_ERROR_NO_DEVICE */
}
int cuGetErrorString(int code, const char **text) { *text = "what the driver says"; return 0; }
int cuDeviceGetCount(int *count) { *count = number("STANDIN_COUNT", 1); return 0; }
int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return 0; }
int cuDeviceGetName(char *name, int size, int device) { strncpy(name, "Stand-in GPU", size); return 0; }
int cuDeviceGetAttribute(int *value, int attribute, int device) {
    *value = attribute == 75 ? number("STANDIN_MAJOR", 8) : number("STANDIN_MINOR", 6);
    return number("STANDIN_ATTRIBUTE", 0);
}
/* What libmxnet.so of the CUDA wheels needs beside: never reached without a device. */
#define NOTHING(name) int name(void) { said(#name); return 100; }
NOTHING(cuDevicePrimaryCtxRetain) NOTHING(cuGraphKernelNodeGetParams) NOTHING(cuGraphNodeGetType)
NOTHING(cuLaunchKernel) NOTHING(cuModuleGetFunction) NOTHING(cuModuleLoadData) NOTHING(cuModuleLoadDataEx)
NOTHING(cuModuleUnload) NOTHING(standin_other)
int cuGetProcAddress(const char *symbol, void **function, int version, uint64_t flags) {
    void *self = dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
    *function = self ? dlsym(self, symbol) : 0;
    if (!*function) *function = (void *)standin_other;
    return 0;
}
int cuGetExportTable(const void **table, const void *id) { *table = 0; return 100; }
"""


def compiler() -> str:
    found = shutil.which("gcc") or shutil.which("cc")
    if found is None:
        pytest.skip("no C compiler here to build a stand-in with")
    return found


def library(path: Path, source: str, *options: str) -> Path:
    """A shared library of that name, compiled from C."""
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([compiler(), "-shared", "-fPIC", "-x", "c", "-", "-x", "none", "-o", str(path),
                    f"-Wl,-soname,{path.name}", "-Wl,--no-as-needed", *options, "-ldl"],
                   input=source, text=True, check=True)
    return path


def driver(folder: Path) -> Path:
    return library(folder / "libcuda.so.1", SOURCE)
