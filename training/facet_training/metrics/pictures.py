"""How near generated pictures come to real ones, pixel by pixel and by features, and how sharp they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from torch import Tensor

from facet_training.data.pictures import picture_tensor, resize_picture
from facet_training.metrics.cpbd import sharpness

Picture = NDArray[np.uint8]

# A picture equal to its model has no error; its peak ratio is shown as this.
HIGHEST_PSNR_DB = 100.0


class PictureFeatures(Protocol):
    """Maps of a frozen network that sees faces (``FacePrior`` has it)."""

    def features(self, picture: Tensor) -> list[Tensor]:
        """Shapes: [B, 3, S, S] in [-1, 1] -> maps [B, C, h, w] from fine to coarse."""
        ...


@dataclass(frozen=True)
class PictureScores:
    """Means over pictures. ssim: in [-1, 1]. psnr: dB. sharpness: CPBD in [0, 1]. features: distance, at least 0."""

    ssim: float
    psnr: float
    sharpness: float
    sharpness_of_real: float
    features: float


def ssim(made: Picture, real: Picture) -> float:
    """Structural similarity with Gaussian weights of sigma 1.5, over the three channels (Wang et al., 2004)."""
    weights = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    return float(structural_similarity(made, real, channel_axis=2, data_range=255, **weights))  # type: ignore[no-untyped-call]


def psnr(made: Picture, real: Picture) -> float:
    """Peak signal to noise, dB; at most ``HIGHEST_PSNR_DB``."""
    if np.array_equal(made, real):
        return HIGHEST_PSNR_DB
    ratio = peak_signal_noise_ratio(real, made, data_range=255)  # type: ignore[no-untyped-call]
    return min(HIGHEST_PSNR_DB, float(ratio))


def feature_distance(network: PictureFeatures, made: Tensor, real: Tensor) -> Tensor:
    """Mean squared distance of features of unit length at each place, summed over layers.

    The form of LPIPS (Zhang et al., 2018) without its learned weights of channels, on features of our own network: its
    numbers compare with one another only.

    Shapes: made, real [B, 3, S, S] in [-1, 1] -> [B].
    """
    total = torch.zeros(len(made), device=made.device)
    with torch.no_grad():
        for ours, theirs in zip(network.features(made), network.features(real), strict=True):
            a, b = (torch.nn.functional.normalize(value.float(), dim=1) for value in (ours, theirs))
            total = total + (a - b).square().sum(1).mean((1, 2))
    return total


def score_pictures(
    made: Sequence[Picture], real: Sequence[Picture], network: PictureFeatures | None = None
) -> PictureScores:
    """Compare pictures one by one; real ones are resized to the made ones. ``features`` is nan without a network.

    Raises ValueError for no pictures or another number of real ones.
    """
    if not made or len(made) != len(real):
        raise ValueError(f"expected as many real pictures as made ones and at least one, got {len(real)}, {len(made)}")
    models = [resize_picture(picture, made[0].shape[0]) for picture in real]
    pairs = list(zip(made, models, strict=True))
    distances = [float("nan")]
    if network is not None:
        distances = [
            float(feature_distance(network, picture_tensor(a)[None], picture_tensor(b)[None])) for a, b in pairs
        ]
    return PictureScores(
        ssim=float(np.mean([ssim(a, b) for a, b in pairs])),
        psnr=float(np.mean([psnr(a, b) for a, b in pairs])),
        sharpness=mean_sharpness(made),
        sharpness_of_real=mean_sharpness(models),
        features=float(np.mean(distances)),
    )


def mean_sharpness(pictures: Sequence[Picture]) -> float:
    """Mean of CPBD over pictures that have edges; nan when none has."""
    values = [value for value in (sharpness(picture) for picture in pictures) if not np.isnan(value)]
    return float(np.mean(values)) if values else float("nan")
