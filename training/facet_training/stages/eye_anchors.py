"""Anchors of eye pairs as the frozen trunk sees them: made once, in chunks that a resumed run finds again."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save
from torch import Tensor

from facet_training.data.cache import write_atomically
from facet_training.data.eye_anchor import eye_anchor
from facet_training.data.eye_pairs import FIRST_CLIP, FIRST_FRAME, SECOND_CLIP, SECOND_FRAME
from facet_training.data.face_clip import PICTURE_PX, FaceClip, Pictures
from facet_training.loop.shared_work import order_of_work
from facet_training.stages.unified_features import UnifiedFeatures, clip_digest

_CHUNK: Final = 256
_REPORT_EVERY_SEC: Final = 15.0
# Part of the files' names: another way of pasting must not find what the old one made.
_RECIPE: Final = "eyes-1"


def anchor_picture(clips: Sequence[FaceClip], pair: NDArray[np.int64]) -> Pictures:
    """The anchor of one pair. Shapes: pair [4] -> [224, 224, 3] (or the side that the clips' pictures have)."""
    eyes, face = clips[pair[FIRST_CLIP]], clips[pair[SECOND_CLIP]]
    at, into = int(pair[FIRST_FRAME]), int(pair[SECOND_FRAME])
    return eye_anchor(*_with_points(eyes, at), *_with_points(face, into))


def _with_points(clip: FaceClip, frame: int) -> tuple[Pictures, NDArray[np.float32]]:
    picture = clip.picture(frame)
    # Points are in px of a picture of 224 px, also where smaller ones are kept.
    return picture, clip.points[frame] * np.float32(picture.shape[0] / PICTURE_PX)


class EyeAnchors:
    """Unified features of anchors. Shapes: pairs [N, 4] of indices into ``clips`` -> features [N, U]."""

    def __init__(self, features: UnifiedFeatures, clips: Sequence[FaceClip]) -> None:
        self.features, self.clips = features, clips
        self.digests: dict[int, str] = {}

    def of(self, pairs: NDArray[np.int64]) -> Tensor:
        """Features of all pairs' anchors, from files where they were made before; reports on stderr."""
        chunks = [pairs[start : start + _CHUNK] for start in range(0, len(pairs), _CHUNK)]
        parts: dict[int, Tensor] = {}
        began = said = time.monotonic()
        for chunk in order_of_work(len(chunks)):
            parts[chunk] = self._chunk(chunks[chunk])
            if time.monotonic() - said > _REPORT_EVERY_SEC:
                said = time.monotonic()
                left = (said - began) * (len(chunks) - len(parts)) / len(parts)
                print(f"eye anchors: {len(parts) * _CHUNK} of {len(pairs)}, {left / 60:.1f} min left", file=sys.stderr)
        return torch.cat([parts[chunk] for chunk in range(len(chunks))])

    def _chunk(self, pairs: NDArray[np.int64]) -> Tensor:
        path = self.features.folder / f"{self._digest(pairs)}.safetensors"
        if path.exists():
            stored = load_file(path)["unified"]
            if len(stored) == len(pairs):
                return stored
        unified = self.features.encode([anchor_picture(self.clips, pair) for pair in pairs])
        write_atomically(path, save({"unified": unified}))
        return unified

    def _digest(self, pairs: NDArray[np.int64]) -> str:
        digest = blake2b(_RECIPE.encode(), digest_size=12)
        for first, at, second, into in pairs.tolist():
            digest.update(f"{self._name(first)} {at} {self._name(second)} {into}\n".encode())
        return f"eyes-{digest.hexdigest()}"

    def _name(self, clip: int) -> str:
        if clip not in self.digests:
            points = blake2b(self.clips[clip].points.tobytes(), digest_size=8).hexdigest()
            self.digests[clip] = f"{clip_digest(self.clips[clip])} {points}"
        return self.digests[clip]
