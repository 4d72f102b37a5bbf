"""The arrays of face clips in few bytes: rounded below what their measurement knows, differences, then xz.

Points are kept to an eighth of a pixel, pose and measures as half precision, mel rows in 128 steps of .8 dB.
"""

from __future__ import annotations

import io
import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_clip import FaceClip

_STEPS_PER_PX: Final = 8.0
_MEL_STEP: Final = 2


@dataclass(frozen=True)
class ClipArrays:
    """What a clip holds beside its pictures, as in ``FaceClip``."""

    points: NDArray[np.float32]
    head_pose: NDArray[np.float32]
    measures: NDArray[np.float32]
    mel: NDArray[np.uint8] | None
    is_speech: NDArray[np.bool_]


def _halves(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Half precision with all first bytes before all second bytes, which packs better. Shapes: [T, D] -> [2, D, T]."""
    parts = values.astype("<f2").view(np.uint8).reshape(*values.shape, 2)
    return np.ascontiguousarray(parts.transpose(2, 1, 0))


def _from_halves(parts: NDArray[np.uint8]) -> NDArray[np.float32]:
    joined = np.ascontiguousarray(parts.transpose(2, 1, 0))
    return np.asarray(joined.view("<f2")[..., 0], np.float32)


def _changes(steps: NDArray[Any], starts: Sequence[int]) -> NDArray[Any]:
    """Each row less the row before; the first row of a clip stays. Wraps, so that the sum is exact."""
    changed = steps.copy()
    changed[1:] -= steps[:-1]
    changed[list(starts)] = steps[list(starts)]
    return changed


def pack_arrays(clips: Sequence[FaceClip]) -> bytes:
    """Arrays of clips as one xz-compressed block; pictures are left out."""
    frames = [clip.frames for clip in clips]
    starts = np.concatenate([[0], np.cumsum(frames)])[:-1].tolist()
    mels = [clip.mel for clip in clips if clip.mel is not None]
    mel_starts = np.concatenate([[0], np.cumsum([len(mel) for mel in mels])])[:-1].astype(int).tolist()
    points = np.concatenate([clip.points for clip in clips]).reshape(sum(frames), -1)
    steps = np.clip(np.round(points * _STEPS_PER_PX), -32768, 32767).astype(np.int16)
    moved = np.ascontiguousarray(_changes(steps, starts).T)
    mel = np.concatenate(mels) // _MEL_STEP if mels else np.zeros((0, 80), np.uint8)
    buffer = io.BytesIO()
    np.savez(
        buffer,
        points=np.stack([moved & 0xFF, (moved >> 8) & 0xFF]).astype(np.uint8),
        head_pose=_halves(np.concatenate([clip.head_pose for clip in clips])),
        measures=_halves(np.concatenate([clip.measures for clip in clips])),
        mel=np.ascontiguousarray(_changes(mel, mel_starts).T),
        is_speech=np.concatenate([clip.is_speech for clip in clips]),
    )
    return lzma.compress(buffer.getvalue(), preset=6)


def _restore(changed: NDArray[Any], starts: Sequence[int], counts: Sequence[int]) -> NDArray[Any]:
    rows = np.empty_like(changed)
    for start, count in zip(starts, counts, strict=True):
        rows[start : start + count] = changed[start : start + count].cumsum(0, dtype=changed.dtype)
    return rows


def unpack_arrays(data: bytes, frames: Sequence[int], mel_rows: Sequence[int]) -> list[ClipArrays]:
    """What ``pack_arrays`` packed. frames, mel_rows: of each clip; 0 rows mean no sound."""
    with np.load(io.BytesIO(lzma.decompress(data))) as stored:
        parts = {name: stored[name] for name in stored.files}
    low, high = parts["points"].astype(np.int16)
    starts = np.concatenate([[0], np.cumsum(frames)]).astype(int).tolist()
    rows = np.concatenate([[0], np.cumsum(mel_rows)]).astype(int).tolist()
    steps = _restore(np.ascontiguousarray((low | (high << 8)).T), starts[:-1], frames)
    points = (steps / np.float32(_STEPS_PER_PX)).astype(np.float32).reshape(len(steps), -1, 2)
    mel = _restore(np.ascontiguousarray(parts["mel"].T), rows[:-1], mel_rows) * np.uint8(_MEL_STEP)
    head_pose, measures = _from_halves(parts["head_pose"]), _from_halves(parts["measures"])
    return [
        ClipArrays(
            points[starts[i] : starts[i + 1]],
            head_pose[starts[i] : starts[i + 1]],
            measures[starts[i] : starts[i + 1]],
            mel[rows[i] : rows[i + 1]] if mel_rows[i] else None,
            parts["is_speech"][starts[i] : starts[i + 1]].astype(bool),
        )
        for i in range(len(frames))
    ]
