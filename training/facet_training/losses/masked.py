"""Means over the frames that count."""

from __future__ import annotations

from torch import Tensor


def masked_mean(values: Tensor, mask: Tensor) -> Tensor:
    """Mean of values where mask is 1. Shapes: values [B, T] or [B, T, K], mask [B, T] -> scalar, 0 if none counts."""
    if values.dim() == 3:
        values = values.mean(-1)
    return (values * mask).sum() / mask.sum().clamp(min=1.0)


def centre_over_time(values: Tensor, mask: Tensor) -> Tensor:
    """Take each window's mean over its known frames off. Shapes: values [B, T, K], mask [B, T] -> [B, T, K]."""
    weights = mask[..., None]
    return values - (values * weights).sum(1, keepdim=True) / weights.sum(1, keepdim=True).clamp(min=1.0)
