"""Moving a face in its picture, with points, head pose and measures moved along exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_clip import HEAD_POSE_NAMES, MEASURE_NAMES, Pictures
from facet_training.data.head_angles import angles_from_rotation

FloatArray = NDArray[np.float64]

# Place of each of the 68 points in a mirrored face.
MIRRORED_POINT: Final = (
    *range(16, -1, -1),
    *range(26, 16, -1),
    27, 28, 29, 30,
    *range(35, 30, -1),
    45, 44, 43, 42, 47, 46,
    39, 38, 37, 36, 41, 40,
    54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55,
    64, 63, 62, 61, 60, 67, 66, 65,
)  # fmt: skip


@dataclass(frozen=True)
class FaceMove:
    """What is done to a picture, in this order, about its middle.

    Attributes: is_mirrored: left and right are swapped. log_scale: natural logarithm of the enlargement. turn: rad,
    clockwise. shift: half sides right and down.
    """

    is_mirrored: bool = False
    log_scale: float = 0.0
    turn: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)

    @property
    def matrix(self) -> FloatArray:
        """Turn and size, applied behind the mirror. Shapes: -> [2, 2]."""
        cos, sin = np.cos(self.turn), np.sin(self.turn)
        return np.asarray(np.exp(self.log_scale) * np.array([[cos, -sin], [sin, cos]]))

    def places(self, places: NDArray[np.float32]) -> NDArray[np.float32]:
        """Places in half sides from the middle. Shapes: [..., 2] -> [..., 2]."""
        mirror = np.array([-1.0 if self.is_mirrored else 1.0, 1.0])
        return np.asarray((places * mirror) @ self.matrix.T + np.array(self.shift), np.float32)


def move_picture(picture: Pictures, move: FaceMove, *, is_reflected: bool) -> Pictures:
    """Move a picture; from outside comes its reflection, or black. Shapes: [S, S, 3] -> [S, S, 3]."""
    import cv2

    side = picture.shape[0]
    middle = (side - 1) / 2
    linear = move.matrix @ np.diag([-1.0 if move.is_mirrored else 1.0, 1.0])
    offset = middle + np.array(move.shift) * (side / 2) - linear @ np.array([middle, middle])
    border = cv2.BORDER_REFLECT_101 if is_reflected else cv2.BORDER_CONSTANT
    affine = np.column_stack([linear, offset])
    return np.asarray(
        cv2.warpAffine(picture, affine, (side, side), flags=cv2.INTER_LINEAR, borderMode=border), np.uint8
    )


def move_points(points: NDArray[np.float32], move: FaceMove) -> NDArray[np.float32]:
    """The 68 points, left and right renamed in a mirrored face. Shapes: [68, 2] half sides -> [68, 2]."""
    return move.places(points[list(MIRRORED_POINT)] if move.is_mirrored else points)


def rotation_from_angles(pitch: float, yaw: float, roll: float) -> FloatArray:
    """The rotation whose angles ``angles_from_rotation`` gives back. Shapes: -> [3, 3], into canonical space."""
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    turn = np.array([[cy, 0, -sy], [0, 1, 0], [sy, 0, cy]])
    nod = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    tilt = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return np.asarray((turn @ nod @ tilt).T)


def move_head_pose(head_pose: NDArray[np.float32], move: FaceMove) -> NDArray[np.float32]:
    """``FaceClip.head_pose`` in the moved picture. Shapes: [6] -> [6]."""
    pitch, yaw, roll, x, y, log_scale = (float(value) for value in head_pose)
    if move.is_mirrored:
        yaw, roll = -yaw, -roll
    cos, sin = np.cos(move.turn), np.sin(move.turn)
    into_canonical = rotation_from_angles(pitch, yaw, roll) @ np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]])
    yaw, pitch, roll = (float(value) for value in angles_from_rotation(into_canonical[None])[0])
    place = move.places(np.array([x, y], np.float32))
    moved = dict(zip(HEAD_POSE_NAMES, (pitch, yaw, roll, *place, log_scale + move.log_scale), strict=True))
    return np.array([moved[name] for name in HEAD_POSE_NAMES], np.float32)


def move_measures(measures: NDArray[np.float32], move: FaceMove) -> NDArray[np.float32]:
    """``FaceClip.measures`` of the moved face: only a mirror changes them. Shapes: [12] -> [12]."""
    if not move.is_mirrored:
        return measures
    order = list(range(len(MEASURE_NAMES)))
    left, right = MEASURE_NAMES.index("eye_open_left"), MEASURE_NAMES.index("eye_open_right")
    order[left], order[right] = right, left
    moved = measures[order]
    moved[MEASURE_NAMES.index("iris_x")] *= -1.0
    return moved
