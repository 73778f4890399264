"""What the stepping example shows, as JSON: grids, and for each element of the output the window and its terms."""
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...language.i18n import N_, _
from ...report.numbers import differing
from ...report.record import Code, Example, PropertyResult
from ...report.steps import SUMS, Box, Layers, Steps, Traced

LARGEST = 1500  # terms of all positions, and numbers of an answer: an example is for reading
# What is made of the products of the misconception's code, and what stands between them.
THEN = {"cut off": ("max(0, {0})", " + "), "absolute": ("|{0}|", " + "), "a byte": ("({0}) mod 256", " + "),
        "largest": ("max({0})", ", ")}
WORDS = {  # what the script says; {0}, {1} are filled in there
    "expected": N_("expected"), "got": N_("got"), "products": N_("products"),
    "yours": N_("as your code does"), "asked": N_("as asked"), "wanted": N_("asked for: {0}"),
    "first": N_("first position"), "back": N_("one position back"), "on": N_("one position on"),
    "last": N_("last position"), "play": N_("play"), "pause": N_("pause"), "wrong": N_("next wrong value"),
    "copy": N_("copy as code"), "picture": N_("save as SVG"), "copied": N_("copied"), "position": N_("{0} of {1}"),
    "channel": N_("channel {0}"), "sum so far": N_("sum so far: {0}"),
    "from padding": N_("{0} from the padding"),
    "step": N_("step through the example with the arrow keys"),
    "after": N_("after layer {0} (kernel {1}, stride {2})"), "input": N_("input"),
    "yours here": N_("yours"), "missing": N_("{0}: missing in yours"), "extra": N_("{0}: not asked for"),
    "gone": N_("missing"),
    "other": N_("{0} is asked for, yours is: {1}"), "agrees": N_("{0}: the values agree"),
    "begins": N_("{0}: here the values begin to differ"), "differs": N_("{0}: the values differ"),
    "diagram": N_("the layers that are asked for, beside yours"),
    "net keys": N_("← → or a click: layer by layer, Home End, d next difference"),
    "keys": N_("← → step, Home End, space plays, d next wrong value, f your code or as asked"),
}


def words() -> dict[str, str]:
    return {key: _(text) for key, text in WORDS.items()}


def scene(result: PropertyResult) -> dict[str, Any] | None:
    """The scene of a failed property; None where the example is not one operation on small arrays, or the property
    compares something else than its output."""
    example = result.example
    if result.status != "failed" or example is None:
        return None
    case = example.plain
    steps = result.traced.steps if result.traced else None
    if result.traced is not None and result.traced.layers is not None:
        return _network(result.traced.layers, result.traced.code)
    if isinstance(case.get("layers"), list):
        return _field(case["layers"], example, result.traced)
    if not isinstance(case.get("X"), np.ndarray) or not isinstance(example.expected, np.ndarray):
        return None
    shown = _pooling(case, example) if "pool_size" in case else _windows(case, example) if "K" in case else None
    if shown is None:
        return None
    padding = tuple(case.get("padding") or case.get("given", {}).get("padding", (0, 0)))
    wrong, got = example.marks, example.got
    shown |= {"code": result.traced.code if result.traced else "", "expected": _grid(example.expected),
              "got": _grid(got) if isinstance(got, np.ndarray) and got.size <= LARGEST else None,
              "wrong": np.flatnonzero(wrong).tolist() if wrong is not None else [],
              "inputs": [_padded(channel, padding, shown["how"]) for channel in _maps(case["X"])],
              "several": case["X"].ndim == 3, "words": words()}
    if steps is not None and steps.terms:  # none where the answer is empty
        shown |= {"yours": _yours(steps, case, padding), "then": THEN.get(steps.how)}
    terms = sum(len(step["terms"]) for step in (*shown["asked"], *(shown.get("yours") or [])))
    return shown if 0 < terms <= LARGEST else None


