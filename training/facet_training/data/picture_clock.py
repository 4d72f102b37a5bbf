"""From the clock of a file to 25 pictures a second: each picture is the frame nearest in time."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_clip import PICTURE_RATE_HZ

_FARTHEST_SEC: Final = 0.06  # one lost frame of 25 a second is filled by its neighbour, two are a gap


def nearest_frames(times_sec: NDArray[np.float64], grid: NDArray[np.int64]) -> NDArray[np.int64]:
    """The frame nearest to each picture's time; of two equally near the earlier.

    Shapes: times_sec [F] ascending, grid [T] picture numbers (time = number / 25) -> [T] places in ``times_sec``.
    """
    wanted = grid / PICTURE_RATE_HZ
    after = np.clip(np.searchsorted(times_sec, wanted), 1, max(1, len(times_sec) - 1))
    before = after - 1
    if len(times_sec) == 1:
        return np.zeros(len(grid), np.int64)
    is_before = wanted - times_sec[before] <= times_sec[after] - wanted + 1e-9
    return np.asarray(np.where(is_before, before, after), np.int64)


def picture_runs(times_sec: NDArray[np.float64]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Unbroken runs of pictures that frames at these times can fill.

    Shapes: times_sec [F] ascending -> list of (grid [T], frames [T]): picture numbers one after the other, and the
    place in ``times_sec`` of the frame that each of them shows.
    """
    if len(times_sec) == 0:
        return []
    first = int(np.ceil((times_sec[0] - 0.5 / PICTURE_RATE_HZ) * PICTURE_RATE_HZ - 1e-6))
    last = int(np.floor((times_sec[-1] + 0.5 / PICTURE_RATE_HZ) * PICTURE_RATE_HZ + 1e-6))
    grid = np.arange(max(0, first), last + 1)
    if len(grid) == 0:
        return []
    frames = nearest_frames(times_sec, grid)
    is_near = np.abs(times_sec[frames] - grid / PICTURE_RATE_HZ) <= _FARTHEST_SEC
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_near.astype(np.int8), [0]])))
    return [(grid[start:end], frames[start:end]) for start, end in edges.reshape(-1, 2).tolist()]
