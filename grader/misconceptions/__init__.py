"""Wrong answers that people really give: one file an exercise, one function or class a misconception.

A misconception replaces one name of the solution's file. Its docstring says, in English and in Chinese, what the code
does, why that is not what was asked, and where the book explains it.
"""
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T", bound=Callable[..., Any])


def wrong(target: str) -> Callable[[T], T]:
    """Registers the decorated function or class as a wrong answer in place of `target`."""
    def register(answer: T) -> T:
        answer.__wrong_target__ = target  # type: ignore[attr-defined]
        return answer
    return register
