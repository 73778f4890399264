"""Writes a file whole or not at all; makes a zip."""
from __future__ import annotations

import contextlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A draft beside `path`, which takes its place at the end of a block that wrote something into it and did not
    raise. What is no file (a terminal, a pipe, /dev/null) is written to and never replaced. OSError, which names
    `path`, where it cannot be written."""
    if path.exists() and not path.is_file():
        with tempfile.TemporaryDirectory() as folder:
            yield (draft := Path(folder) / f"draft{path.suffix}")
            if draft.exists():
                with path.open("wb") as place:
                    place.write(draft.read_bytes())
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        error.filename = str(path)
        raise
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        if draft.stat().st_size:
            umask = os.umask(0)
            os.umask(umask)
            draft.chmod(0o666 & ~umask)  # as a file made the usual way: mkstemp's are for the owner alone
            draft.replace(path)
    except OSError as error:
        if error.filename in (None, name):
            error.filename, error.filename2 = str(path), None
        raise
    finally:
        draft.unlink(missing_ok=True)


def write(path: Path, data: str | bytes) -> None:
    """Text is UTF-8; half a character becomes a question mark. OSError names the file that could not be written."""
    with whole(path) as draft:
        draft.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "replace"))


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files. It holds no times: the same files give the same bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()
