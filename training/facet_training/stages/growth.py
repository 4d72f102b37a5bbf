"""Pictures that are half their size at first, when that costs half, and grow to full size smoothly."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from facet_training.config.stages.growth import GrowthConfig


def growth_levels(step: int, config: GrowthConfig, doublings: int) -> float:
    """How often the generator doubles at a step: one time less before ``grow_at``, then up to all over ``fade``."""
    if step < config.grow_at:
        return doublings - 1.0
    share = (step - config.grow_at + 1) / config.fade if config.grow_at > 0 and config.fade > 0 else 1.0
    return doublings - 1.0 + min(1.0, share)


def grown_pictures(pictures: Tensor, levels: float, doublings: int) -> Tensor:
    """Pictures as a generator of so many levels should make them.

    Shapes: [B, C, S, S] -> [B, C, S/2^n, S/2^n], by means of areas; n = full doublings that are missing. While a layer
    fades in, they are as sharp as its share allows: a judge never learns that sharpness gives the real ones away.
    """
    missing = doublings - levels
    if missing <= 0:
        return pictures
    whole = int(missing)
    if whole > 0:
        pictures = functional.avg_pool2d(pictures, 2**whole)
    if missing == whole:
        return pictures
    coarse = functional.interpolate(
        functional.avg_pool2d(pictures, 2), scale_factor=2, mode="bilinear", align_corners=False
    )
    return pictures.lerp(coarse, missing - whole)
