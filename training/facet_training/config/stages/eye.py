"""Settings of stage 2b: gaze and blink."""

from __future__ import annotations

from dataclasses import dataclass, field

from facet_training.config.stages.loop import LoopConfig


@dataclass(frozen=True)
class EyeConfig:
    """Attributes: loop: how it is optimised."""

    loop: LoopConfig = field(default_factory=LoopConfig)
