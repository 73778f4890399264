"""Draws the loss curve of a training."""
from __future__ import annotations

import math
from pathlib import Path
from typing import Any


def plot(training: dict[str, Any], path: Path, format: str | None = None) -> None:
    """Draws each network's loss by batch and accuracy by epoch. The format is the path's suffix, or `format`."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    networks = training["networks"]
    figure = Figure(figsize=(9, 3.2 * max(1, len(networks))), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(f"{training.get('data', '')}, {training['device']}")
    axes = figure.subplots(max(1, len(networks)), 2, squeeze=False)
    for network, (left, right) in zip(networks, axes, strict=False):
        every, losses = network["losses"]["every"], network["losses"]["values"]
        left.plot([every * n + 1 for n in range(len(losses))], [math.nan if x is None else x for x in losses])
        left.set(title=f"{network['name']}: {network['status']}", xlabel="batch", ylabel="loss")
        epochs = [epoch["epoch"] for epoch in network["history"]]
        for key, label in (("train_accuracy", "while training"), ("accuracy", "on images not seen")):
            right.plot(epochs, [math.nan if epoch[key] is None else epoch[key] for epoch in network["history"]],
                       marker=".", label=label)
        if network["threshold"] is not None:
            right.axhline(network["threshold"], color="grey", linestyle="--", label="to pass")
        right.set(xlabel="epoch", ylabel="accuracy", ylim=(0, 1.02))
        right.legend(loc="lower right")
    with matplotlib.rc_context({"svg.hashsalt": "convkata", "svg.fonttype": "none"}):
        figure.savefig(path, format=format, metadata={"Date": None} if (format or path.suffix[1:]) == "svg" else None)
