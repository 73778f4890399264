"""The images of the training check, and files that are not what they should be."""
from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits  # type: ignore[import-untyped]

from grader.training import images as data
from grader.training.images import DataError

NAMES = list(data.FILES)


def write(folder: Path, train: int = 12, test: int = 5, zipped: bool = False) -> Path:
    """Four small files in Fashion-MNIST's format."""
    rng = np.random.default_rng(3)
    for part, count in (("train", train), ("t10k", test)):
        images = rng.integers(0, 256, (count, 28, 28), np.uint8)
        labels = rng.integers(0, 10, count).astype(np.uint8)
        for name, raw in ((f"{part}-images-idx3-ubyte", struct.pack(">IIII", 2051, count, 28, 28) + images.tobytes()),
                          (f"{part}-labels-idx1-ubyte", struct.pack(">II", 2049, count) + labels.tobytes())):
            (folder / f"{name}{'.gz' if zipped else ''}").write_bytes(gzip.compress(raw) if zipped else raw)
    return folder


def test_digits_are_split_by_seed() -> None:
    every_digit = sorted(map(bytes, np.rint(load_digits().data * (255 / 16)).astype(np.uint8)))
    one, same, other = data.digits(1), data.digits(1), data.digits(2)
    assert one.digest == same.digest != other.digest
    assert len(one.labels) + len(one.test_labels) == 1797
    assert one.images.dtype == np.uint8 and one.images.shape[1:] == (1, 8, 8) and one.images.max() == 255
    assert set(one.test_labels) == set(range(10))
    for split in (one, other):  # each image is on one side, once
        both = np.concatenate([split.images, split.test_images]).reshape(1797, -1)
        assert sorted(map(bytes, both)) == every_digit


@pytest.mark.parametrize("zipped", [False, True])
def test_files_zipped_or_not(tmp_path: Path, zipped: bool) -> None:
    found = data.fashion_mnist(write(tmp_path, zipped=zipped))
    assert found.images.shape == (12, 1, 28, 28) and found.test_images.shape == (5, 1, 28, 28)
    raw = np.random.default_rng(3)
    np.testing.assert_array_equal(found.images[:, 0], raw.integers(0, 256, (12, 28, 28), np.uint8))
    np.testing.assert_array_equal(found.labels, raw.integers(0, 10, 12))
    # They are not the official ones, and the report says so.
    assert len(found.warnings) == 1 and ("not the official" in found.warnings[0]) is zipped


