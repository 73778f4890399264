"""A card to keep: the points, the loss curves of one's own networks and what their layers see, as one SVG file."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from ..language.i18n import _
from ..report.numbers import points
from ..report.training import NetworkResult, TrainingResult
from .pages.strips import strips

WIDTH, MARGIN, ROW = 760, 36, 26
FONT = "system-ui, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
INK, SOFT, GOOD, LINE, CURVE = "#1c2330", "#565f6e", "#16703f", "#d5dae3", "#1b5fa8"
LAYERS = 6  # rows of feature maps of each network


@dataclass(frozen=True)
class Part:
    """One exercise on the card."""
    title: str
    score: float
    max_score: float


def card(name: str, parts: Sequence[Part], training: TrainingResult | None) -> str:
    """The card as SVG. `name` may be empty."""
    score = sum(p.score for p in parts) + (training.score if training else 0)
    most = sum(p.max_score for p in parts) + (training.max_score if training else 0)
    drawn: list[str] = []
    y = MARGIN + 20
    drawn += text(MARGIN, y, "Convkata", 24, weight=700)
    drawn += text(WIDTH - MARGIN, y, _("{0} of {1} points").format(points(score), points(most)), 20, GOOD, "end", 600)
    if name:
        y += 28
        drawn += text(MARGIN, y, name, 18)
    y += 36
    for part in parts:
        done = part.score == part.max_score
        drawn += text(MARGIN, y, "✓" if done else "·", 15, GOOD if done else SOFT)
        drawn += text(MARGIN + 22, y, part.title, 15)
        drawn += text(WIDTH - MARGIN, y, f"{points(part.score)} / {points(part.max_score)}", 15, SOFT, "end")
        y += ROW
    for network in training.networks if training else ():
        y += 14
        made, height = learned(network, y)
        drawn += made
        y += height
    height = y + MARGIN - 10
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            f'font-family="{FONT}"><rect width="{WIDTH}" height="{height}" rx="14" fill="#fff" stroke="{LINE}"/>'
            + "".join(drawn) + "</svg>\n")


def learned(network: NetworkResult, top: int) -> tuple[list[str], int]:
    """One network: its loss, and the digits on their way through it. And the height of that."""
    said = network.name
    if network.accuracy is not None:
        said += ": " + _("{0:.1%} of the test images right").format(network.accuracy)
    drawn = [*text(MARGIN, top + 14, said, 15, weight=600), *curve(network, MARGIN, top + 26, 240, 110)]
    left, y = MARGIN + 280, top + 26
    for row in strips(network.maps)[:1 + LAYERS] if network.maps is not None else ():
        drawn.append(f'<image x="{left}" y="{y}" width="240" height="29" href="{row.source}" '
                     'preserveAspectRatio="xMinYMid meet"/>')
        drawn += text(left + 252, y + 18, row.name, 12, SOFT)
        y += 33
    return drawn, max(150, y - top) + 10


def curve(network: NetworkResult, left: int, top: int, width: int, height: int) -> Iterator[str]:
    """The loss over the batches, from 0 up."""
    losses = network.losses.finite
    if len(losses) < 2:
        return
    most = max(max(losses), 1e-9)
    places = " ".join(f"{left + width * n / (len(losses) - 1):.1f},{top + height * (1 - v / most):.1f}"
                      for n, v in enumerate(losses))
    yield f'<path d="M{left} {top}V{top + height}H{left + width}" fill="none" stroke="{LINE}"/>'
    yield f'<polyline points="{places}" fill="none" stroke="{CURVE}" stroke-width="2"/>'
    yield from text(left, top + height + 14, _("loss: {0:.2f} at first, {1:.2f} at the end").format(
        losses[0], losses[-1]), 12, SOFT)


def text(x: float, y: float, said: str, size: int, fill: str = INK, anchor: str = "start",
         weight: int = 400) -> list[str]:
    return [f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" font-weight="{weight}">'
            f"{escape(said)}</text>"]