# As asked -------------------------------------------------------------------------------------------------------------
def _windows(case: Mapping[str, Any], example: Example) -> dict[str, Any] | None:
    """Cross-correlation of one channel or several, with padding and stride."""
    maps, K = _maps(case["X"]), case["K"]
    if not isinstance(K, np.ndarray) or K.ndim < 2:
        return None
    kernels = K if K.ndim == 4 else K[None] if K.ndim == 3 else K[None, None]
    if kernels.shape[1] != len(maps):
        return None
    padding, stride = case.get("padding") or (0, 0), case.get("stride") or (1, 1)
    bias = float(case.get("bias", 0))
    filled, (height, width) = np.pad(maps, ((0, 0), *((p, p) for p in padding))), kernels.shape[2:]
    steps, places = [], np.arange(kernels.size).reshape(kernels.shape)
    size = _size(maps, (height, width), padding, stride)
    for o, i, j in np.ndindex(len(kernels), *size):
        top, left = i * stride[0], j * stride[1]
        terms = [[c, top + a, left + b, _number(kernels[o, c, a, b]), int(places[o, c, a, b])]
                 for c, a, b in np.ndindex(kernels.shape[1:])]
        steps.append({"terms": terms, "rest": bias, "value": _number(
            sum(float(filled[c, r, s]) * float(w) for c, r, s, w, _k in terms) + bias)})
    Y = np.reshape([step["value"] for step in steps], (len(kernels), *size))
    shown = {"how": "sum", "asked": steps, "bias": "bias" in case,
             "kernels": [[_grid(kernel) for kernel in kernels[o]] for o in range(len(kernels))]}
    return _same(Y, shown, example)


def _pooling(case: Mapping[str, Any], example: Example) -> dict[str, Any] | None:
    """Pooling; where the example doesn't say how (the property's call did), as what was expected shows."""
    given = case.get("given") or {}
    said = case.get("mode") or given.get("mode")
    maps, window = _maps(case["X"]), case["pool_size"]
    padding = case.get("padding") or given.get("padding") or (0, 0)
    stride = case.get("stride") or given.get("stride") or (1, 1)
    filled = np.pad(maps, ((0, 0), *((p, p) for p in padding)))
    inside = np.pad(np.ones(maps.shape[1:], bool), [(p, p) for p in padding])
    size = _size(maps, window, padding, stride)
    for mode in [said] if said else ["max", "avg"]:
        steps: list[dict[str, Any]] = []
        for c, i, j in np.ndindex(len(maps), *size):
            places = [(i * stride[0] + a, j * stride[1] + b) for a, b in np.ndindex(*window)]
            if mode == "max":
                terms: list[list[Any]] = [[c, r, s, 1, -1] for r, s in places if inside[r, s]]
                value = max((float(filled[c, r, s]) for _c, r, s, *_w in terms), default=-math.inf)
            else:
                terms = [[c, r, s, 1 / len(places), -1] for r, s in places]
                value = sum(float(filled[c, r, s]) for r, s in places) / len(places)
            steps.append({"terms": terms, "rest": None if mode == "max" else 0, "value": _number(value)})
        Y = np.reshape([float(step["value"]) for step in steps], (len(maps), *size))
        if found := _same(Y, {"how": "max" if mode == "max" else "sum", "asked": steps, "kernels": [], "bias": False},
                          example):
            return found
    return None


def _field(layers: Sequence[Any], example: Example, traced: Traced | None) -> dict[str, Any] | None:
    """The receptive field, layer by layer."""
    expected, got = (value.plain if isinstance(value, Code) else None for value in (example.expected, example.got))
    pairs = [(int(kernel), int(stride)) for kernel, stride in layers]
    fields, jumps = [1], [1]
    for kernel, stride in pairs:
        fields.append(fields[-1] + (kernel - 1) * jumps[-1])
        jumps.append(jumps[-1] * stride)
    if expected != fields[-1] or fields[-1] > 400:
        return None
    steps = traced.steps if traced else None
    yours = [float(v or 0) for v in steps.rest] if steps is not None and steps.how == "layers" else None
    if yours is not None and len(yours) != len(fields):
        yours = None
    wrong = [n for n, value in enumerate(yours) if value != fields[n]] if yours else [len(pairs)]
    shown = {"how": "layers", "layers": pairs, "fields": fields, "jumps": jumps,
             "expected": {"shape": [len(fields)], "values": fields}, "wrong": wrong, "words": words(),
             "code": traced.code if traced else "",
             "got": {"shape": [len(fields)], "values": [_number(v) for v in yours] if yours else
                     [None] * len(pairs) + [got if isinstance(got, (int, float)) else None]}}
    if yours:
        shown["yours"] = yours
    return shown


