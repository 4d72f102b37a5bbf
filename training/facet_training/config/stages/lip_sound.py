"""Settings of stage 2a: lips from pictures and from sound in one space."""

from __future__ import annotations

from dataclasses import dataclass, field

from facet_training.config.stages.loop import LoopConfig
from facet_training.config.stages.unified_features import UnifiedFeaturesConfig


@dataclass(frozen=True)
class MelAugmentationConfig:
    """How windows of sound are altered while learning; never in time.

    Attributes: gain_db, tilt_db: largest change of loudness, and of the top band against the lowest. warp: largest
    stretch of the bands (another throat). noise_share: part of the clips that get a noise floor, of at most ``noise``
    (1 = full scale, 100 dB). mask_bands, mask_rows: widest stripe that is blanked. mask_share: part of the windows.
    """

    gain_db: float = 6.0
    tilt_db: float = 6.0
    warp: float = 0.1
    noise_share: float = 0.5
    noise: float = 0.5
    mask_bands: int = 12
    mask_rows: int = 3
    mask_share: float = 0.5


@dataclass(frozen=True)
class LipSoundConfig:
    """Contrast of lips seen and heard.

    Attributes:
        loop: how it is optimised; its batch is a multiple of ``per_clip``.
        features: copies of the pictures. augmentation, is_augmented: of the sound, and whether.
        temperature: of the cosines; 1 = as the paper writes it.
        per_clip: frames drawn from one clip. nearest: frames less than this apart are no negatives of one another.
        others: part of a frame's negatives that comes from other clips.
        silent_share: part of a clip's drawn frames that is without speech, if there are such.
        sight_to_sound: weight of that direction.
        measures: weight of what landmarks say of the lips, read off both features (0 = as the paper: none).
        least_retrieval: share of right answers among ``retrieval_frames`` frames of a clip that validation asks for.
        least_correlation: of the opening heard with the opening seen, asked for where ``measures`` counts.
    """

    loop: LoopConfig = field(default_factory=LoopConfig)
    features: UnifiedFeaturesConfig = field(default_factory=UnifiedFeaturesConfig)
    augmentation: MelAugmentationConfig = field(default_factory=MelAugmentationConfig)
    is_augmented: bool = True
    temperature: float = 0.07
    per_clip: int = 24
    nearest: int = 3
    others: float = 0.25
    silent_share: float = 0.2
    sight_to_sound: float = 1.0
    measures: float = 0.0
    retrieval_frames: int = 25
    least_retrieval: float = 0.12
    least_correlation: float = 0.4

    def __post_init__(self) -> None:
        if self.per_clip < 2:
            raise ValueError(f"lip_sound: expected per_clip 2 or more, got {self.per_clip}")
        if self.temperature <= 0.0 or not 0.0 <= self.others < 1.0 or not 0.0 <= self.silent_share <= 1.0:
            raise ValueError(
                f"lip_sound: expected temperature > 0, others in [0, 1) and silent_share in [0, 1], got "
                f"{self.temperature}, {self.others} and {self.silent_share}"
            )
