"""Points as centres of mass of maps."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

_BORDER = 2  # cells beyond the picture in which a point may lie


class PointMap(nn.Module):
    """Finds points on the finest of three maps, with what the two coarser ones know added to it.

    Shapes: square maps [B, C_i, H / 2^i, H / 2^i] rounded up, i = 0..2 -> [B, N, 2] half sides from the middle, x
    right, y down; two cells beyond each edge can be reached.
    """

    def __init__(self, channels: Sequence[int], width: int, points: int) -> None:
        super().__init__()
        self.laterals = nn.ModuleList(nn.Conv2d(inputs, width, 1) for inputs in channels)
        self.mix = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width, eps=1e-3), nn.ReLU()
        )
        self.maps = nn.Conv2d(width, points, 3, padding=_BORDER + 1)

    def forward(self, features: Sequence[Tensor]) -> Tensor:
        """Find the points."""
        x = self.laterals[-1](features[-1])
        for lateral, feature in zip(reversed(self.laterals[:-1]), reversed(features[:-1]), strict=True):
            x = functional.interpolate(x, size=feature.shape[-2:], mode="nearest") + lateral(feature)
        cells = features[0].shape[-1]
        maps = self.maps(self.mix(x)).float()
        chances = torch.softmax(maps.flatten(2), 2).view_as(maps)
        places = torch.arange(maps.shape[-1], device=maps.device, dtype=torch.float32) - _BORDER
        places = (places + 0.5) * (2.0 / cells) - 1.0
        return torch.stack([(chances.sum(2) * places).sum(2), (chances.sum(3) * places).sum(2)], 2)
