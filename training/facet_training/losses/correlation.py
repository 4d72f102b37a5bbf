"""One minus the correlation of a curve with its target over each window."""

from __future__ import annotations

from torch import Tensor

from facet_training.losses.masked import centre_over_time

_VARIANCE_FLOOR = 0.05  # articulation scales squared: still windows must not dominate


def correlation_loss(predicted: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Mean over windows and curves of 1 - r. Shapes: [B, T, K], [B, T, K], [B, T] -> scalar in [0, 2]."""
    weights = mask[..., None]
    count = weights.sum(1).clamp(min=1.0)
    a = centre_over_time(predicted, mask) * weights
    b = centre_over_time(target, mask) * weights
    covariance = (a * b).sum(1) / count
    spread = ((a * a).sum(1) / count + _VARIANCE_FLOOR) * ((b * b).sum(1) / count + _VARIANCE_FLOOR)
    present = (mask.sum(1) > 12).float()[:, None]
    loss = (1.0 - covariance / spread.sqrt()) * present
    mean: Tensor = loss.sum() / (present.sum() * loss.shape[1]).clamp(min=1.0)
    return mean
