"""Draws the loss curve of a training."""
from __future__ import annotations

import math
from pathlib import Path

from ..report.training import TrainingResult


def plot(training: TrainingResult, path: Path, format: str | None = None) -> None:
    """Draws each network's loss by batch and accuracy by epoch. The format is the path's suffix, or `format`."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    networks = training.networks
    figure = Figure(figsize=(9, 3.2 * max(1, len(networks))), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(f"{training.details.get('data', '')}, {training.device}")
    axes = figure.subplots(max(1, len(networks)), 2, squeeze=False)
    for network, (left, right) in zip(networks, axes, strict=False):
        left.plot([network.losses.every * n + 1 for n in range(len(network.losses.values))],
                  list(map(drawn, network.losses.values)))
        left.set(title=f"{network.name}: {network.status}", xlabel="batch", ylabel="loss")
        epochs = [epoch.epoch for epoch in network.history]
        for values, label in (([epoch.train_accuracy for epoch in network.history], "while training"),
                              ([epoch.accuracy for epoch in network.history], "on images not seen")):
            right.plot(epochs, list(map(drawn, values)), marker=".", label=label)
        if network.threshold is not None:
            right.axhline(network.threshold, color="grey", linestyle="--", label="to pass")
        right.set(xlabel="epoch", ylabel="accuracy", ylim=(0, 1.02))
        right.legend(loc="lower right")
    with matplotlib.rc_context({"svg.hashsalt": "convkata", "svg.fonttype": "none"}):
        figure.savefig(path, format=format, metadata={"Date": None} if (format or path.suffix[1:]) == "svg" else None)


def drawn(value: float | None) -> float:
    """Leaves a gap where there is no finite number."""
    return math.nan if value is None else value
