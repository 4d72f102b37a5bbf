"""Settings of stage 2c: head pose."""

from __future__ import annotations

from dataclasses import dataclass, field

from facet_training.config.stages.loop import LoopConfig
from facet_training.config.stages.unified_features import UnifiedFeaturesConfig


@dataclass(frozen=True)
class HeadPoseConfig:
    """Attributes: loop: how it is optimised. features: copies of the pictures.

    most_error_deg: mean error of each angle that validation allows.
    """

    loop: LoopConfig = field(default_factory=LoopConfig)
    features: UnifiedFeaturesConfig = field(default_factory=UnifiedFeaturesConfig)
    most_error_deg: float = 3.0
