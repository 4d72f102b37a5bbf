"""Which frames and faces are good enough to learn from, with a reason for each that is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.canonical import to_canonical
from facet_training.data.head_angles import angles_from_rotation

NO_FACE: Final = "no face"
SMALL: Final = "small face"
TURNED: Final = "turned away"
SHORT: Final = "too short a shot"
BLURRED: Final = "blurred"
UNREADABLE: Final = "unreadable file"
OVER_LIMIT: Final = "person over the limit"
REASONS: Final = (NO_FACE, SMALL, TURNED, SHORT, BLURRED, UNREADABLE, OVER_LIMIT)

_SHARPNESS_BOX: Final = (slice(40, 190), slice(40, 184))  # brows to lips in the picture of 224 px


@dataclass(frozen=True)
class GateSettings:
    """Limits.

    Attributes:
        least_face_px: brow to chin in the frame. most_yaw_deg: head turned farther is left out. least_sharpness:
            variance of the Laplacian over the aligned face, levels squared. least_pictures: of a face in a shot.
    """

    least_face_px: float = 72.0
    most_yaw_deg: float = 50.0
    least_sharpness: float = 8.0
    least_pictures: int = 10


def frame_reasons(landmarks: NDArray[np.float32], settings: GateSettings) -> list[str]:
    """Why each frame is left out, "" for good ones. Shapes: landmarks [F, 478, 3] px, NaN = no face -> F reasons."""
    reasons = np.full(len(landmarks), NO_FACE, object)
    seen = ~np.isnan(landmarks[:, 0, 0])
    if seen.any():
        faces = landmarks[seen].astype(np.float64)
        height = np.ptp(faces[:, :468, 1], axis=1)
        yaw = np.degrees(angles_from_rotation(to_canonical(faces)[1])[:, 0])
        reasons[seen] = np.where(
            height < settings.least_face_px, SMALL, np.where(np.abs(yaw) > settings.most_yaw_deg, TURNED, "")
        )
    return [str(reason) for reason in reasons]


def sharpness(picture: NDArray[Any]) -> float:
    """Variance of the Laplacian over the face. Shapes: [224, 224, 3] RGB -> levels squared."""
    import cv2

    grey = cv2.cvtColor(np.ascontiguousarray(picture[_SHARPNESS_BOX]), cv2.COLOR_RGB2GRAY)
    return float(cv2.Laplacian(grey, cv2.CV_32F).var())
