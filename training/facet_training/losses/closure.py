"""Do the lips touch?"""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from facet_training.losses.masked import masked_mean


def closure_loss(closed_logit: Tensor, closed: Tensor, mask: Tensor) -> Tensor:
    """Binary cross entropy. Shapes: logits [B, T], closed [B, T] in [0, 1], mask [B, T] -> scalar >= 0."""
    return masked_mean(binary_cross_entropy_with_logits(closed_logit, closed, reduction="none"), mask)
