"""What is seen on pictures of faces: points, head pose and measures, by a network that no stage trains.

MediaPipe's attention mesh reads every picture for itself (nothing is smoothed over time), generated and real ones
alike, so that its own errors meet both sides.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import MESH_POINTS
from facet_training.data.face_clip import FACE_POINTS, HEAD_POSE_NAMES, MEASURE_NAMES, PICTURE_PX, FaceClip
from facet_training.data.face_measures import measure_faces
from facet_training.data.face_points import face_points
from facet_training.data.head_angles import head_pose_in_picture
from facet_training.data.pictures import resize_picture

# Aligned pictures end at the chin; the detector was made for faces with something around them.
_BORDER_SHARE: Final = 0.25


@dataclass(frozen=True)
class FaceReadings:
    """Readings of T pictures; rows are nan where no face was found.

    Shapes: points [T, 68, 2] px of a picture of 224 px, head_pose [T, 6] and measures [T, 12] as in ``FaceClip``.
    """

    points: NDArray[np.float32]
    head_pose: NDArray[np.float32]
    measures: NDArray[np.float32]

    @property
    def is_found(self) -> NDArray[np.bool_]:
        """Pictures with a face. Shapes: -> [T]."""
        return np.asarray(~np.isnan(self.points[:, 0, 0]))

    def __len__(self) -> int:
        return len(self.points)


class FaceReader(Protocol):
    """Reads faces off pictures."""

    def read(self, pictures: Sequence[NDArray[np.uint8]]) -> FaceReadings:
        """Shapes: T aligned pictures [H, H, 3] RGB of any size -> readings of T rows."""
        ...


def labels_of(clip: FaceClip, first: int, frames: int) -> FaceReadings:
    """What is known of a clip's pictures without reading them again (of drawn faces: the truth)."""
    span = slice(first, first + frames)
    return FaceReadings(clip.points[span], clip.head_pose[span], clip.measures[span])


class MeshReader:
    """MediaPipe on single pictures. Owns two graphs; call ``close`` when done."""

    def __init__(self) -> None:
        os.environ.setdefault("GLOG_minloglevel", "3")
        import mediapipe

        mesh = mediapipe.solutions.face_mesh.FaceMesh
        self._graph: Any = mesh(
            static_image_mode=True, max_num_faces=1, refine_landmarks=True, min_detection_confidence=0.3
        )

    def close(self) -> None:
        """Release the graphs."""
        self._graph.close()

    def _find(self, picture: NDArray[np.uint8], border: int) -> NDArray[np.float32] | None:
        import cv2

        framed = cv2.copyMakeBorder(picture, border, border, border, border, cv2.BORDER_REPLICATE)
        faces = self._graph.process(framed).multi_face_landmarks
        if not faces:
            return None
        side = framed.shape[0]
        landmarks = np.array([[point.x, point.y, point.z] for point in faces[0].landmark], np.float32) * side
        return landmarks - np.array([border, border, 0], np.float32)

    def landmarks(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Mesh of one picture. Shapes: [H, H, 3] -> [478, 3] px of 224, all nan when no face is found."""
        large = resize_picture(picture, PICTURE_PX)
        found = self._find(large, int(_BORDER_SHARE * PICTURE_PX))
        if found is None:
            found = self._find(large, 0)
        return np.full((MESH_POINTS, 3), np.nan, np.float32) if found is None else found

    def read(self, pictures: Sequence[NDArray[np.uint8]]) -> FaceReadings:
        """See ``FaceReader``."""
        return readings_of(np.stack([self.landmarks(picture) for picture in pictures]))


def readings_of(landmarks: NDArray[np.float32]) -> FaceReadings:
    """Readings from meshes. Shapes: [T, 478, 3] px of a picture of 224 px, nan rows where there is no face."""
    count = len(landmarks)
    points = np.full((count, FACE_POINTS, 2), np.nan, np.float32)
    head_pose = np.full((count, len(HEAD_POSE_NAMES)), np.nan, np.float32)
    measures = np.full((count, len(MEASURE_NAMES)), np.nan, np.float32)
    found = ~np.isnan(landmarks[:, 0, 0])
    if found.any():
        points[found] = face_points(landmarks[found])
        head_pose[found] = head_pose_in_picture(landmarks[found])
        measures[found] = measure_faces(landmarks[found])
    return FaceReadings(points, head_pose, measures)
