"""Style: a dataclass for each stage, type hints, a class method that builds."""
from __future__ import annotations

import dataclasses
import typing

from mxnet.gluon import nn

Arch = typing.Sequence[typing.Tuple[int, int]]


@dataclasses.dataclass(frozen=True)
class Stage:
    num_convs: int
    num_channels: int
    kernel: int = 3
    pool: int = 2

    def build(self) -> nn.Sequential:
        blk = nn.Sequential()
        for _ in range(self.num_convs):
            blk.add(nn.Conv2D(self.num_channels, kernel_size=self.kernel, padding=self.kernel // 2, activation='relu'))
        blk.add(nn.MaxPool2D(pool_size=self.pool, strides=self.pool))
        return blk


@dataclasses.dataclass
class Plan:
    stages: list[Stage]
    hidden: typing.Tuple[int, ...] = (4096, 4096)
    outputs: int = 10
    dropout: float = 0.5

    @classmethod
    def of(cls, conv_arch: Arch) -> Plan:
        return cls([Stage(*pair) for pair in conv_arch])

    def build(self) -> nn.Sequential:
        net = nn.Sequential()
        net.add(*[stage.build() for stage in self.stages])
        for width in self.hidden:
            net.add(nn.Dense(width, activation='relu'), nn.Dropout(self.dropout))
        net.add(nn.Dense(self.outputs))
        return net


def vgg_block(num_convs: int, num_channels: int) -> nn.Sequential:
    return Stage(num_convs, num_channels).build()


def vgg(conv_arch: Arch) -> nn.Sequential:
    return Plan.of(conv_arch).build()