def test_official_files_are_known_by_their_checksums(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import hashlib
    write(tmp_path, zipped=True)
    own = {name: (hashlib.sha1((tmp_path / f"{name}.gz").read_bytes()).hexdigest(), data.FILES[name][1])
           for name in NAMES}
    monkeypatch.setattr(data, "FILES", own)
    found = data.fashion_mnist(tmp_path)
    assert found.name == "Fashion-MNIST" and not found.warnings
    # An official file under another's name is named.
    (tmp_path / "t10k-labels-idx1-ubyte.gz").write_bytes((tmp_path / "train-labels-idx1-ubyte.gz").read_bytes())
    with pytest.raises(DataError, match=r"this is Fashion-MNIST's train-labels-idx1-ubyte\.gz under another name"):
        data.fashion_mnist(tmp_path)
    # MNIST's files have the same names and the same form.
    write(tmp_path, zipped=True)
    monkeypatch.setattr(data, "FILES", {name: ("0" * 40, sha1) for name, (sha1, _) in own.items()})
    with pytest.raises(DataError, match=r"this is MNIST's train-images-idx3-ubyte\.gz"):
        data.fashion_mnist(tmp_path)


def swap(folder: Path, *pairs: str) -> None:
    for one, other in zip(pairs[::2], pairs[1::2], strict=True):
        a, b = (folder / one).read_bytes(), (folder / other).read_bytes()
        (folder / one).write_bytes(b)
        (folder / other).write_bytes(a)


def change(folder: Path, name: str, edit: Callable[[bytes], bytes]) -> None:
    (folder / name).write_bytes(edit((folder / name).read_bytes()))


WRONG: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda d: (d / NAMES[1]).unlink(), "there is no train-labels-idx1-ubyte.gz and no"),
    "truncated": (lambda d: change(d, NAMES[0], lambda raw: raw[:-1]), "truncated: 9423 bytes, where 12 images take"),
    "truncated labels": (lambda d: change(d, NAMES[3], lambda raw: raw[:-2]), "truncated: 11 bytes"),
    "cut in the header": (lambda d: change(d, NAMES[2], lambda raw: raw[:10]), "truncated in its header"),
    "empty": (lambda d: change(d, NAMES[2], lambda raw: b""), "0 bytes, too few"),
    "too long": (lambda d: change(d, NAMES[1], lambda raw: raw + b"\0"), "too long"),
    "images for labels": (lambda d: swap(d, NAMES[0], NAMES[1]), "holds labels, where images should be; are two files"),
    "train for test": (lambda d: swap(d, NAMES[0], NAMES[2], NAMES[1], NAMES[3]), "train and t10k are swapped"),
    "labels swapped": (lambda d: swap(d, NAMES[1], NAMES[3]), "12 train images and 5 train labels"),
    "another file": (lambda d: change(d, NAMES[0], lambda raw: b"\x89PNG\r\n\x1a\n" + raw), "not an IDX file of"),
    "another size": (lambda d: change(d, NAMES[0], lambda raw: raw[:8] + struct.pack(">II", 32, 32) + raw[16:]),
                     "images of 32x32 pixels"),
    "no images": (lambda d: change(d, NAMES[1], lambda raw: raw[:4] + b"\0\0\0\0"), "promises 0 labels"),
    "a giant": (lambda d: change(d, NAMES[0], lambda raw: raw[:4] + b"\xff" * 4 + raw[8:]), "promises 4294967295"),
    "eleven classes": (lambda d: change(d, NAMES[1], lambda raw: raw[:-1] + b"\x0a"), "a label is 10"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_is_one_clear_line(tmp_path: Path, what: str) -> None:
    spoil, message = WRONG[what]
    spoil(write(tmp_path))
    with pytest.raises(DataError) as caught:
        data.fashion_mnist(tmp_path)
    assert message in str(caught.value) and "\n" not in str(caught.value)


ZIPPED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "truncated": (lambda raw: raw[:-20], "the gzip file is truncated"),
    "damaged": (lambda raw: raw[:40] + bytes([raw[40] ^ 255]) + raw[41:], "the gzip file is damaged"),
    "wrong checksum": (lambda raw: raw[:-8] + b"\0\0\0\0" + raw[-4:], "the gzip file is damaged"),
}


@pytest.mark.parametrize("what", ZIPPED)
def test_a_damaged_gzip_file_is_one_clear_line(tmp_path: Path, what: str) -> None:
    edit, message = ZIPPED[what]
    change(write(tmp_path, zipped=True), f"{NAMES[0]}.gz", edit)
    with pytest.raises(DataError, match=message):
        data.fashion_mnist(tmp_path)


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "MOST", 100)
    write(tmp_path)
    (tmp_path / f"{NAMES[0]}.gz").write_bytes(gzip.compress(bytes(1 << 22)))
    with pytest.raises(DataError, match="when unzipped"):
        data.fashion_mnist(tmp_path)


def test_fetching_without_a_network_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                       capfd: pytest.CaptureFixture[str]) -> None:
    # Nothing listens on port 9: every download fails at once.
    monkeypatch.setenv("MXNET_GLUON_REPO", "http://127.0.0.1:9/")
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DataError, match=r"be fetched \(no connection to 127\.0\.0\.1\); get train-images") as caught:
        data.fetched_fashion_mnist(tmp_path)
    assert "\n" not in str(caught.value) and str(caught.value).endswith("name their folder with --data")
    # What is there instead is not what was asked for, or the folder cannot be written to.
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DataError, match=r"could not be fetched \(\[Errno \d+\] .*file"):
        data.fetched_fashion_mnist(tmp_path / "file")
    assert capfd.readouterr() == ("", ""), "MXNet tells of each attempt"


def test_what_was_fetched_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gluon's own loader takes files that are there and have the right checksums."""
    import hashlib

    import mxnet.gluon.data.vision.datasets as datasets
    write(tmp_path, zipped=True)
    digests = {f"{name}.gz": hashlib.sha1((tmp_path / f"{name}.gz").read_bytes()).hexdigest() for name in NAMES}
    fetched = []

    def download(url: str, path: str, sha1_hash: str) -> str:
        fetched.append(url.rpartition("/")[2])
        return str(Path(path) / fetched[-1])

    monkeypatch.setattr(datasets, "download", download)
    monkeypatch.setattr(data, "FILES", {name: (digests[f"{name}.gz"], "") for name in NAMES})
    assert data.fetched_fashion_mnist(tmp_path).name == "Fashion-MNIST"
    assert sorted(fetched) == sorted(digests)
