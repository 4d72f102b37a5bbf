"""From codes to the generator's conditioning: gains, smoothing, switches, order.

The numbers are those of the official program; they are written into the pack's manifest.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.float32]

GAINS: Final = {"lip": 1.5, "eye": 1.2, "expression": 1.2, "head_pose": 1.0}

# Weights of the picture before, the picture and the picture after. A Gaussian of sigma 1 for lips, a mean for poses.
_SIDE: Final = float(np.exp(-0.5) / (1.0 + 2.0 * np.exp(-0.5)))
LIP_TAPS: Final = (_SIDE, 1.0 - 2.0 * _SIDE, _SIDE)
POSE_TAPS: Final = (1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0)

GAZE_DIMENSIONS: Final = (2, 3)
BLINK_DIMENSIONS: Final = (0, 1, 4, 5)
SWITCHES: Final = ("mouth", "headpose", "blink", "gaze", "emo")


@dataclass(frozen=True)
class MotionTracks:
    """Raw codes of consecutive pictures. Shapes: lip [T, 500], expression [T, 30], eye [T, 6], head_pose [T, 6]."""

    lip: Codes
    expression: Codes
    eye: Codes
    head_pose: Codes


def smooth_lips(lip: Codes) -> Codes:
    """Weigh three pictures; outside the track there are zeros, so that both ends shrink (official). [T, D] kept."""
    padded = np.pad(lip, ((1, 1), (0, 0)))
    before, at, after = LIP_TAPS
    return np.asarray(before * padded[:-2] + at * padded[1:-1] + after * padded[2:], np.float32)


def smooth_head_pose(pose: Codes) -> Codes:
    """Mean of three pictures, of two at both ends (official). Shapes: [T, D] kept."""
    return np.asarray(np.stack([pose[max(0, t - 1) : t + 2].mean(0) for t in range(len(pose))]), np.float32)


def motion_conditioning(tracks: MotionTracks, off: Collection[str] = ()) -> Codes:
    """Motion part of the conditioning, as the official program makes it.

    Args:
        tracks: raw codes. off: switched-off parts, of ``SWITCHES``; an off part is zero. Raises ValueError for others.

    Shapes: -> [T, 542] = [lip | expression | eye | head pose].
    """
    unknown = set(off) - set(SWITCHES)
    if unknown:
        raise ValueError(f"expected switches of {', '.join(SWITCHES)}, got {', '.join(sorted(unknown))}")
    lip = smooth_lips(np.float32(GAINS["lip"]) * tracks.lip)
    expression = np.float32(GAINS["expression"]) * tracks.expression
    eye = np.float32(GAINS["eye"]) * tracks.eye
    head_pose = smooth_head_pose(np.float32(GAINS["head_pose"]) * tracks.head_pose)
    if "mouth" in off:
        lip = np.zeros_like(lip)
    if "emo" in off:
        expression = np.zeros_like(expression)
    if "headpose" in off:
        head_pose = np.zeros_like(head_pose)
    for switch, dimensions in (("blink", BLINK_DIMENSIONS), ("gaze", GAZE_DIMENSIONS)):
        if switch in off:
            eye[:, dimensions] = 0.0
    return np.concatenate([lip, expression, eye, head_pose], axis=1)


def conditioning(id_vector: Codes, motion: Codes) -> Codes:
    """The person in front of every row of motion. Shapes: [D], [T, M] -> [T, D + M]."""
    return np.concatenate([np.tile(id_vector, (len(motion), 1)), motion], axis=1)


def to_bytes(picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Picture in [-1, 1] to whole levels, rounded down (official). Shapes kept."""
    return np.asarray(np.floor((np.clip(picture, -1.0, 1.0) + 1.0) / 2.0 * 255.0), np.uint8)
