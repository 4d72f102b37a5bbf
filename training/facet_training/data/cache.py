"""Prepared clips on disk: one compressed file a clip, written aside and renamed, so that preparing can resume.

A file holds lower-face points quantised to 1/4096 iod (below the landmark noise of about 0.001 iod), head rotation,
frame times, 16 kHz sound and a small aligned picture that tells people apart. It never enters the repository.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_STEPS_PER_IOD = 4096.0


@dataclass(frozen=True)
class PreparedClip:
    """One clip after landmarks.

    Shapes: times_sec [T]; points [T, N, 3] iod in the canonical frame, order of ``lower_face_points``, NaN where no
    face was found; rotation [T, 3, 3]; portrait [48, 48, 3] uint8 (mean aligned face); samples [S] at 16 kHz.
    """

    times_sec: NDArray[np.float64]
    points: NDArray[np.float32]
    rotation: NDArray[np.float32]
    portrait: NDArray[np.uint8]
    samples: NDArray[np.float32]


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old bytes or the new ones, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(data)
    aside.replace(path)


def save_clip(path: Path, clip: PreparedClip) -> None:
    """Write one prepared clip (lossy only by quantisation)."""
    steps = np.nan_to_num(np.round(clip.points * _STEPS_PER_IOD), nan=-32768.0).astype(np.int16)
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        times_sec=clip.times_sec,
        first=steps[:1],
        change=np.diff(steps, axis=0),
        rotation=clip.rotation.astype(np.float16),
        portrait=clip.portrait,
        samples=np.clip(np.round(clip.samples * 32768.0), -32768, 32767).astype(np.int16),
    )
    write_atomically(path, buffer.getvalue())


def load_clip(path: Path) -> PreparedClip:
    """Read what ``save_clip`` wrote."""
    with np.load(path) as stored:
        steps = np.concatenate([stored["first"], stored["change"]]).cumsum(0, dtype=np.int16)
        points = steps.astype(np.float32) / np.float32(_STEPS_PER_IOD)
        points[steps == -32768] = np.nan
        return PreparedClip(
            times_sec=stored["times_sec"],
            points=points,
            rotation=stored["rotation"].astype(np.float32),
            portrait=stored["portrait"],
            samples=stored["samples"].astype(np.float32) / np.float32(32768.0),
        )
