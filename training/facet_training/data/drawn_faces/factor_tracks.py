"""The factors of a drawn face as numbers a picture, exactly as they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_clip import HEAD_POSE_NAMES

FloatArray = NDArray[np.float32]
Factor = Literal["lip", "eye", "head_pose", "expression"]

FACTORS: Final[tuple[Factor, ...]] = ("lip", "eye", "head_pose", "expression")

# opening: mean gap of the inner lips, iod; width: change of the mouth's width, iod; rounding: 0 to 1.
LIP_NAMES: Final = ("opening", "width", "rounding")
# gaze: radians from straight ahead in the head, x > 0 to image right, y > 0 down; blink: 0 open to 1 shut.
EYE_NAMES: Final = ("gaze_x", "gaze_y", "blink")
# How far up (brow_height, smile: corners of the mouth, cheek) and together (brow_furrow), iod.
EXPRESSION_NAMES: Final = ("brow_height", "brow_furrow", "smile", "cheek")

_WIDTHS: Final[dict[Factor, int]] = {
    "lip": len(LIP_NAMES),
    "eye": len(EYE_NAMES),
    "head_pose": len(HEAD_POSE_NAMES),
    "expression": len(EXPRESSION_NAMES),
}


@dataclass(frozen=True)
class FactorTracks:
    """What a face does, T pictures at 25 Hz.

    Attributes:
        lip: [T, 3], see ``LIP_NAMES``. eye: [T, 3], see ``EYE_NAMES``. expression: [T, 4], see ``EXPRESSION_NAMES``.
        head_pose: [T, 6] in front of a camera that stands still: pitch, yaw, roll as in ``FaceClip.head_pose``; x and y
            of the head in iod, logarithm of its size, all 0 in the middle. (The aligned picture takes most of the last
            three, and the mean roll of a clip, away again.)
    """

    lip: FloatArray
    eye: FloatArray
    head_pose: FloatArray
    expression: FloatArray

    def __post_init__(self) -> None:
        for name, width in _WIDTHS.items():
            track = self.track(name)
            if track.shape != (self.frames, width) or self.frames == 0:
                raise ValueError(f"expected a {name} track [{max(1, self.frames)}, {width}], got {list(track.shape)}")

    @property
    def frames(self) -> int:
        """T, the number of pictures."""
        return len(self.lip)

    def track(self, factor: Factor) -> FloatArray:
        """One factor. Shapes: -> [T, D]."""
        tracks = {"lip": self.lip, "eye": self.eye, "head_pose": self.head_pose, "expression": self.expression}
        return tracks[factor]

    def with_factor(self, factor: Factor, other: FactorTracks) -> FactorTracks:
        """These tracks with one factor of another clip. Raises ValueError when the clips differ in length."""
        if other.frames != self.frames:
            raise ValueError(f"expected {self.frames} pictures of the other {factor}, got {other.frames}")
        tracks = {name: (other if name == factor else self).track(name) for name in FACTORS}
        return FactorTracks(tracks["lip"], tracks["eye"], tracks["head_pose"], tracks["expression"])

    def part(self, start: int, end: int) -> FactorTracks:
        """Pictures ``start`` to ``end`` (not itself)."""
        return FactorTracks(*(self.track(factor)[start:end] for factor in FACTORS))


def resting_tracks(frames: int) -> FactorTracks:
    """Lips closed, eyes open and straight ahead, head frontal, nothing in the face: every factor 0."""
    return FactorTracks(*(np.zeros((frames, _WIDTHS[factor]), np.float32) for factor in FACTORS))
