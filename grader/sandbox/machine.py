"""What a machine must give for grading, looked at before anything is graded: what is lacking is nobody's fault."""
from __future__ import annotations

import multiprocessing
import os

from ..course.manifest import Limits
from ..errors import KitError
from ..language.i18n import _

OWN_MB = 1536      # of address space: what Python and MXNet map before a submission is there
OWN_FILES = 128    # that the judge may have open
OWN_SECONDS = 600  # of CPU time, of the judge


class Unfit(KitError):
    """The machine gives too little to grade anything."""


def lacking(limits: Limits) -> str | None:
    """The first of this process's own limits (ulimit) that leaves a submission less than `limits` promise, in one line
    with what to do; None where there is none."""
    try:
        import resource
    except ImportError:  # Windows has none
        return None
    needs = {"v": (resource.RLIMIT_AS, (OWN_MB + limits.memory_mb) << 10, 1024),
             "t": (resource.RLIMIT_CPU, OWN_SECONDS + limits.cpu_seconds, 1),
             "f": (resource.RLIMIT_FSIZE, limits.file_mb << 10, 1024),
             "n": (resource.RLIMIT_NOFILE, OWN_FILES, 1)}
    if os.getuid() != 0:  # root's are not limited
        needs["u"] = resource.RLIMIT_NPROC, 2 * limits.threads, 1
    for letter, (which, needed, unit) in needs.items():
        limit = resource.getrlimit(which)[0]
        if limit != resource.RLIM_INFINITY and limit // unit < needed:
            return _("`ulimit -{0}` is {1} here, and grading needs {2}: raise it (`ulimit -{0} {2}`), and run the same "
                     "command again").format(letter, limit // unit, needed)
    return None


def no_processes() -> str | None:
    """Why this process cannot share its work with others, in one line with what to do; None where it can."""
    try:
        multiprocessing.get_context("spawn").Lock()
    except OSError as error:
        return _("the processes that grade cannot be started: /dev/shm cannot be used ({0}); mount it (`mount -t tmpfs "
                 "tmpfs /dev/shm`, in a container `--shm-size`), and run the same command again").format(error.strerror)
    return None
