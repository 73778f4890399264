"""Draws the loss curve of a training."""
from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..language.i18n import _
from ..report.training import NetworkResult, TrainingResult
from . import fonts


def plot(training: TrainingResult, path: Path, format: str | None = None) -> None:
    """Draws each network's loss by batch and accuracy by epoch. The format is the path's suffix, or `format`."""
    import matplotlib
    from matplotlib.figure import Figure
    kind, rows = format or path.suffix[1:].lower(), max(1, len(training.networks))
    with matplotlib.rc_context({"svg.hashsalt": "convkata", "svg.fonttype": "none",
                                "font.sans-serif": fonts.families(kind)}):
        figure = Figure(figsize=(9, 3.2 * rows), layout="constrained")
        figure.suptitle(f"{_(training.details.get('data', ''))}, {training.device or '-'}")
        for network, (left, right) in zip(training.networks, figure.subplots(rows, 2, squeeze=False), strict=False):
            _loss(left, network)
            _accuracy(right, network)
        figure.savefig(path, format=kind, metadata={"Date": None} if kind == "svg" else None)


def _loss(place: Any, network: NetworkResult) -> None:
    values = network.losses.values
    place.plot([network.losses.every * n + 1 for n in range(len(values))], _with_gaps(values))
    place.set(title=f"{network.name}: {_(network.status)}", xlabel=_("batch"), ylabel=_("loss"))


def _accuracy(place: Any, network: NetworkResult) -> None:
    epochs = [epoch.epoch for epoch in network.history]
    for values, label in (([epoch.train_accuracy for epoch in network.history], _("while training")),
                          ([epoch.accuracy for epoch in network.history], _("on images not seen"))):
        place.plot(epochs, _with_gaps(values), marker=".", label=label)
    if network.threshold is not None:
        place.axhline(network.threshold, color="grey", linestyle="--", label=_("to pass"))
    place.set(xlabel=_("epoch"), ylabel=_("accuracy"), ylim=(0, 1.02))
    place.legend(loc="lower right")


def _with_gaps(values: Iterable[float | None]) -> list[float]:
    """What is no finite number is a gap in the curve."""
    return [math.nan if value is None else value for value in values]
