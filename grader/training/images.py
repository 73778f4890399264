"""The images of the training check: scikit-learn's digits, or Fashion-MNIST's four files."""
from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import struct
import sys
import textwrap
import urllib.parse
import warnings
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..errors import KitError
from ..language.i18n import N_, _
from ..worker.network import CLASSES

TEST_SHARE = 0.25


class DataError(KitError):
    """The images cannot be had; the message is one line for the caller."""


@dataclass(frozen=True)
class Dataset:
    """Images as stored: bytes (n, 1, h, w); labels 0 to 9."""
    name: str
    images: np.ndarray
    labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    warnings: Sequence[str] = field(default=())

    @property
    def digest(self) -> str:
        """Identifies the data: a checkpoint of a training on other data does not fit."""
        digest = hashlib.sha256()
        for array in (self.images, self.labels, self.test_images, self.test_labels):
            digest.update(f"{array.shape}".encode() + np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()


def digits(seed: int) -> Dataset:
    """The 1797 handwritten digits that come with scikit-learn, 8x8; `seed` draws which are for testing."""
    from sklearn.datasets import load_digits  # type: ignore[import-untyped]
    raw = load_digits()
    images = np.round(raw.images * (255 / 16)).astype(np.uint8)[:, None]
    order = np.random.default_rng([seed, len(images)]).permutation(len(images))
    images, labels = images[order], raw.target[order].astype(np.uint8)
    held_back = round(len(images) * TEST_SHARE)
    return Dataset(N_("scikit-learn's digits"), images[held_back:], labels[held_back:], images[:held_back],
                   labels[:held_back])


# Fashion-MNIST ------------------------------------------------------------------------------------------------------
# name: SHA-1 of the .gz file, as MXNet's own loader checks them: Fashion-MNIST's, MNIST's (the names are the same).
FILES = {
    "train-images-idx3-ubyte": ("0cf37b0d40ed5169c6b3aba31069a9770ac9043d", "6c95f4b05d2bf285e1bfb0e7960c31bd3b3f8a7d"),
    "train-labels-idx1-ubyte": ("236021d52f1e40852b06a4c3008d8de8aef1e40b", "2a80914081dc54586dbdf242f9805a6b8d2a15fc"),
    "t10k-images-idx3-ubyte": ("626ed6a7c06dd17c0eec72fa3be1740f146a2863", "c3a25af1f52dad7f726cce8cacb138654b760d48"),
    "t10k-labels-idx1-ubyte": ("17f9ab60e7257a1620f4ad76bbbaf857c3920701", "763e7fa3757d93b0cdec073cef058b2004252c17"),
}
SOURCE = "https://github.com/zalandoresearch/fashion-mnist (data/fashion)"
IMAGES, LABELS = 2051, 2049  # the first four bytes of an IDX file: bytes in three dimensions, in one
SIDE = 28
MOST = 1 << 20  # images in a file; the real one has 60,000


def fashion_mnist(folder: Path) -> Dataset:
    """Reads the four files, gzipped or not. DataError where they are not what they should be."""
    if not folder.is_dir():
        raise DataError(_("{}: there is no such folder").format(folder))
    read = {name: _file(folder, name) for name in FILES}
    pairs = []
    for part in ("train", "t10k"):
        images, labels = read[f"{part}-images-idx3-ubyte"][0], read[f"{part}-labels-idx1-ubyte"][0]
        if len(images) != len(labels):
            raise DataError(_("{0}: {1} {3} images and {2} {3} labels: these files do not belong together").format(
                folder, len(images), len(labels), part))
        pairs += [images, labels]
    if len(pairs[0]) < len(pairs[2]):
        raise DataError(_("{0}: {1} images to learn from, {2} to test on: train and t10k are swapped").format(
            folder, len(pairs[0]), len(pairs[2])))
    unknown = [path.name for _raw, path, official in read.values() if official is False]
    unchecked = [path.name for _raw, path, official in read.values() if official is None]
    told = []
    if unknown:
        told.append(_("not the official Fashion-MNIST files (their checksums differ): {}").format(", ".join(unknown)))
    if unchecked:
        told.append(_("checksums are known for the .gz files only; of these the form was checked: {}").format(
            ", ".join(unchecked)))
    return Dataset("Fashion-MNIST" if not unknown else "files in Fashion-MNIST's format", pairs[0], pairs[1], pairs[2],
                   pairs[3], tuple(told))


def _file(folder: Path, name: str) -> tuple[np.ndarray, Path, bool | None]:
    """A file's content, its path, and whether it is the official one (None if no checksum can tell)."""
    path = next((p for p in (folder / f"{name}.gz", folder / name) if p.is_file()), None)
    if path is None:
        raise DataError(_("{0}: there is no {1}.gz and no {1}; --data names a folder with Fashion-MNIST's four files"
                          ).format(folder, name))
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from None
    official = None
    if raw[:2] == b"\x1f\x8b":
        digest = hashlib.sha1(raw).hexdigest()
        official = digest == FILES[name][0]
        for other, (fashion, mnist) in FILES.items():
            if digest == fashion and other != name:
                raise DataError(_("{0}: this is Fashion-MNIST's {1}.gz under another name").format(path, other))
            if digest == mnist:
                raise DataError(_("{0}: this is MNIST's {1}.gz (handwritten digits), not Fashion-MNIST's").format(
                    path, other))
        raw = _unzipped(raw, path)
    return _parsed(raw, path, images=name.endswith("idx3-ubyte")), path, official


def _unzipped(raw: bytes, path: Path) -> bytes:
    limit = 16 + MOST * SIDE * SIDE
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
            content = file.read(limit + 1)
    except EOFError:
        raise DataError(_("{0}: the gzip file is truncated").format(path)) from None
    except (OSError, zlib.error) as error:
        raise DataError(_("{0}: the gzip file is damaged ({1})").format(path, error)) from None
    if len(content) > limit:
        raise DataError(_("{0}: more than {1} bytes when unzipped: Fashion-MNIST has no such file").format(path, limit))
    return content


def _parsed(raw: bytes, path: Path, images: bool) -> np.ndarray:
    """An IDX file's images (n, 1, 28, 28) or labels (n,)."""
    wanted, wanted_magic = (N_("images"), IMAGES) if images else (N_("labels"), LABELS)
    if len(raw) < 8:
        raise DataError(_("{0}: {1} bytes, too few for the header of an IDX file").format(path, len(raw)))
    magic, count = struct.unpack(">II", raw[:8])
    if magic != wanted_magic:
        found = {IMAGES: "images", LABELS: "labels"}.get(magic)
        raise DataError(_("{0}: this file holds {1}, where {2} should be; are two files swapped?").format(
            path, _(found), _(wanted)) if found else _("{0}: not an IDX file of {1} (it begins with {2:#010x}, not "
                                                       "{3:#010x})").format(path, _(wanted), magic, wanted_magic))
    start = 8
    if images:
        if len(raw) < 16:
            raise DataError(_("{0}: truncated in its header").format(path))
        height, width = struct.unpack(">II", raw[8:16])
        if (height, width) != (SIDE, SIDE):
            raise DataError(_("{0}: images of {1}x{2} pixels, not {3}x{3}").format(path, height, width, SIDE))
        start = 16
    if not 0 < count <= MOST:
        raise DataError(_("{0}: its header promises {1} {2}").format(path, count, _(wanted)))
    size = start + count * (SIDE * SIDE if images else 1)
    if len(raw) != size:
        said = _("{0} is truncated: {1} bytes, where {2} {3} take {4}") if len(raw) < size else _(
            "{0} is too long: {1} bytes, where {2} {3} take {4}")
        raise DataError(said.format(path, len(raw), count, _(wanted), size))
    values = np.frombuffer(raw, np.uint8, offset=start)
    if images:
        return values.reshape(count, 1, SIDE, SIDE)
    if values.max() >= CLASSES:
        raise DataError(_("{0}: a label is {1}; there are {2} classes, from 0").format(path, values.max(), CLASSES))
    return values


def fetched_fashion_mnist(folder: Path | None = None) -> Dataset:
    """Fashion-MNIST as Gluon's own loader fetches it, into MXNet's data folder."""
    from mxnet import base
    from mxnet.gluon.data.vision import FashionMNIST
    folder = folder or Path(base.data_dir()) / "datasets" / "fashion-mnist"
    if sys.stderr.isatty() and not all((folder / f"{name}.gz").is_file() for name in FILES):
        print(_("fetching Fashion-MNIST (30 MB) into {}").format(folder), file=sys.stderr)
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():  # it prints each of its five attempts
        warnings.simplefilter("ignore")
        try:
            for train in (True, False):
                FashionMNIST(root=str(folder), train=train)
        except Exception as error:  # requests, urllib3 and OSErrors, and what MXNet makes of them
            raise DataError(_("Fashion-MNIST could not be fetched ({0}); get {1} from {2} and name their folder with "
                              "--data").format(_reason(error), ", ".join(f"{name}.gz" for name in FILES), SOURCE)
                            ) from None
    return fashion_mnist(folder)


def _reason(error: Exception) -> str:
    """Why a download failed, in a few words."""
    import requests
    if isinstance(error, requests.RequestException) and error.request is not None:
        return _("no connection to {}").format(urllib.parse.urlsplit(error.request.url).hostname)
    return textwrap.shorten(str(error) or type(error).__name__, 150, placeholder=" ...")
