"""Plain distances and heights of one canonical mesh: the application's measures (``core/analysis/factor-measure.ts``).

y is down, so a raised brow has a smaller y. "Left" and "right" are the subject's own.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import OPENING_PAIRS, WIDTH_PAIR
from facet_training.data.canonical import to_canonical
from facet_training.data.face_clip import MEASURE_NAMES

FloatArray = NDArray[np.float64]


class _Eye(NamedTuple):
    corners: tuple[int, int]
    lids: tuple[tuple[int, int], ...]  # upper and lower points above one another
    iris: int


_RIGHT_EYE: Final = _Eye((33, 133), ((160, 144), (159, 145), (158, 153)), 468)
_LEFT_EYE: Final = _Eye((263, 362), ((387, 373), (386, 374), (385, 380)), 473)
_EYE_CORNERS: Final = (33, 133, 263, 362)
_BROWS: Final = (70, 63, 105, 66, 107, 300, 293, 334, 296, 336)
_INNER_BROWS: Final = (55, 285)
_CHEEKS: Final = (50, 280, 205, 425)
_NOSE_BASE: Final = 2
_CHIN: Final = 152
_LIP_EDGES: Final = ((0, 13), (37, 82), (267, 312), (14, 17), (87, 84), (317, 314))


def _distance(mesh: FloatArray, pairs: tuple[tuple[int, int], ...]) -> FloatArray:
    """Mean distance of pairs of points. Shapes: [T, 478, 3] -> [T]."""
    first, second = zip(*pairs, strict=True)
    return np.asarray(np.linalg.norm(mesh[:, list(first)] - mesh[:, list(second)], axis=2).mean(1))


def _height(mesh: FloatArray, points: tuple[int, ...]) -> FloatArray:
    return np.asarray(mesh[:, list(points), 1].mean(1))


def _openness(mesh: FloatArray, eye: _Eye) -> FloatArray:
    return np.asarray(_distance(mesh, eye.lids) / _distance(mesh, (eye.corners,)))


def _iris_offset(mesh: FloatArray) -> FloatArray:
    """Mean offset of both irises from the middle of their eye's corners. Shapes: [T, 478, 3] -> [T, 2]."""
    offsets = [mesh[:, eye.iris, :2] - mesh[:, list(eye.corners), :2].mean(1) for eye in (_LEFT_EYE, _RIGHT_EYE)]
    return np.asarray(np.mean(offsets, 0))


def measure_canonical(mesh: FloatArray) -> NDArray[np.float32]:
    """Measure meshes in the canonical frame. Shapes: [T, 478, 3] iod -> [T, 12], order of ``MEASURE_NAMES``."""
    iris = _iris_offset(mesh)
    values = {
        "opening": _distance(mesh, OPENING_PAIRS),
        "mouth_width": _distance(mesh, (WIDTH_PAIR,)),
        "lip_thickness": 2.0 * _distance(mesh, _LIP_EDGES),
        "chin_y": mesh[:, _CHIN, 1],
        "eye_open_left": _openness(mesh, _LEFT_EYE),
        "eye_open_right": _openness(mesh, _RIGHT_EYE),
        "iris_x": iris[:, 0],
        "iris_y": iris[:, 1],
        "brow_y": _height(mesh, _BROWS) - _height(mesh, _EYE_CORNERS),
        "brow_gap": _distance(mesh, (_INNER_BROWS,)),
        "corner_y": _height(mesh, WIDTH_PAIR) - mesh[:, _NOSE_BASE, 1],
        "cheek_y": _height(mesh, _CHEEKS) - _height(mesh, _EYE_CORNERS),
    }
    return np.asarray(np.stack([values[name] for name in MEASURE_NAMES], 1), np.float32)


def measure_faces(landmarks: NDArray[Any]) -> NDArray[np.float32]:
    """Measure landmarks in px. Shapes: [T, 478, 3] -> [T, 12]."""
    return measure_canonical(to_canonical(np.asarray(landmarks, np.float64))[0])
