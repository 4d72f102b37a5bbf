"""Settings of the lip stage. Plain frozen data; values come from the TOML files beside this module."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class NetworkConfig:
    """Size of one predictor and how many are averaged."""

    channels: int = 160
    dilations: tuple[int, ...] = (1, 2, 4, 1, 2, 4)
    dropout: float = 0.1
    input_dropout: float = 0.0
    norm: str = "batch"
    members: int = 2


@dataclass(frozen=True)
class LossConfig:
    """Weights of the loss terms; 0 switches a term off."""

    centred: float = 3.0
    absolute: float = 1.0
    velocity: float = 6.0
    correlation: float = 2.0
    closure: float = 0.5
    opening_factor: float = 3.0
    curve: float = 0.3


@dataclass(frozen=True)
class AugmentationConfig:
    """How far training sound is bent; ranges are symmetric about "no change" unless a name says otherwise."""

    mel_shift_bins: float = 3.0
    gain: float = 0.2
    tilt: float = 0.12
    noise_probability: float = 0.25
    band_limit_probability: float = 0.15
    frequency_masks: int = 1
    frequency_mask_bins: int = 10
    time_mask_probability: float = 0.0
    speed: float = 0.06
    silence_share: float = 0.07


@dataclass(frozen=True)
class SamplingConfig:
    """How often each kind of footage is shown."""

    grid_weight: float = 0.5
    arabic_weight: float = 0.6
    train_weight: float = 1.5
    curves_share: float = 0.08
    identity_power: float = 0.5


@dataclass(frozen=True)
class OptimizationConfig:
    """Length and step of the training run."""

    iterations: int = 1000
    batch: int = 16
    window_frames: int = 64
    learning_rate: float = 1.2e-3
    weight_decay: float = 0.05
    warmup: int = 50
    checkpoint_every: int = 250
    average_decay: float = 0.995
    bfloat16: bool = False


@dataclass(frozen=True)
class LipStageConfig:
    """Everything the lip stage needs besides the data."""

    seed: int = 1
    network: NetworkConfig = field(default_factory=NetworkConfig)
    loss: LossConfig = field(default_factory=LossConfig)
    augmentation: AugmentationConfig = field(default_factory=AugmentationConfig)
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    optimization: OptimizationConfig = field(default_factory=OptimizationConfig)
