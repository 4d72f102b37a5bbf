"""Numbers of a face on a scale where 0 is usual and 1 a usual deviation, kept beside the network that learns them."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

_LEAST_SPREAD = 1e-4  # a measure that never changes is not blown up


class StandardScale(nn.Module):
    """Two buffers that are saved like weights: ``middle`` and ``spread``, [D] each.

    Shapes: [..., D] in and out. It has no parameters.
    """

    middle: Tensor
    spread: Tensor

    def __init__(self, dimensions: int) -> None:
        super().__init__()
        self.register_buffer("middle", torch.zeros(dimensions))
        self.register_buffer("spread", torch.ones(dimensions))

    @torch.no_grad()
    def fit(self, values: Tensor, fixed: Sequence[int] = ()) -> None:
        """Take medians and deviations of rows [N, D]; dimensions in ``fixed`` keep 0 as their middle."""
        middle = values.float().median(0).values
        middle[list(fixed)] = 0.0
        self.middle.copy_(middle)
        self.spread.copy_((values.float() - middle).square().mean(0).sqrt().clamp(min=_LEAST_SPREAD))

    def forward(self, values: Tensor) -> Tensor:
        """Onto the scale."""
        return (values - self.middle) / self.spread

    def restore(self, codes: Tensor) -> Tensor:
        """Back to units."""
        return codes.float() * self.spread + self.middle
