"""Settings of stage 1: who apart from what is done."""

from __future__ import annotations

from dataclasses import dataclass, field

from facet_training.config.stages.loop import LoopConfig


@dataclass(frozen=True)
class AppearanceMotionConfig:
    """Attributes: loop: how it is optimised."""

    loop: LoopConfig = field(default_factory=LoopConfig)
