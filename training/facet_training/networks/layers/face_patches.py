"""Upright square patches around the eyes and the mouth, cut where the points of a face lie."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional


class Patch(NamedTuple):
    """``first``..``last``: points whose middle is the patch's. size: side over the distance of the eyes' middles.

    is_mirrored: the patch is turned over, so that both eyes look alike to one branch.
    """

    first: int
    last: int
    size: float
    is_mirrored: bool


RIGHT_EYE_POINTS = slice(36, 42)
LEFT_EYE_POINTS = slice(42, 48)
EYE_PATCHES = (Patch(36, 42, 0.8, False), Patch(42, 48, 0.8, True))
MOUTH_PATCH = (Patch(48, 68, 1.5, False),)


def cut_patches(image: Tensor, points: Tensor, patches: tuple[Patch, ...], side_px: int) -> Tensor:
    """Cut patches that turn with the line of the eyes.

    Shapes: image [B, 3, S, S], points [B, 68, 2] half sides from the middle -> [B, len(patches), 3, P, P]; zero (grey)
    beyond the picture. Differentiable with respect to image and points.
    """
    right, left = points[:, RIGHT_EYE_POINTS].mean(1), points[:, LEFT_EYE_POINTS].mean(1)
    across = (left - right).float()
    down = torch.stack([-across[:, 1], across[:, 0]], 1)
    ticks = (torch.arange(side_px, device=image.device, dtype=torch.float32) + 0.5) / side_px - 0.5
    found = []
    for patch in patches:
        centre = points[:, patch.first : patch.last].float().mean(1)
        sign = -patch.size if patch.is_mirrored else patch.size
        columns = sign * ticks[None, None, :, None] * across[:, None, None]
        rows = patch.size * ticks[None, :, None, None] * down[:, None, None]
        grid = centre[:, None, None] + columns + rows
        found.append(functional.grid_sample(image.float(), grid, mode="bilinear", align_corners=False))
    return torch.stack(found, 1)
