"""Cuts in a stream of frames: a change far above the motion around it, after which the picture does not return.

The application finds shots the same way (``core/analysis/shot-detection.ts``), on its own decoder's luma.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Thumbnail = NDArray[np.float32]

THUMBNAIL_WIDTH: Final = 32
THUMBNAIL_HEIGHT: Final = 18
_SAMPLES_PER_CELL: Final = 4  # an axis
_NEIGHBOURHOOD: Final = 6  # frames on both sides of a candidate
_LONGEST_FLASH: Final = 4  # frames
_LEAST_DISTANCE: Final = 6.0  # luma levels
_MOTION_FACTOR: Final = 3.0
_RETURN_SHARE: Final = 0.4


def luma_thumbnail(image: NDArray[np.uint8]) -> Thumbnail:
    """A tiny picture of samples' means. Shapes: [H, W, 3] RGB -> [18, 32] luma 0 to 255 (BT.601)."""
    height, width = image.shape[:2]
    across = np.arange(THUMBNAIL_WIDTH * _SAMPLES_PER_CELL) + 0.5
    down = np.arange(THUMBNAIL_HEIGHT * _SAMPLES_PER_CELL) + 0.5
    columns = (across * (width / len(across))).astype(np.int64)
    rows = (down * (height / len(down))).astype(np.int64)
    luma = image[rows[:, None], columns].astype(np.float32) @ np.asarray((0.299, 0.587, 0.114), np.float32)
    cells = luma.reshape(THUMBNAIL_HEIGHT, _SAMPLES_PER_CELL, THUMBNAIL_WIDTH, _SAMPLES_PER_CELL)
    return np.asarray(cells.mean((1, 3)), np.float32)


def thumbnail_distance(a: Thumbnail, b: Thumbnail) -> float:
    """Mean absolute difference after equal mean brightness, luma levels: flashes and fades count little."""
    change = a - b
    return float(np.abs(change - change.mean()).mean())


def is_likely_cut(earlier: Sequence[Thumbnail], thumbnail: Thumbnail) -> bool:
    """Whether a frame may be the first after a cut, as far as the frames before it tell; seven are looked at."""
    if not earlier:
        return False
    recent = [*earlier[-_NEIGHBOURHOOD - 1 :], thumbnail]
    distances = [thumbnail_distance(a, b) for a, b in itertools.pairwise(recent)]
    usual = float(np.median(distances[:-1])) if len(distances) > 2 else 0.0
    return distances[-1] > _LEAST_DISTANCE / 2 + 2 * usual


def _returns(thumbnails: Sequence[Thumbnail], frame: int, distance: float) -> bool:
    """True when a frame shortly before the change resembles one shortly after it."""
    for back in range(1, min(_LONGEST_FLASH + 1, frame) + 1):
        for ahead in range(0, min(_LONGEST_FLASH + 1 - back, len(thumbnails) - 1 - frame) + 1):
            if back + ahead == 1:
                continue
            if thumbnail_distance(thumbnails[frame - back], thumbnails[frame + ahead]) < _RETURN_SHARE * distance:
                return True
    return False


def shot_starts(thumbnails: Sequence[Thumbnail]) -> list[int]:
    """First frames of all shots, 0 among them. Shapes: T thumbnails -> ascending frame indices; none for none."""
    if not thumbnails:
        return []
    steps = [thumbnail_distance(a, b) for a, b in itertools.pairwise(thumbnails)]
    distance = np.asarray([0.0, *steps])
    starts = [0]
    for frame in np.flatnonzero(distance > _LEAST_DISTANCE).tolist():
        first = max(1, frame - _NEIGHBOURHOOD)
        around = np.delete(distance[first : frame + _NEIGHBOURHOOD + 1], frame - first)
        usual = float(np.median(around)) if len(around) else 0.0
        neighbours = distance[[i for i in (frame - 1, frame + 1) if 1 <= i < len(distance)]]
        if distance[frame] <= _LEAST_DISTANCE + _MOTION_FACTOR * usual or (neighbours > distance[frame]).any():
            continue
        if not _returns(thumbnails, frame, float(distance[frame])):
            starts.append(frame)
    return starts
