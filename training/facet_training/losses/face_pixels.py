"""Pixels of an aligned face, where eyes and mouth count more than their few pixels would."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

# Nominal places in an aligned picture and reach over which they wander with the head's pose, all in shares of the side:
# x, y, half width, half height. Source: eyes (82.8, 68.8), (141.2, 68.8) and mouth (112, 140) of 224 px.
_PARTS: Final = (
    (0.370, 0.307, 0.14, 0.09),
    (0.630, 0.307, 0.14, 0.09),
    (0.500, 0.625, 0.17, 0.12),
)


class FacePixelLoss(nn.Module):
    """Mean absolute difference of pictures, weighted by place.

    Args:
        emphasis: how much more a pixel in the middle of an eye or of the mouth counts than one at the border.

    Shapes: made, target [B, 3, S, S] -> scalar >= 0; weights have mean 1, so that the value does not depend on emphasis
    when pictures differ alike everywhere. Raises ValueError when the pictures differ in size.
    """

    def __init__(self, emphasis: float) -> None:
        super().__init__()
        self.emphasis = emphasis
        self._weights: dict[tuple[int, torch.device], Tensor] = {}

    def weights(self, side: int, device: torch.device) -> Tensor:
        """Weight of each place. Shapes: -> [S, S], mean 1."""
        found = self._weights.get((side, device))
        if found is None:
            axis = (torch.arange(side, device=device) + 0.5) / side
            down, right = torch.meshgrid(axis, axis, indexing="ij")
            bumps = [torch.exp(-(((right - x) / w) ** 2 + ((down - y) / h) ** 2)) for x, y, w, h in _PARTS]
            found = 1.0 + self.emphasis * torch.stack(bumps).amax(0)
            found = found / found.mean()
            self._weights[side, device] = found
        return found

    def forward(self, made: Tensor, target: Tensor) -> Tensor:
        """Compare pictures."""
        if made.shape != target.shape:
            raise ValueError(f"expected two pictures of one size, got {list(made.shape)} and {list(target.shape)}")
        difference = functional.l1_loss(made.float(), target.detach().float(), reduction="none")
        return (difference * self.weights(made.shape[-1], made.device)).mean()
