"""The rest shape of a person's face: the canonical mesh, changed by the person's numbers, lips closed and eyes awake.

The result stands in the canonical frame of its own stable points, so that the pose a face is drawn with is the pose
that is measured on it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import STABLE_POINTS
from facet_training.data.canonical import canonical_mesh, fit_similarity
from facet_training.data.drawn_faces.mesh_rows import EYES, LIP_COLUMNS, LOWER_LIP, UPPER_LIP
from facet_training.data.drawn_faces.person import HeadShape

FloatArray = NDArray[np.float64]

_EYE_X, _EYE_Y = 0.355, -0.295  # middle of an eye on the canonical face
_SEAM_SHARES = (0.45, 0.7, 0.9, 1.0)  # how far each lip row moves when the lips are closed, outer to inner


def smoothstep(low: float, high: float, x: FloatArray) -> FloatArray:
    """0 at ``low`` to 1 at ``high`` (either may be larger), with level ends."""
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t))


def bump(x: FloatArray, y: FloatArray, at: tuple[float, float], size: tuple[float, float]) -> FloatArray:
    """A soft hill of height 1. Shapes: [N], [N] -> [N]."""
    return np.asarray(np.exp(-(((x - at[0]) / size[0]) ** 2) - ((y - at[1]) / size[1]) ** 2))


def rest_shape(shape: HeadShape) -> FloatArray:
    """The face at rest. Shapes: -> [468, 3] iod of the canonical face."""
    points = canonical_mesh().copy()
    _change_outline(points, shape)
    _change_nose(points, shape)
    _change_eyes(points, shape)
    _change_mouth(points, shape)
    _open_eyes(points, 0.026 + 0.008 * shape.eye_opening)
    _close_lips(points)
    stable = list(STABLE_POINTS)
    scale, rotation, move = fit_similarity(points[None, stable], canonical_mesh()[stable])
    return np.asarray(scale[0] * points @ rotation[0].T + move[0])


def _change_outline(points: FloatArray, shape: HeadShape) -> None:
    x, y = points[:, 0].copy(), points[:, 1].copy()
    side = np.abs(x)
    cheek = bump(side, y, (0.62, 0.02), (0.28, 0.24))
    brow = bump(side, y, (0.36, -0.52), (0.34, 0.14)) * smoothstep(0.02, 0.12, side)
    points[:, 0] *= 1 + 0.045 * shape.face_width + 0.07 * shape.jaw_width * smoothstep(0.3, 0.95, y)
    points[:, 0] += np.sign(x) * 0.03 * shape.cheekbones * cheek
    points[:, 2] -= 0.03 * shape.cheekbones * cheek
    points[:, 1] += 0.035 * shape.face_length * smoothstep(-0.15, 0.4, y)
    points[:, 1] += 0.055 * shape.chin_length * smoothstep(0.6, 1.05, y)
    points[:, 1] -= 0.04 * shape.forehead * smoothstep(-0.55, -0.95, y)
    points[:, 2] -= 0.025 * shape.forehead * bump(side, y, (0.0, -0.8), (0.7, 0.3))
    points[:, 1] -= (0.03 * shape.brow_height + 0.06 * shape.brow_tilt * (side - 0.36)) * brow


def _change_nose(points: FloatArray, shape: HeadShape) -> None:
    x, y = points[:, 0].copy(), points[:, 1].copy()
    side = np.abs(x)
    tip = bump(side, y, (0.0, 0.14), (0.17, 0.16))
    points[:, 1] += 0.025 * shape.nose_length * tip
    points[:, 2] -= 0.04 * shape.nose_length * tip
    points[:, 0] *= 1 + 0.14 * shape.nose_width * bump(side, y, (0.0, 0.17), (0.22, 0.16))
    points[:, 2] -= 0.025 * shape.nose_bridge * bump(side, y, (0.0, -0.12), (0.1, 0.2))


def _change_eyes(points: FloatArray, shape: HeadShape) -> None:
    x, y = points[:, 0].copy(), points[:, 1].copy()
    side = np.abs(x)
    near = bump(side, y, (_EYE_X, _EYE_Y), (0.24, 0.17))
    points[:, 0] += np.sign(x) * near * (0.07 * shape.eye_size * (side - _EYE_X) + 0.018 * shape.eye_distance)
    points[:, 1] += near * (0.1 * shape.eye_size * (y - _EYE_Y) - 0.07 * shape.eye_tilt * (side - _EYE_X))


def _change_mouth(points: FloatArray, shape: HeadShape) -> None:
    x, y = points[:, 0].copy(), points[:, 1].copy()
    seam = float(points[61, 1])
    near = bump(x, y, (0.0, seam), (0.34, 0.16))
    points[:, 0] *= 1 + 0.085 * shape.mouth_width * near
    points[:, 1] += (0.02 * shape.mouth_height + 0.02 * shape.skew * x) * near
    for rows, amount in ((UPPER_LIP, -0.016 * shape.upper_lip), (LOWER_LIP, 0.018 * shape.lower_lip)):
        arch = np.sin(np.pi * np.arange(LIP_COLUMNS) / (LIP_COLUMNS - 1))
        for row, share in zip(rows, (1.0, 0.6, 0.25, 0.0), strict=True):
            points[list(row), 1] += amount * share * arch


def _open_eyes(points: FloatArray, amount: float) -> None:
    """The canonical face looks sleepy: lids apart by ``amount`` iod more."""
    arch = np.sin(np.pi * np.arange(9) / 8)
    for eye in EYES:
        points[list(eye.upper), 1] -= amount * arch
        points[list(eye.crease), 1] -= 0.6 * amount * arch
        points[list(eye.lower), 1] += 0.25 * amount * arch


def _close_lips(points: FloatArray) -> None:
    """Bring the inner rows together, column by column, to one place each: an opening of exactly 0."""
    before = points.copy()
    for column in range(1, LIP_COLUMNS - 1):
        upper, lower = UPPER_LIP[3][column], LOWER_LIP[3][column]
        seam = 0.55 * before[upper] + 0.45 * before[lower]
        for rows, inner in ((UPPER_LIP, upper), (LOWER_LIP, lower)):
            for row, share in zip(rows, _SEAM_SHARES, strict=True):
                points[row[column], 1] += (seam[1] - before[inner, 1]) * share
            points[inner] = seam
