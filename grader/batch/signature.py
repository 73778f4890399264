"""Signatures: a digest of what a wrong answer returns, so that the same mistake is found again in a class.

The same seed draws the same examples for everybody. Judging stops at the first one that fails, and shrinks from there;
so the first examples are asked once more, after the judging, where nothing can change a verdict.
"""
from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..course.manifest import Exercise
from ..judging.attempt import attempt
from ..judging.examples import draw
from ..judging.finding import Finding
from ..judging.property import Property
from ..report.record import ExerciseResult
from ..submission.submission import Submission
from ..worker.wire.values import Block, Odd

EXAMPLES = 5
TRAINED = "a run in training"
Told = tuple[str, Any]
DECIMALS = 3  # of answers: the same mistake, summed in another order, differs in the last digits


def sign(signatures: dict[str, str], exercise: Exercise, props: Sequence[Property], submission: Submission,
         result: ExerciseResult, seed: int) -> None:
    """Adds «exercise/property»: digest for each property that failed or raised."""
    results = {p.name: p for p in result.properties}
    for prop in props:
        if results[prop.name].status in ("failed", "error"):
            signatures[f"{exercise.name}/{prop.name}"] = signature(prop, submission, seed)


def signature(prop: Property, submission: Submission, seed: int) -> str:
    seen: list[tuple[str, list[Told]]] = []
    by_chance = False
    for _turn, case in draw(prop, seed)[:EXAMPLES]:
        found = attempt(prop, submission, case)
        seen.append((found.status, answers := told(found)))
        if any(what == TRAINED for what, _answer in answers):  # a dropout is another one each time
            submission.forget()
            by_chance |= told(attempt(prop, submission, case)) != answers
        if found.status not in ("passed", "failed", "error"):
            break  # a limit was hit: once is enough
    digest = hashlib.sha256()
    for status, answers in seen:
        digest.update(repr((status, [(what, "by chance" if by_chance and what == TRAINED else answer)
                                     for what, answer in answers])).encode())
    return digest.hexdigest()[:32]


def told(found: Finding) -> list[Told]:
    """What was asked, and the answers as `comparable` gives them."""
    return [(TRAINED if ask.op == "run" and ask.inputs["train"] else ask.op,
             comparable(ask.answer) if ask.trouble is None else (ask.trouble.status, ask.trouble.kind))
            for ask in found.log]


def comparable(value: Any) -> Any:
    """A value as something that is equal for equal answers, whatever object holds it."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "f":
            value = np.round(value.astype(np.float64), DECIMALS) + 0.0  # no negative zeros
        return value.dtype.kind, value.shape, hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
    if isinstance(value, dict):
        return sorted((str(key), comparable(item)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return [comparable(item) for item in value]
    if isinstance(value, Block):
        return "a block"
    return value.described if isinstance(value, Odd) else repr(value)
