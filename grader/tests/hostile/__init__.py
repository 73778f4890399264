"""Hostile submissions: what each is, what it must get, and where it cannot be stopped.

A sample is a file beside this one. Its first lines say which exercise's file it replaces, the status that the exercise
must get (one of several, where it depends on timing or on the system) and a piece of the message (likewise); a line
`unsandboxed:` says why a sample is not tried without namespaces, `landlock:` why it is not tried without both
namespaces and Landlock, `limits:` other limits than the suite's, `points:` what is earned all the same; with a line `diagnosed:` its mistakes
are named, too. Samples that cannot be files in a repository, or whose bytes matter, are made by the functions below.
"""
from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TARGET = "conv1x1"  # of the samples made here


@dataclass(frozen=True)
class Sample:
    """One hostile file. `status` and `messages`: any of them; `put` writes it into a folder of right answers."""
    name: str
    exercise: str
    statuses: tuple[str, ...]
    messages: tuple[str, ...]
    put: Callable[[Path], None]
    unsandboxed: str | None = None  # why it is not tried without namespaces
    landlock: str | None = None  # why it is not tried where Landlock is missing, too
    limits: tuple[tuple[str, int], ...] = ()  # other than the suite's
    points: int = 0  # of a sample that does not pass: those of a right shape
    diagnosed: bool = False  # whether its mistakes are named, too


def from_file(path: Path) -> Sample:
    header = {}
    for line in path.read_text("utf-8").splitlines():
        key, colon, value = line.removeprefix("# ").partition(": ")
        if not line.startswith("# ") or not (colon or key.endswith(":")):
            break
        header[key.removesuffix(":")] = value.strip()
    exercise = header["exercise"]
    limits = [limit.partition("=") for limit in header.get("limits", "").split()]
    return Sample(path.stem, exercise, tuple(header["status"].split(",")),
                  tuple(part.strip() for part in header["message"].split(",")),
                  lambda folder: (folder / f"{exercise}.py").write_bytes(path.read_bytes()) and None,
                  header.get("unsandboxed"), header.get("landlock"),
                  tuple((key, int(value)) for key, _, value in limits), int(header.get("points", 0)),
                  "diagnosed" in header)


MADE: list[Sample] = []
Put = Callable[[Path, bytes], None]


def made(status: str, message: str, points: int = 0, diagnosed: bool = False) -> Callable[[Put], Put]:
    """Registers a function that is given the place of the file and the right answer's source."""
    def register(put: Put) -> Put:
        def place(folder: Path) -> None:
            path = folder / f"{TARGET}.py"
            source = path.read_bytes()
            path.unlink()
            put(path, source)
        MADE.append(Sample(put.__name__, TARGET, tuple(status.split(",")), tuple(message.split(",")), place,
                           points=points, diagnosed=diagnosed))
        return put
    return register


@made("missing", "conv1x1.py is a folder, not a file")
def a_folder(path: Path, source: bytes) -> None:
    path.mkdir()
    (path / "__init__.py").write_bytes(source)


@made("missing", "conv1x1.py is a pipe, not a file")
def a_pipe(path: Path, source: bytes) -> None:
    os.mkfifo(path)


@made("missing", "conv1x1.py is a device, not a file")
def a_socket(path: Path, source: bytes) -> None:
    before = os.getcwd()
    os.chdir(path.parent)  # the path of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(before)


@made("missing", "conv1x1.py is a device, not a file,conv1x1.py is a symbolic link")
def a_device(path: Path, source: bytes) -> None:
    try:
        os.mknod(path, 0o20666, os.makedev(1, 5))  # /dev/zero
    except PermissionError:  # who is not root may link to it only
        path.symlink_to("/dev/zero")


@made("missing", "conv1x1.py is larger than 1024 KB (source_kb = 1024)")
def fifty_megabytes(path: Path, source: bytes) -> None:
    path.write_bytes(source + b"\n#" + b"x" * (50 << 20))


@made("missing", "conv1x1.py is a symbolic link")
def a_link_out_of_the_folder(path: Path, source: bytes) -> None:
    (path.parent.parent / "elsewhere.py").write_bytes(source)
    path.symlink_to("../elsewhere.py")


@made("missing", "conv1x1.py is a symbolic link")
def a_link_to_solutions(path: Path, source: bytes) -> None:
    path.symlink_to(Path(__file__).resolve().parents[3] / "solutions" / path.name)


@made("missing", "conv1x1.py is a symbolic link")
def links_in_a_circle(path: Path, source: bytes) -> None:
    path.symlink_to("circle")
    (path.parent / "circle").symlink_to(path.name)


@made("missing", "conv1x1.py is a symbolic link")
def a_link_to_its_folder(path: Path, source: bytes) -> None:
    path.symlink_to(".")


@made("missing", "conv1x1.py is not there")
def no_file(path: Path, source: bytes) -> None:
    pass


@made("missing", "conv1x1.py has no corr2d_multi_in_out_1x1")
def an_empty_file(path: Path, source: bytes) -> None:
    path.touch()


@made("error", "null bytes")
def null_bytes(path: Path, source: bytes) -> None:
    path.write_bytes(source + b"\n\0\n")


@made("error", "null bytes")  # a ValueError in Python 3.11.3 and before, a SyntaxError since
def not_utf_8(path: Path, source: bytes) -> None:
    path.write_bytes(source + "\n# 卷积\n".encode("utf-16-le"))


@made("error", "unknown encoding")
def unknown_encoding(path: Path, source: bytes) -> None:
    path.write_bytes(b"# -*- coding: klingon -*-\n" + source)


@made("error", "another encoding,cannot read,null bytes")
def random_bytes(path: Path, source: bytes) -> None:
    path.write_bytes(bytes(range(1, 256)) * 100)


@made("error,memory,crashed", "Recursion,memory,SIG,too complex,too many")
def deeper_than_the_parser(path: Path, source: bytes) -> None:
    path.write_bytes(source + b"\nx = " + b"-" * 400_000 + b"1\n")


@made("passed", "")
def fine_byte_order_mark(path: Path, source: bytes) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + source)


@made("passed", "")
def fine_windows_line_ends(path: Path, source: bytes) -> None:
    path.write_bytes(source.replace(b"\n", b"\r\n"))


@made("passed", "")
def fine_among_thousands_of_files(path: Path, source: bytes) -> None:
    path.write_bytes(source)
    for i in range(3000):
        (path.parent / f"a{i}.py").touch()


# Wrong in no known way, so that small changes of the file are looked for that make it right.
UNKNOWN = b"""
def corr2d_multi_in_out_1x1(X, K):
    c_i, h, w = X.shape
    Y = nd.dot(K.reshape((-1, c_i)), X.reshape((c_i, -1))).reshape((-1, h, w))
"""
RETURN = b"    return Y + 0.37 * K.sum() * X.mean() + Y * Y\n"


@made("failed", "values differ", points=2, diagnosed=True)
def diagnosis_of_moves_without_end(path: Path, source: bytes) -> None:
    path.write_bytes(b"from mxnet import nd\n" + UNKNOWN + b"    x=1\n" * 1000 + b"    for x in X:\n     x\n" * 350
                     + RETURN)


@made("failed", "values differ", points=2, diagnosed=True)
def diagnosis_of_a_name_of_thousands(path: Path, source: bytes) -> None:
    path.write_bytes(b"from mxnet import nd\n" + UNKNOWN + RETURN + b"import " + b".".join([b"a"] * 7000) + b"\n")


SAMPLES: list[Sample] = [from_file(path) for path in sorted(HERE.glob("*.py")) if path.name != "__init__.py"] + MADE
