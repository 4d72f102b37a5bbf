"""Settings of stage 3: expression and the generator."""

from __future__ import annotations

from dataclasses import dataclass, field

from facet_training.config.stages.loop import LoopConfig


@dataclass(frozen=True)
class ExpressionConfig:
    """Attributes: loop: how it is optimised."""

    loop: LoopConfig = field(default_factory=LoopConfig)
