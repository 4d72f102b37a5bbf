"""The head's angles and place, with the application's formula (``core/analysis/head-pose.ts``)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import STABLE_POINTS
from facet_training.data.canonical import canonical_mesh, fit_similarity
from facet_training.data.face_clip import PICTURE_PX

FloatArray = NDArray[np.float64]

_NOSE_BRIDGE: Final = 168


def angles_from_rotation(rotation: FloatArray) -> FloatArray:
    """Yaw, pitch and roll of heads.

    Shapes: rotation [T, 3, 3] into canonical space -> [T, 3] radians. Rotation of the head is yaw, then pitch, then
    roll in its own axes; yaw > 0 turns to image right, pitch > 0 looks down, roll > 0 is clockwise; 0 is frontal.
    """
    right, forward = rotation[:, 0], -rotation[:, 2]
    yaw = np.arctan2(forward[:, 0], -forward[:, 2])
    pitch = np.arcsin(np.clip(forward[:, 1], -1.0, 1.0))
    x = right[:, 0] * np.cos(yaw) + right[:, 2] * np.sin(yaw)
    z = -right[:, 0] * np.sin(yaw) + right[:, 2] * np.cos(yaw)
    y = right[:, 1] * np.cos(pitch) + z * np.sin(pitch)
    return np.stack([yaw, pitch, np.arctan2(y, x)], 1)


def head_pose_in_picture(landmarks: NDArray[Any], side_px: int = PICTURE_PX) -> NDArray[np.float32]:
    """``FaceClip.head_pose`` from landmarks in px of the picture.

    Shapes: [T, 478, 3] -> [T, 6]: pitch, yaw, roll, x, y, log_scale (see ``HEAD_POSE_NAMES``).
    """
    stable = list(STABLE_POINTS)
    scale, rotation, _ = fit_similarity(np.asarray(landmarks[:, stable], np.float64), canonical_mesh()[stable])
    angles = angles_from_rotation(rotation)
    place = (landmarks[:, _NOSE_BRIDGE, :2] - (side_px - 1) / 2) / (side_px / 2)
    log_scale = np.log(1.0 / (scale * side_px / 2))
    pose = np.concatenate([angles[:, [1, 0, 2]], place, log_scale[:, None]], 1)
    return np.asarray(pose, np.float32)
