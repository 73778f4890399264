"""Parts of a page that a command writes stand between two marks."""
from __future__ import annotations


def between(text: str, name: str) -> str:
    """What stands between the marks of `name`; nothing where there are none."""
    begin, end = marks(name)
    return text.partition(begin)[2].partition(end)[0].strip()


def put_between(text: str, name: str, body: str) -> str:
    """The page with `body` between the marks of `name`; they come at the end, where there are none yet."""
    begin, end = marks(name)
    if begin not in text:
        text += f"\n{begin}\n{end}\n"
    head, _, rest = text.partition(begin)
    return f"{head}{begin}\n{body.strip()}\n{end}{rest.partition(end)[2]}"


def marks(name: str) -> tuple[str, str]:
    return f"<!-- begin {name} -->", f"<!-- end {name} -->"
