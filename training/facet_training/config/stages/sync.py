"""Settings of the network that measures whether lips and sound belong together."""

from __future__ import annotations

from dataclasses import dataclass, field

from facet_training.config.stages.loop import LoopConfig


@dataclass(frozen=True)
class SyncConfig:
    """Attributes:
    loop: how it is optimised; a batch holds ``loop.batch // windows`` clips.
    mouth_px: side of the mouth picture that the network sees.
    channels: of each halving, alike for lips and sound. width: numbers of the common space.
    windows: windows of one clip in a batch, each other's negatives together with those of other clips.
    nearest: windows of one clip closer than so many pictures are no negatives of each other.
    temperature: cosines are divided by it.
    """

    loop: LoopConfig = field(default_factory=LoopConfig)
    mouth_px: int = 64
    channels: tuple[int, ...] = (32, 64, 96, 128)
    width: int = 128
    windows: int = 12
    nearest: int = 2
    temperature: float = 0.07
