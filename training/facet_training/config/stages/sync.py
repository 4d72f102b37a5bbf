"""Settings of the network that measures whether lips and sound belong together."""

from __future__ import annotations

from dataclasses import dataclass, field

from facet_training.config.stages.loop import LoopConfig


@dataclass(frozen=True)
class SyncConfig:
    """Attributes: loop: how it is optimised."""

    loop: LoopConfig = field(default_factory=LoopConfig)
