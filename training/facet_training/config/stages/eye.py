"""Settings of stage 2b: gaze and blink."""

from __future__ import annotations

from dataclasses import dataclass, field

from facet_training.config.stages.loop import LoopConfig
from facet_training.config.stages.unified_features import UnifiedFeaturesConfig


@dataclass(frozen=True)
class EyePairsConfig:
    """Which two pictures an anchor is made of.

    Attributes: count, held_out: anchors of training and of validation (each pair gives two). same_clip: part of the
    pairs from one clip; the others are of two people. most_yaw_deg: largest difference of yaw. largest_yaw_deg: both
    eyes must be seen. least_difference: of the eyes' state, in usual deviations within a clip.
    """

    count: int = 8192
    held_out: int = 512
    same_clip: float = 0.5
    most_yaw_deg: float = 15.0
    largest_yaw_deg: float = 40.0
    least_difference: float = 1.0


@dataclass(frozen=True)
class EyeConfig:
    """Contrast of eyes with anchors, and what the six numbers of the code mean.

    Attributes:
        loop: how it is optimised. features: copies of the pictures. pairs: what anchors are made of.
        temperature: of the cosines; 1 = as the paper writes it.
        feature_contrast, code_contrast: weights of the contrast on the feature of the head and on the code.
        measures: weight of the supervised meaning of the code (0 = as the paper: none, roles unknown).
        least_anchors, least_correlation: what validation asks for.
    """

    loop: LoopConfig = field(default_factory=LoopConfig)
    features: UnifiedFeaturesConfig = field(default_factory=UnifiedFeaturesConfig)
    pairs: EyePairsConfig = field(default_factory=EyePairsConfig)
    temperature: float = 0.1
    feature_contrast: float = 1.0
    code_contrast: float = 0.5
    measures: float = 1.0
    least_anchors: float = 0.95
    least_correlation: float = 0.5

    def __post_init__(self) -> None:
        if self.temperature <= 0.0:
            raise ValueError(f"eye: expected a temperature above 0, got {self.temperature}")
        if not max(self.feature_contrast, self.code_contrast, self.measures) > 0.0:
            raise ValueError("eye: expected at least one loss with a weight above 0")
