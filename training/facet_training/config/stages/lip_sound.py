"""Settings of stage 2a: lips from pictures and from sound in one space."""

from __future__ import annotations

from dataclasses import dataclass, field

from facet_training.config.stages.loop import LoopConfig


@dataclass(frozen=True)
class LipSoundConfig:
    """Attributes: loop: how it is optimised."""

    loop: LoopConfig = field(default_factory=LoopConfig)
