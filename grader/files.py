"""Writes a file whole or not at all."""
from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click


@contextlib.contextmanager
def writing(path: Path | None, option: str) -> Iterator[Path | None]:
    """A path to write a result to in the end: refused now if it cannot be written, and never half-written."""
    if path is None:
        yield None
        return
    if path.is_dir():
        raise click.BadParameter(f"{path} is a folder; name a file", param_hint=option)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise click.BadParameter(f"{path} cannot be written: {error.strerror}", param_hint=option) from None
    draft = Path(name)
    try:
        yield draft
        if draft.stat().st_size:
            umask = os.umask(0)
            os.umask(umask)
            draft.chmod(0o666 & ~umask)
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
