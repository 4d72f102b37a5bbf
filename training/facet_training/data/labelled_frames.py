"""Frames of many clips as one table: the trunk's feature and a label each, drawn with people in balance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facet_training.data.face_clip import FaceClip
from facet_training.data.people_balance import PeopleBalance


class LabelledBatch(NamedTuple):
    """Shapes: unified [B, U], label [B, D]."""

    unified: Tensor
    label: Tensor


class LabelledFrames:
    """All frames of takes with their labels.

    Shapes: unified [N, U], label [N, D]. Raises ValueError for no takes.
    """

    def __init__(
        self, clips: Sequence[FaceClip], unified: Sequence[Tensor], labels: Sequence[NDArray[np.float32]]
    ) -> None:
        if not clips:
            raise ValueError("expected at least one clip to draw frames from")
        self.unified = torch.cat(list(unified))
        self.label = torch.from_numpy(np.concatenate(labels).astype(np.float32))
        counts = np.array([clip.frames for clip in clips])
        self.starts, self.counts = np.cumsum(counts) - counts, counts
        self.balance = PeopleBalance(clips)

    def draw(self, random: np.random.Generator, count: int) -> LabelledBatch:
        """Frames of people in balance."""
        clips = self.balance.draw(random, count)
        rows = self.starts[clips] + (random.random(count) * self.counts[clips]).astype(np.int64)
        return LabelledBatch(self.unified[rows], self.label[rows])


class LabelledBatches:
    """Batches by step; the same for the same seed."""

    def __init__(self, frames: LabelledFrames, batch: int, seed: Sequence[int]) -> None:
        self.frames, self.batch, self.seed = frames, batch, list(seed)

    def __getitem__(self, step: int) -> LabelledBatch:
        """Draw a batch."""
        return self.frames.draw(np.random.default_rng([*self.seed, step]), self.batch)
