"""Where a frame's pixels lie in the picture that the networks see: alignment, cut and resize.

The numbers are PD-FGC's offline alignment and those of the application (``core/analysis/crop-path.ts`` and
``aligned-picture.ts``), with which ``test_golden_alignment`` compares them.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_clip import PICTURE_PX
from facet_training.data.face_points import INNER_MOUTH, LEFT_EYE, RIGHT_EYE, face_points

FloatArray = NDArray[np.float64]

TARGETS: Final = ((87.0, 59.0), (137.0, 59.0), (112.0, 120.0))  # right eye, left eye, inner mouth; px of 224
OWN_SHARE: Final = 0.8  # of a frame's own mouth place in its smoothed place; the rest is the frame before
CUT_X_PX: Final = 16
CUT_Y_PX: Final = 0
CUT_PX: Final = 192
AVERAGED_STEP: Final = 1.3  # frame px to one picture px from which on four samples are averaged


def _fit_plane(means: FloatArray) -> tuple[float, float]:
    """Least-squares turn and scale of the plane: x' = p x - q y, y' = q x + p y. Shapes: [3, 2] -> p, q."""
    source = means - means.mean(0)
    goal = np.asarray(TARGETS) - np.mean(TARGETS, 0)
    energy = (source**2).sum()
    turn = (source[:, 0] * goal[:, 1] - source[:, 1] * goal[:, 0]).sum()
    return float((source * goal).sum() / energy), float(turn / energy)


def crop_affines(landmarks: NDArray[Any]) -> FloatArray:
    """Maps from frame px to the aligned crop of 224 px: one scale and turn for all frames, the mouth held in place.

    Shapes: landmarks [T, 478, 3] px, every frame a face -> [T, 2, 3].
    Source: PC-AVS ``align_68``: similarity of the mean eyes and mouth to fixed targets, then a shift a frame that
    brings the mouth to (112, 120), smoothed with 0.8 own and 0.2 before.
    """
    points = face_points(landmarks).astype(np.float64)
    groups = np.stack([points[:, group].mean(1) for group in (RIGHT_EYE, LEFT_EYE, INNER_MOUTH)], 1)
    p, q = _fit_plane(groups.mean(0))
    turn = np.asarray([[p, -q], [q, p]])
    shifts = np.asarray(TARGETS[2]) - groups[:, 2] @ turn.T
    for frame in range(1, len(shifts)):
        shifts[frame] = OWN_SHARE * shifts[frame] + (1 - OWN_SHARE) * shifts[frame - 1]
    return np.concatenate([np.broadcast_to(turn, (len(shifts), 2, 2)), shifts[:, :, None]], 2)


def picture_affines(crops: FloatArray, side_px: int = PICTURE_PX) -> FloatArray:
    """Crop, cut and resize as one map from frame px to picture px; outer edges stay. Shapes: [T, 2, 3] -> [T, 2, 3]."""
    scale = side_px / CUT_PX
    affines = crops * scale
    affines[:, :, 2] = scale * (crops[:, :, 2] - (CUT_X_PX, CUT_Y_PX) + 0.5) - 0.5
    return np.asarray(affines)


def move_landmarks(landmarks: NDArray[Any], affines: FloatArray) -> FloatArray:
    """Landmarks in px of the picture; depth takes the map's scale. Shapes: [T, 478, 3], [T, 2, 3] -> [T, 478, 3]."""
    plane = np.einsum("tij,tnj->tni", affines[:, :, :2], landmarks[..., :2].astype(np.float64))
    scale = np.hypot(affines[:, 0, 0], affines[:, 1, 0])
    depth = landmarks[..., 2] * scale[:, None]
    return np.concatenate([plane + affines[:, None, :, 2], depth[..., None]], 2)


def align_picture(image: NDArray[np.uint8], affine: FloatArray, side_px: int = PICTURE_PX) -> NDArray[np.uint8]:
    """The aligned picture; bilinear, means of four samples where it shrinks, black outside of the frame.

    Shapes: image [H, W, 3], affine [2, 3] from frame px to picture px -> [S, S, 3].
    """
    import cv2

    step = 1.0 / float(np.hypot(affine[0, 0], affine[1, 0]))
    if step < AVERAGED_STEP:
        return np.asarray(cv2.warpAffine(image, affine, (side_px, side_px), flags=cv2.INTER_LINEAR), np.uint8)
    finer = affine * 2.0
    finer[:, 2] += 0.5
    double = cv2.warpAffine(image, finer, (2 * side_px, 2 * side_px), flags=cv2.INTER_LINEAR)
    return np.asarray(cv2.resize(double, (side_px, side_px), interpolation=cv2.INTER_AREA), np.uint8)
