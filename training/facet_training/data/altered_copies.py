"""A clip seen once more in another light, a little moved or mirrored, with its labels moved along.

Cached features can not be augmented afterwards; a few altered copies of the pictures are what takes their place. A copy
is altered frame by frame (what stays the same over a clip could be told from it), and never in time: its sound still
belongs to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.config.stages.unified_features import UnifiedFeaturesConfig
from facet_training.data.face_clip import HEAD_POSE_NAMES, MEASURE_NAMES, PICTURE_PX

PLAIN: Final = 0

_MIRRORED_SIGN: Final = {"yaw": -1.0, "roll": -1.0, "x": -1.0}


@dataclass(frozen=True)
class Alteration:
    """What was done to one picture: mirrored first, then enlarged about its middle and moved.

    Attributes: is_mirrored: left and right swapped. shift: [2] right and down, in half sides. log_zoom: logarithm of
    the enlargement. levels: [256, 3] uint8, new level of each level of R, G and B.
    """

    is_mirrored: bool
    shift: tuple[float, float]
    log_zoom: float
    levels: NDArray[np.uint8]


def draw_alteration(random: np.random.Generator, copy: int, config: UnifiedFeaturesConfig) -> Alteration:
    """Draw how one picture of a copy is altered; odd copies are mirrored. Raises ValueError for the plain copy 0."""
    if copy <= PLAIN:
        raise ValueError(f"expected a copy from 1 on, got {copy}")
    shift = random.uniform(-config.shift, config.shift, 2) * 2.0
    zoom = 1.0 + random.uniform(-config.zoom, config.zoom)
    gain = (1.0 + random.uniform(-config.colour, config.colour)) * (1.0 + random.uniform(-0.3, 0.3, 3) * config.colour)
    contrast = 1.0 + random.uniform(-config.colour, config.colour)
    gamma = 1.0 + random.uniform(-config.colour, config.colour)
    ramp = (np.arange(256)[:, None] / 255.0) ** gamma
    levels = np.clip(((ramp - 0.5) * contrast + 0.5) * gain * 255.0, 0.0, 255.0).round().astype(np.uint8)
    return Alteration(copy % 2 == 1, (float(shift[0]), float(shift[1])), float(np.log(zoom)), levels)


def alter_picture(picture: NDArray[np.uint8], alteration: Alteration) -> NDArray[np.uint8]:
    """Alter a picture; what comes in from outside is mirrored at the border. Shapes: [S, S, 3] -> [S, S, 3]."""
    import cv2

    if alteration.is_mirrored:
        picture = picture[:, ::-1]
    side = picture.shape[0]
    zoom, middle = float(np.exp(alteration.log_zoom)), (side - 1) / 2.0
    offsets = [middle * (1.0 - zoom) + move * side / 2.0 for move in alteration.shift]
    matrix = np.array([[zoom, 0.0, offsets[0]], [0.0, zoom, offsets[1]]])
    moved = cv2.warpAffine(np.ascontiguousarray(picture), matrix, (side, side), borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(cv2.LUT(moved, alteration.levels[None]), np.uint8)


def altered_head_pose(
    head_pose: NDArray[np.float32], is_mirrored: bool, moves: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Head pose in altered pictures. Shapes: [T, 6], [T, 3] (right, down in half sides, log zoom) -> [T, 6]."""
    signs = [_MIRRORED_SIGN.get(name, 1.0) if is_mirrored else 1.0 for name in HEAD_POSE_NAMES]
    altered = np.asarray(head_pose * np.array(signs, np.float32), np.float32)
    x, scale = HEAD_POSE_NAMES.index("x"), HEAD_POSE_NAMES.index("log_scale")
    # Half a side is PICTURE_PX / 2 from the edge; the middle of the zoom lies half a pixel before it, less than noise.
    altered[:, x : x + 2] = altered[:, x : x + 2] * np.exp(moves[:, 2:]) + moves[:, :2]
    altered[:, scale] += moves[:, 2]
    return altered


def altered_measures(measures: NDArray[np.float32], is_mirrored: bool) -> NDArray[np.float32]:
    """Measures in altered pictures (moving and enlarging keeps them). Shapes: [T, 12] -> [T, 12]."""
    if not is_mirrored:
        return measures
    altered = measures.copy()
    left, right = MEASURE_NAMES.index("eye_open_left"), MEASURE_NAMES.index("eye_open_right")
    altered[:, [left, right]] = measures[:, [right, left]]
    altered[:, MEASURE_NAMES.index("iris_x")] *= -1.0
    return altered


def altered_points(
    points: NDArray[np.float32], is_mirrored: bool, moves: NDArray[np.float32], side_px: int = PICTURE_PX
) -> NDArray[np.float32]:
    """Points in altered pictures, in their old order (left is not renamed). Shapes: [T, N, 2], [T, 3] -> [T, N, 2]."""
    middle = (side_px - 1) / 2.0
    centred = (points - middle) * np.array([-1.0 if is_mirrored else 1.0, 1.0], np.float32)
    moved = centred * np.exp(moves[:, None, 2:]) + moves[:, None, :2] * (side_px / 2.0) + middle
    return np.asarray(moved, np.float32)
