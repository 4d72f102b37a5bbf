"""Random smooth displacement of pictures."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_clip import Pictures

FloatArray = NDArray[np.float32]


@lru_cache(maxsize=8)
def pixel_grid(side: int) -> FloatArray:
    """Coordinates of every pixel, x then y, to be read only. Shapes: -> [2, S, S]."""
    axis = np.arange(side, dtype=np.float32)
    grid = np.asarray(np.stack(np.meshgrid(axis, axis)), np.float32)
    grid.setflags(write=False)
    return grid


def smooth_field(random: np.random.Generator, side: int, knots: int, largest_px: float) -> FloatArray:
    """A displacement for every pixel, smooth between ``knots`` x ``knots`` random ones. Shapes: -> [2, S, S]."""
    import cv2

    coarse = random.uniform(-largest_px, largest_px, (2, knots, knots)).astype(np.float32)
    planes = [cv2.resize(plane, (side, side), interpolation=cv2.INTER_CUBIC) for plane in coarse]
    return np.asarray(np.stack(planes), np.float32)


def take_places(picture: Pictures, places: FloatArray, *, is_cubic: bool = False) -> Pictures:
    """Each pixel from its place in the picture, borders reflected. Shapes: [S, S, 3], [2, S, S] px -> [S, S, 3]."""
    import cv2

    kind = cv2.INTER_CUBIC if is_cubic else cv2.INTER_LINEAR
    return np.asarray(cv2.remap(picture, places[0], places[1], kind, borderMode=cv2.BORDER_REFLECT_101), np.uint8)
