"""Points drawn into pictures, to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import torch
from torch import Tensor

from facet_training.data.pictures import picture_levels, picture_tensor

_COLOURS: Final = {"green": (64, 255, 64), "red": (255, 48, 48)}
_SHARPER: Final = 8  # cv2 takes places in fractions of a pixel by powers of two


def with_points(images: Tensor, points: Mapping[str, Tensor]) -> Tensor:
    """Draw points over pictures, the last colour on top.

    Shapes: images [N, 3, S, S] in [-1, 1]; points by colour ("green", "red") [N, P, 2] half sides from the middle
    -> [N, 3, S, S] on the CPU.
    """
    import cv2

    side = images.shape[-1]
    radius = max(1, round(side / 112))
    drawn = []
    for number, image in enumerate(images):
        canvas = np.ascontiguousarray(picture_levels(image))
        for colour, places in points.items():
            spots = places[number].detach().float().cpu().numpy() * (side / 2) + (side - 1) / 2
            for x, y in (spots * _SHARPER).round().astype(int):
                cv2.circle(canvas, (int(x), int(y)), radius * _SHARPER, _COLOURS[colour], -1, cv2.LINE_AA, 3)
        drawn.append(picture_tensor(canvas))
    return torch.stack(drawn)
