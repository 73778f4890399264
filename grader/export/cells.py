"""CSV files of others, changed cell by cell: every byte outside the changed cells stays as it was.

A learning platform compares the file that comes back with what it gave out, so the byte-order mark, the quoting, the
line ends and the cells that we do not understand are kept as bytes, and never written anew.
"""
from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ..errors import KitError
from ..language.i18n import _

BOM = b"\xef\xbb\xbf"
FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # what a spreadsheet takes for the start of a formula, full-width forms included


class NotATable(KitError):
    """The file is not the CSV that was expected; the message is one line for the caller."""


@dataclass
class Cell:
    """One cell: its bytes as they stand in the file."""
    raw: bytes
    encoding: str

    @property
    def text(self) -> str:
        raw = self.raw
        if raw[:1] == b'"':
            raw = raw[1:].removesuffix(b'"').replace(b'""', b'"')
        return raw.decode(self.encoding)

    def write(self, text: str, delimiter: bytes) -> None:
        """Replaces the cell's text; quoted where it was quoted before, or must be."""
        if text == self.text:
            return
        raw = text.encode(self.encoding, "replace")
        if self.raw[:1] == b'"' or any(c in raw for c in (b'"', b"\r", b"\n", delimiter)):
            raw = b'"' + raw.replace(b'"', b'""') + b'"'
        self.raw = raw


@dataclass
class Table:
    """A CSV file as rows of cells; `bytes(table)` is the file again."""
    bom: bytes
    delimiter: bytes
    rows: list[list[Cell]]
    ends: list[bytes]

    def __bytes__(self) -> bytes:
        lines = (self.delimiter.join(c.raw for c in row) + end for row, end in zip(self.rows, self.ends, strict=True))
        return self.bom + b"".join(lines)

    @property
    def header(self) -> list[str]:
        return [c.text.strip() for c in self.rows[0]]

    def at(self, row: int, column: int | None) -> str:
        """A cell's text; empty where there is none."""
        cells = self.rows[row]
        return cells[column].text.strip() if column is not None and column < len(cells) else ""

    def write(self, row: int, column: int, text: str) -> bool:
        """Writes a cell; False where its row is too short to have it."""
        if column >= len(self.rows[row]):
            return False
        self.rows[row][column].write(text, self.delimiter)
        return True


def read(data: bytes, what: str) -> Table:
    """Reads a CSV file separated by commas, semicolons or tabs, in UTF-8 or, as Excel writes in China, GB 18030."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise NotATable(_("{0} is UTF-16; save it as CSV in UTF-8").format(_(what)))
    bom = BOM if data.startswith(BOM) else b""
    body = data[len(bom):]
    if b"\0" in body[:4096]:
        raise NotATable(_("{0} is not a CSV file (a spreadsheet must be saved as CSV first)").format(_(what)))
    for encoding in ("utf-8", "gb18030", "latin-1"):
        try:
            body.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    first = re.sub(rb'"[^"]*"', b"", re.split(rb"[\r\n]", body, maxsplit=1)[0])
    delimiter = max((b",", b";", b"\t"), key=first.count)
    rows: list[list[Cell]] = []
    ends: list[bytes] = []
    # A quoted cell, with whatever follows its closing quote, or a bare one; then what ends it. All three delimiters and
    # the quote are single bytes that no multi-byte character of these encodings holds.
    token = re.compile(rb'((?:"(?:[^"]|"")*"?)?[^%s\r\n]*)(%s|\r\n|\r|\n|\Z)' % (delimiter, delimiter))
    at, row = 0, list[Cell]()
    while at < len(body) or row:
        found = token.match(body, at)
        assert found  # every position is a cell, empty at least
        row.append(Cell(found[1], encoding))
        at = found.end()
        if found[2] != delimiter:
            rows.append(row)
            ends.append(found[2])
            row = []
    if not rows:
        raise NotATable(_("{} is empty").format(_(what)))
    return Table(bom, delimiter, rows, ends)


def harmless(text: str) -> str:
    """Text for a cell of our own: a spreadsheet must not run it as a formula."""
    return "'" + text if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def value(text: str) -> float | None:
    """The number in a cell, with a point or a comma; None where it holds none. Of both, the last one is the decimal
    mark («1,000.0», «1.000,0»); a comma alone is one, too."""
    mark = max(".,", key=text.rfind)
    try:
        number = float(text.strip().replace("," if mark == "." else ".", "").replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
