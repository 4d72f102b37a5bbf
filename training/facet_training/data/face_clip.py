"""One person in one shot, as the stages of PD-FGC learn from it: aligned pictures, sound, and what was measured.

Everything is at 25 pictures a second on one clock; the sound has been moved by the clip's lag, so that row t of every
array belongs to picture t.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.pdfgc_audio import MEL_BINS, ROWS_PER_PICTURE, WINDOW_ROWS

PICTURE_PX: Final = 224
PICTURE_RATE_HZ: Final = 25
FACE_POINTS: Final = 68

# Order of ``FaceClip.head_pose``: angles in radians with the signs of the application's ``headPoseFrom``, 0 = frontal;
# place of the nose bridge (landmark 168) from the picture's middle in half sides, x right, y down; natural logarithm of
# the canonical face's scale (px of the picture per iod) over half a side.
HEAD_POSE_NAMES: Final = ("pitch", "yaw", "roll", "x", "y", "log_scale")

# Order of ``FaceClip.measures``: the application's ``factor-measure.ts``, in its order and units.
MEASURE_NAMES: Final = (
    "opening",
    "mouth_width",
    "lip_thickness",
    "chin_y",
    "eye_open_left",
    "eye_open_right",
    "iris_x",
    "iris_y",
    "brow_y",
    "brow_gap",
    "corner_y",
    "cheek_y",
)
LIP_MEASURES: Final = ("opening", "mouth_width", "lip_thickness", "chin_y")
EYE_MEASURES: Final = ("eye_open_left", "eye_open_right", "iris_x", "iris_y")
EXPRESSION_MEASURES: Final = ("brow_y", "brow_gap", "corner_y", "cheek_y")

Pictures = NDArray[np.uint8]


def measure_columns(names: Sequence[str]) -> list[int]:
    """Places of measures in a row of ``FaceClip.measures``."""
    return [MEASURE_NAMES.index(name) for name in names]


@dataclass(frozen=True)
class FaceClip:
    """A face through one shot; every frame shows it (longer gaps split a shot).

    Attributes:
        name: ``source#shot.face``. identity: the person. source: where it came from, for provenance.
        is_validation: kept away from every loss; its person appears in no training clip.
        pictures: T JPEG files, each [224, 224, 3] RGB: alignment, cut and resize of the spec (A.2).
        points: [T, 68, 2] px of the picture. head_pose: [T, 6], see ``HEAD_POSE_NAMES``.
        measures: [T, 12] in the canonical frame, see ``MEASURE_NAMES`` (opening, width ... in iod).
        mel: [4 (T - 1) + 20, M=80] uint8, 255 = 1.0; rows 4 t .. 4 t + 20 are the window of picture t. None: no sound,
            or no speech that belongs to this face.
        is_speech: [T] bool. lag_sec: the sound was late by so much (already undone). sync: confidence of the lag,
            nan where nothing was checked.
    """

    name: str
    identity: str
    source: str
    is_validation: bool
    pictures: tuple[bytes, ...]
    points: NDArray[np.float32]
    head_pose: NDArray[np.float32]
    measures: NDArray[np.float32]
    mel: NDArray[np.uint8] | None
    is_speech: NDArray[np.bool_]
    lag_sec: float = 0.0
    sync: float = float("nan")

    def __post_init__(self) -> None:
        frames = len(self.pictures)
        for name, array, tail in (
            ("points", self.points, (FACE_POINTS, 2)),
            ("head_pose", self.head_pose, (len(HEAD_POSE_NAMES),)),
            ("measures", self.measures, (len(MEASURE_NAMES),)),
            ("is_speech", self.is_speech, ()),
        ):
            if array.shape != (frames, *tail):
                raise ValueError(f"{self.name}: expected {name} {[frames, *tail]}, got {list(array.shape)}")
        rows = ROWS_PER_PICTURE * (frames - 1) + WINDOW_ROWS
        if self.mel is not None and self.mel.shape != (rows, MEL_BINS):
            raise ValueError(f"{self.name}: expected mel {[rows, MEL_BINS]}, got {list(self.mel.shape)}")

    @property
    def frames(self) -> int:
        """T, the number of pictures."""
        return len(self.pictures)

    def picture(self, frame: int) -> Pictures:
        """Decode one picture. Shapes: -> [224, 224, 3] RGB."""
        return decode_picture(self.pictures[frame])

    def mel_window(self, frame: int) -> NDArray[np.float32]:
        """The sound of one picture. Shapes: -> [1, M=80, R=20] in [0, 1]. Raises ValueError for clips without sound."""
        if self.mel is None:
            raise ValueError(f"{self.name} has no sound")
        rows = self.mel[ROWS_PER_PICTURE * frame :][:WINDOW_ROWS]
        return np.asarray(rows.T[None] / np.float32(255.0), np.float32)


def encode_picture(picture: Pictures, quality: int = 92) -> bytes:
    """A picture as JPEG. Shapes: [H, W, 3] RGB; quality 1 to 100."""
    import cv2

    done, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError(f"expected a picture of 8 bits in three channels, got {picture.dtype} {list(picture.shape)}")
    return bytes(data)


def decode_picture(data: bytes) -> Pictures:
    """A JPEG as a picture. Shapes: -> [H, W, 3] RGB. Raises ValueError when it is none."""
    import cv2

    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError(f"expected a JPEG, got {len(data)} bytes that are none")
    return np.ascontiguousarray(picture[..., ::-1])
