"""Records what a misconception's code computes on an example, value by value.

The code is the kit's own, and of any kind: loops over NDArrays, slices of numpy arrays, one dot product. So it is not
looked into; it is asked again, with other arrays. Where the kernel has a single 1 and no two elements of X are alike,
each element of the answer says which element of X met that 1. What was found is kept only where it gives, added up, the
answer that the student gave; anything else (a product of two elements of X, say) has no steps.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..judging.finding import Finding, Trial
from ..report.steps import SUMS, Steps, Term
from ..submission.asking import Ask
from .library import Wrong
from .replay import Replay
from .same import Raised, same

MOST = 160          # calls that one recording may cost
LARGE = 2.0 ** 20   # larger than what is drawn, and exact in float32

Call = Callable[..., np.ndarray]


class NotAsked(Exception):
    """The code gave no answer to what it was asked again."""


def recorded(wrong: Wrong, found: Finding) -> Steps | None:
    """The steps from a failed example to the answer that was compared; None where they cannot be told."""
    if found.status != "failed" or found.case is None or found.got is None:
        return None
    trial = _compared(found)
    if trial is None:
        return None
    case, got = found.case, found.got
    replay = Replay(wrong)
    try:
        with np.errstate(all="ignore"):
            if isinstance(case.get("layers"), list) and isinstance(got, int):
                return _layers(replay, trial, case["layers"], got)
            arrays = {name: case[name] for name in ("X", "K") if isinstance(case.get(name), np.ndarray)}
            if ("X" not in arrays or not isinstance(got, np.ndarray)
                    or not _swapped(trial[-1].inputs, {"X": arrays["X"]}, {})[1]):
                return None  # what was compared is the answer to something else
            call = _caller(replay, trial, arrays)
            if not _equal(call(), got):
                return None
            added = _added(call, arrays["X"], got)
            ways = [*([_products] if "K" in arrays else []), _weights if added else _maxima]
            return next((steps for way in ways if (steps := way(call, arrays, got)) is not None), None)
    except NotAsked:
        return None
    finally:
        replay.close()


def _compared(found: Finding) -> Trial | None:
    """The trial up to the request whose answer was compared."""
    for end in range(len(found.log), 0, -1):
        if same(_value(found.log[end - 1].answer), found.got, 0.0):
            return Trial(found.log[:end])
    return None


def _value(answer: Any) -> Any:
    """The function's value in an answer, or the block's output."""
    if isinstance(answer, dict):
        return answer.get("y")
    return answer[0] if isinstance(answer, tuple) and answer else answer


def _caller(replay: Replay, trial: Trial, arrays: dict[str, np.ndarray]) -> Call:
    """The trial as a function of its arrays. What was asked before they came into play, such as to make a layer, is
    asked once."""
    first = next((i for i, ask in enumerate(trial) if ask.op != "layers" and _swapped(ask.inputs, arrays, {})[1]),
                 len(trial) - 1)
    for turn, ask in enumerate(trial[:first]):
        replay.ask(ask, turn)

    def call(**new: np.ndarray) -> np.ndarray:
        answer: Any = None
        for turn, ask in enumerate(trial[first:], first):
            answer = replay.ask(replace(ask, inputs=_swapped(ask.inputs, arrays, new)[0]), turn)
        value = _value(answer)
        if isinstance(answer, Raised) or not isinstance(value, np.ndarray) or value.dtype.kind != "f":
            raise NotAsked
        return value.astype(np.float64)
    return call


def _swapped(value: Any, arrays: dict[str, np.ndarray], new: dict[str, np.ndarray]) -> tuple[Any, bool]:
    """`value` with new arrays in place of those of the example, and whether it holds any of these. X comes first."""
    left = dict(arrays)
    met = False

    def swap(here: Any) -> Any:
        nonlocal met
        if isinstance(here, np.ndarray):
            name = next((n for n, old in left.items() if old.shape == here.shape and np.array_equal(old, here)), None)
            if name is None:
                return here
            met = True
            if len(left) > 1 and len({array.tobytes() for array in left.values()}) == 1:
                del left[name]
            return new.get(name, here)
        if isinstance(here, dict):
            return {key: swap(item) for key, item in here.items()}
        return type(here)(swap(item) for item in here) if isinstance(here, (list, tuple)) else here
    return swap(value), met


def _added(call: Call, X: np.ndarray, got: np.ndarray) -> bool:
    """Whether the answers to two inputs add up to the answer to their sum; a constant beside them does not count."""
    other = np.random.default_rng(2).integers(-9, 10, X.shape).astype(np.float32)
    answers = [call(X=array) for array in (other, X + other, np.zeros_like(X))]
    return all(a.shape == got.shape for a in answers) and _equal(answers[1] + answers[2], got + answers[0])


# Ways -----------------------------------------------------------------------------------------------------------------
def _products(call: Call, arrays: dict[str, np.ndarray], got: np.ndarray) -> Steps | None:
    """Products of an element of X and one of K, added up, or what else SUMS makes of them."""
    X, K = arrays["X"], arrays["K"]
    if K.size + 2 > MOST:
        return None
    codes = np.random.default_rng(0).permutation(X.size).astype(np.float32) + 1
    place = {float(code): number for number, code in enumerate(codes)}
    coded, nothing = codes.reshape(X.shape), np.zeros_like(K)
    rest, alone = call(K=nothing), call(X=coded, K=nothing)
    terms: list[list[Term]] = [[] for _ in range(got.size)]
    for k in range(K.size):
        one = nothing.copy()
        one.flat[k] = 1
        answer = call(X=coded, K=one)
        if answer.shape != got.shape:
            return None
        for y, value in enumerate((answer - alone).flat):
            if value and float(value) not in place:
                return None
            if value:
                terms[y].append(Term(place[float(value)], k, float(K.flat[k])))
    steps = Steps("sum", got.shape, tuple(map(tuple, terms)), tuple(map(float, rest.flat)))
    return next((found for how in SUMS if (found := _checked(call, replace(steps, how=how), arrays, got))), None)


def _weights(call: Call, arrays: dict[str, np.ndarray], got: np.ndarray) -> Steps | None:
    """A weighted sum of elements of X, whatever the weights are made of."""
    X = arrays["X"]
    if X.size + 1 > MOST:
        return None
    rest = call(X=np.zeros_like(X))
    terms: list[list[Term]] = [[] for _ in range(got.size)]
    for x in range(X.size):
        one = np.zeros_like(X)
        one.flat[x] = 1
        answer = call(X=one)
        if answer.shape != got.shape or rest.shape != got.shape:
            return None
        for y, weight in enumerate((answer - rest).flat):
            if weight:
                terms[y].append(Term(x, -1, float(weight)))
    return _checked(call, Steps("sum", got.shape, tuple(map(tuple, terms)), tuple(map(float, rest.flat))), arrays, got)


def _maxima(call: Call, arrays: dict[str, np.ndarray], got: np.ndarray) -> Steps | None:
    """The largest element of a window, or what the padding counts as."""
    X = arrays["X"]
    if X.size + 1 > MOST or "K" in arrays:
        return None
    low = call(X=np.full_like(X, -LARGE))
    if low.shape != got.shape:
        return None
    terms: list[list[Term]] = [[] for _ in range(got.size)]
    for x in range(X.size):
        raised = X.copy()
        raised.flat[x] = LARGE
        answer = call(X=raised)
        if answer.shape != got.shape:
            return None
        for y in np.flatnonzero(answer == LARGE):
            terms[y].append(Term(x, -1, 1.0))
    rest = tuple(float(value) if value > -LARGE else None for value in low.flat)
    return _checked(call, Steps("max", got.shape, tuple(map(tuple, terms)), rest), arrays, got)


def _checked(call: Call, steps: Steps, arrays: dict[str, np.ndarray], got: np.ndarray) -> Steps | None:
    """The steps, if they lead to the answer; and to the code's answer for other arrays, too, so that no chance is taken
    for a rule."""
    numbers = np.random.default_rng(1)
    names = ("X", "K") if any(t.k >= 0 for terms in steps.terms for t in terms) else ("X",)
    others = {name: numbers.integers(-9, 10, arrays[name].shape).astype(np.float32) for name in names}
    if not _equal(_result(steps, arrays), got):
        return None
    return steps if _equal(_result(steps, arrays | others), call(**others)) else None


def _result(steps: Steps, arrays: dict[str, np.ndarray]) -> np.ndarray:
    """What the steps give."""
    X, K = arrays["X"], arrays.get("K")
    values = []
    for terms, rest in zip(steps.terms, steps.rest, strict=True):
        if steps.how in SUMS:
            values.append(SUMS[steps.how]([
                float(X.flat[t.x]) * (float(K.flat[t.k]) if K is not None and t.k >= 0 else t.weight) for t in terms],
                rest or 0.0))
        else:
            values.append(max([float(X.flat[t.x]) for t in terms] + ([] if rest is None else [rest]),
                              default=float("nan")))
    return np.reshape(values, steps.shape)


def _equal(a: np.ndarray, b: np.ndarray) -> bool:
    return same(np.asarray(a, np.float64), np.asarray(b, np.float64), 1e-5)


def _layers(replay: Replay, trial: Trial, layers: Sequence[Any], got: int) -> Steps | None:
    """The answers for no layer, the first one, the first two, and so on."""
    last: Ask = trial[-1]
    values: list[float] = []
    for count in range(len(layers) + 1):
        first = [list(layers[:count]) if arg == layers else arg for arg in last.inputs["args"]]
        answer = _value(replay.ask(replace(last, inputs=last.inputs | {"args": first}), 0))
        if type(answer) not in (int, float):
            return None
        values.append(float(answer))
    return Steps("layers", (len(values),), ((),) * len(values), tuple(values)) if values[-1] == got else None