def _network(layers: Layers, code: str) -> dict[str, Any]:
    """The layers of a network, beside those that are asked for."""
    def box(one: Box | None) -> dict[str, Any] | None:
        return None if one is None else {"name": _(one.name), "shape": "×".join(map(str, one.shape)),
                                         "sources": one.sources}
    rows = []
    for asked, own, differ, (wanted, got, where) in zip(layers.asked, layers.own, layers.differ, layers.maps,
                                                        strict=True):
        apart = differing(wanted, got) if wanted is not None and got is not None and wanted.shape == got.shape else None
        rows.append({"asked": box(asked), "own": box(own), "differ": differ, "where": where,
                     "expected": None if wanted is None else _short(wanted),
                     "got": None if got is None else _short(got),
                     "apart": [] if apart is None or not differ else np.flatnonzero(apart).tolist()})
    wrong = [n for n, row in enumerate(rows) if row["differ"] or row["asked"] is None or row["own"] is None
             or row["asked"]["name"] != row["own"]["name"]]
    return {"how": "network", "rows": rows, "wrong": wrong, "first": next(
        (n for n, differ in enumerate(layers.differ) if differ), -1), "code": code, "words": words(),
        "expected": [row["asked"] and row["asked"]["name"] for row in rows], "got": None}


def _short(values: np.ndarray) -> dict[str, Any]:
    """A grid of numbers with few digits."""
    return {"shape": list(values.shape), "values": [_number(f"{v:.3g}") for v in values.flat]}


def _same(Y: np.ndarray, shown: dict[str, Any], example: Example) -> dict[str, Any] | None:
    """The scene, if its output is what the property expected."""
    assert isinstance(example.expected, np.ndarray)
    fits = example.expected.shape in (Y.shape, Y.shape[1:])
    if not fits or example.expected.size == 0 or not np.allclose(example.expected.reshape(Y.shape), Y, 1e-4, 1e-4):
        return None
    return shown


# As the misconception's code does -------------------------------------------------------------------------------------
def _yours(steps: Steps, case: Mapping[str, Any], padding: Sequence[int]) -> list[dict[str, Any]]:
    X = case["X"]
    shape = (1, *X.shape) if X.ndim == 2 else X.shape
    made = []
    for terms, rest in zip(steps.terms, steps.rest, strict=True):
        told = []
        for x, k, weight in sorted(terms):
            c, r, s = (int(n) for n in np.unravel_index(x, shape))
            told.append([c, r + padding[0], s + padding[1], _number(weight), k])
        values = [float(X.flat[t.x]) * (t.weight if steps.how in SUMS else 1) for t in terms]
        value = (SUMS[steps.how](values, rest or 0) if steps.how in SUMS else
                 max([*values, *([] if rest is None else [rest])], default=-math.inf))
        made.append({"terms": told, "rest": rest if rest is None else _number(rest), "value": _number(value)})
    return made


# Values ---------------------------------------------------------------------------------------------------------------
def _maps(X: np.ndarray) -> np.ndarray:
    return X if X.ndim == 3 else X[None]


def _size(maps: np.ndarray, window: Sequence[int], padding: Sequence[int], stride: Sequence[int]) -> tuple[int, ...]:
    return tuple(max(0, (n + 2 * p - k) // s + 1)
                 for n, k, p, s in zip(maps.shape[1:], window, padding, stride, strict=True))


def _padded(channel: np.ndarray, padding: Sequence[int], how: str) -> dict[str, Any]:
    """A channel with its padding: zeros in a sum, nothing at all for a maximum."""
    top, left = padding
    outside = np.pad(np.zeros(channel.shape, bool), [(top, top), (left, left)], constant_values=True)
    values = np.pad(channel, [(top, top), (left, left)])
    return {"shape": list(values.shape), "values": [
        None if out and how == "max" else _number(v) for v, out in zip(values.flat, outside.flat, strict=True)],
        "outside": np.flatnonzero(outside).tolist()}


def _grid(values: np.ndarray) -> dict[str, Any]:
    return {"shape": list(values.shape), "values": [_number(v) for v in values.flat]}


def _number(value: Any) -> Any:
    """A number as JSON has it: what is not finite is text."""
    value = float(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "-∞"
    return int(value) if value.is_integer() and abs(value) < 2 ** 53 else float(np.float32(value))
