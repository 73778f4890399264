"""What the live page shows of the model, as JSON."""
from __future__ import annotations

import re
from typing import Any

from ..course import manifest
from ..course.hints import hints
from ..language import harmless
from ..language.i18n import N_, _, language
from ..render import message
from ..render.pages.strips import strips
from ..render.stepping.scene import scene
from ..report.causes import unread
from ..report.record import PropertyResult
from ..report.statuses import QUIET
from ..report.training import FeatureMaps
from . import plain
from .model import Model

AROUND = 2  # lines of the file above and below the one with an error
WORDS = {
    "exercise": N_("exercise"), "points": N_("points"), "title": N_("title"), "book": N_("book"),
    "status": N_("status"), "list": N_("list"), "hint": N_("hint"), "next": N_("next"),
    "score": N_("{0} of {1} points"), "starting": N_("starting MXNet …"),
    "busy": N_("being judged …"), "seconds": N_("{0} s"),
    "ended": N_("`watch` has ended. This page shows what it found last."),
    "lost": N_("The connection to `watch` is lost. This page goes on as soon as `watch` answers."),
    "live": N_("{0}: {1} of {2} points, first failure: {3}"), "done": N_("{0}: {1} of {2} points"),
    "printed": N_("printed by this call:"), "text": N_("the example as text"),
    "read": N_("To read: section {0} of the book."), "loss": N_("loss"), "batches": N_("batches"),
    "help": N_("1-{0} exercise, j k the others, h hint, n next, l list, a run all"),
    "training": N_("The training check"), "begun": N_("before training"), "learned": N_("after training"),
}
MARKS = {"passed": "✓", "todo": "·", "missing": "·", "unknown": "·"}
LINE = re.compile(r'File "(?:[^"\n]*[/\\])?(\w+)\.py", line (\d+)')
Kept = dict[tuple[str, str], tuple[PropertyResult, dict[str, Any] | None]]


def live_state(model: Model, kept: Kept) -> dict[str, Any]:
    """All that the page shows. `kept` has what was found last of each property: it stays, greyed, while a file is
    judged anew."""
    this = model.exercise
    found = model.statuses.get(this.name, {})
    judging = model.busy == this.name or this.name in model.waiting
    properties = []
    for prop in model.stated(this.name):
        result, key = model.found.get((this.name, prop.name)), (this.name, prop.name)
        if result is not None and (key not in kept or kept[key][0] is not result):
            kept[key] = result, told(model, result)
        status = found.get(prop.name, "unknown")
        properties.append({
            "name": prop.name, "title": _(prop.title), "points": prop.points, "said": _(status),
            "mark": MARKS.get(status, "✗") if status != "unknown" or not judging else "…",
            "stale": judging and result is None, "told": kept[key][1] if key in kept else None})
    if title := unread(this.name, model.wrong(this.name)):  # one fault of the file, not one of each property
        properties = [properties[0] | {"title": _(title), "points": this.points}]
    exercises = [{
        "name": each.name, "title": model.title(each), "said": _(model.status(each.name)), "section": each.section,
        "points": model.points(each.name), "max": each.points, "solved": model.solved(each.name),
        "current": each is this} for each in manifest.load().exercises]
    failing = model.failing(this.name)
    said = hints(this.name)
    return {
        "words": {key: _(text) for key, text in WORDS.items()}, "lang": "zh-CN" if language() == "zh" else "en",
        "exercises": exercises, "properties": properties, "current": this.name, "judging": judging,
        "ready": model.ready, "first": failing.name if failing else "",
        "progress": plain.progress(model), "note": model.note,
        "hints": [_("Hint {0} of {1}: {2}").format(n, len(said), said[n - 1])
                  for n in range(1, min(model.state.hints.get(this.name, 0), len(said)) + 1)],
        "more": model.state.hints.get(this.name, 0) < len(said),
        "todo": model.message().plain if failing is not None and failing.status == "todo" else "",
        "solved": plain.solved(model) if model.solved(this.name) else [],
        "finish": finish(model) if model.showing == "finish" else None}


def told(model: Model, result: PropertyResult) -> dict[str, Any] | None:
    """What is told of a property that was not passed: in words, and as a scene to step through if there is one."""
    if result.status in QUIET:
        return None
    if result.unread:  # nothing was tried: there is nothing to say but where
        return {"title": harmless.terminal(_(result.message)), "lines": lines(model, result),
                "trace": harmless.terminal(result.trace.rstrip())}
    shown = result.misconception.message if result.misconception else ""
    text = message.whole(result.example) if result.example is not None else ""
    return {"title": _(result.title), "misconception": shown, "message": harmless.terminal(_(result.message)),
            "trace": harmless.terminal(result.trace.rstrip()), "lines": lines(model, result),
            "printed": harmless.terminal(result.printed), "law": _(result.law) if result.law else "",
            "section": result.section, "text": harmless.terminal(text), "scene": scene(result),
            "traced": result.traced is not None or result.status != "failed"}


def lines(model: Model, result: PropertyResult) -> list[tuple[int, str, bool]]:
    """The lines of the student's file around the one that the trace ends in."""
    places = LINE.findall(result.trace)
    source = model.sources.get(places[-1][0]) if places else None
    if source is None:
        return []
    number = int(places[-1][1])
    text = source.decode("utf-8", "replace").splitlines()
    first = max(1, number - AROUND)
    return [(n, harmless.terminal(text[n - 1])[:200], n == number)
            for n in range(first, min(number + AROUND, len(text)) + 1)]


def finish(model: Model) -> dict[str, Any]:
    """The training check: its lines while it runs, then what it found, with each network's loss."""
    networks = model.trained.networks if model.trained is not None else []
    said: list[str] = []
    if model.training:
        said = model.training_lines[-6:]
    elif model.trained is not None:
        said = [line.strip() for line in plain.training(model, 60, 0) if line.strip()]
    learning = [(name, losses, 1, model.batches[name]) for name, losses in model.losses.items() if model.training]
    learned = [(n.name, n.losses.finite, n.losses.every, n.losses.batches) for n in networks]
    return {
        "done": _("All exercises are solved. Well done!"), "lines": said,
        "curves": [{"name": name, "values": values, "every": every, "of": batches}
                   for name, values, every, batches in (*learning, *learned) if len(values) > 1],
        "maps": [{"name": network.name, "rows": pictures(network.maps)} for network in networks if network.maps]}


def pictures(maps: FeatureMaps) -> list[dict[str, str]]:
    """The digits on their way through a trained network."""
    return [{"name": row.name, "source": row.source, "said": row.said, "before": row.before} for row in strips(maps)]
