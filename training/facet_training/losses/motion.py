"""Distance of two motions: absolute, about each window's mean, and of the frame-to-frame change."""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import smooth_l1_loss

from facet_training.losses.masked import centre_over_time, masked_mean


def absolute_motion_loss(predicted: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Smooth L1 of the values. Shapes: [B, T, K], [B, T, K], [B, T] -> scalar >= 0."""
    return masked_mean(smooth_l1_loss(predicted, target, reduction="none"), mask)


def centred_motion_loss(predicted: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Smooth L1 after each window's mean is taken off: a person's own resting mouth must not matter.

    Shapes: [B, T, K], [B, T, K], [B, T] -> scalar >= 0.
    """
    return absolute_motion_loss(centre_over_time(predicted, mask), centre_over_time(target, mask), mask)


def velocity_loss(predicted: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Smooth L1 of the change per frame. Shapes: [B, T, K], [B, T, K], [B, T] -> scalar >= 0."""
    both = mask[:, 1:] * mask[:, :-1]
    return absolute_motion_loss(predicted.diff(dim=1), target.diff(dim=1), both)
