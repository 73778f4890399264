"""What the training check found: a part of the report."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..language import said
from ..language.i18n import N_, _
from ..language.said import Said

NOT_ASKED_FOR = Said(N_("not asked for"))


@dataclass
class Epoch:
    """What one epoch gave: the mean loss, the share of right answers while training, and on images not seen. None: not
    finite."""
    epoch: int
    loss: float | None
    train_accuracy: float | None
    accuracy: float | None


@dataclass
class Losses:
    """The loss of one batch in `every`."""
    every: int = 1
    values: list[float | None] = field(default_factory=list)

    @property
    def batches(self) -> int:
        """How many there were."""
        return self.every * len(self.values)

    @property
    def finite(self) -> list[float]:
        """What can be drawn."""
        return [value for value in self.values if value is not None]


@dataclass
class Digit:
    """An image, its digit, and the digit that the network took it for. Pixels are bytes, row by row, in base64."""
    pixels: str
    size: list[int]  # height, width
    digit: int
    answer: int

    @property
    def taken_for(self) -> str:
        """«3», or «3 → 8» where it was taken for another."""
        return f"{self.digit}" if self.answer == self.digit else f"{self.digit} → {self.answer}"


@dataclass
class Layer:
    """What one layer makes of each digit: of its feature maps the one that differs most from pixel to pixel."""
    operator: str
    shape: list[int]  # channels, height, width
    maps: list[str]  # pixels of each digit's, in base64
    before: list[str] = field(default_factory=list)  # the same, before the training

    @property
    def name(self) -> str:
        """The name as the book writes it."""
        return {"convolution": "conv", "batch_norm": "batch norm"}.get(self.operator, self.operator)


@dataclass
class FeatureMaps:
    """Some digits on their way through a trained network, and some that it took for others."""
    digits: list[Digit]
    layers: list[Layer]
    mistaken: list[Digit]

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> FeatureMaps:
        return cls([Digit(**d) for d in given["digits"]], [Layer(**layer) for layer in given["layers"]],
                   [Digit(**d) for d in given["mistaken"]])


@dataclass
class NetworkResult:
    """What became of one network."""
    name: str
    status: str
    score: float = 0
    max_score: int = 0
    accuracy: float | None = None
    threshold: float | None = None
    seconds: float = 0.0
    message: str = ""
    device: str = ""
    details: dict[str, Any] = field(default_factory=dict)  # what was trained, and how: for the record only
    history: list[Epoch] = field(default_factory=list)
    losses: Losses = field(default_factory=Losses)
    maps: FeatureMaps | None = None  # of the quick networks

    def as_json(self) -> dict[str, Any]:
        plain = asdict(self) | {"message": _(self.message)}
        if self.maps is None:
            del plain["maps"]
        details: dict[str, Any] = plain.pop("details")
        return details | plain | {"neutral": {"message": said.as_json(self.message)}}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> NetworkResult:
        message = said.from_json(given.get("neutral", {}).get("message", given.get("message", "")))
        known = {key: given[key] for key in cls.__dataclass_fields__ if key in given}
        details = {key: value for key, value in given.items() if key not in known and key != "neutral"}
        history, losses = [Epoch(**epoch) for epoch in given.get("history", [])], Losses(**given.get("losses", {}))
        if known.get("maps"):
            known["maps"] = FeatureMaps.from_json(given["maps"])
        return cls(**known | {"message": message, "details": details, "history": history, "losses": losses})


@dataclass
class TrainingResult:
    """The check as a whole: with what it trained (`engine`), where (`device`), and why there (`reason`); without
    networks, `reason` says why it was left out."""
    status: str = "skipped"
    device: str | None = None
    reason: str = NOT_ASKED_FOR
    score: float = 0
    max_score: int = 0
    networks: list[NetworkResult] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)  # profile, data, seed: for the record only
    engine: str = "MXNet"

    @property
    def skipped(self) -> bool:
        return self.status == "skipped"

    def as_json(self) -> dict[str, Any]:
        return {"status": self.status, "device": self.device, "reason": _(self.reason), "score": self.score,
                "max_score": self.max_score, "engine": self.engine, **self.details,
                "networks": [n.as_json() for n in self.networks],
                "neutral": {"reason": said.as_json(self.reason)}}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> TrainingResult:
        plain = ("status", "device", "reason", "score", "max_score", "networks", "neutral", "engine")
        reason = said.from_json(given.get("neutral", {}).get("reason", given["reason"]))
        return cls(given["status"], given["device"], reason, given["score"], given["max_score"],
                   [NetworkResult.from_json(n) for n in given["networks"]],
                   {key: value for key, value in given.items() if key not in plain}, given.get("engine", "MXNet"))
