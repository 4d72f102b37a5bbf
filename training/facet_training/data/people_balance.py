"""Which clip is drawn how often: people with much footage more often, but not as much more as they have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_clip import FaceClip


class PeopleBalance:
    """Chances of clips: people by the square root of their frames, the clips of one by their frames.

    Raises ValueError for no clips.
    """

    def __init__(self, clips: Sequence[FaceClip]) -> None:
        if not clips:
            raise ValueError("expected at least one clip to draw from")
        frames: dict[str, int] = defaultdict(int)
        for clip in clips:
            frames[clip.identity] += clip.frames
        chances = np.array([clip.frames / np.sqrt(frames[clip.identity]) for clip in clips])
        self.chances = chances / chances.sum()

    def draw(self, random: np.random.Generator, count: int, *, is_distinct: bool = False) -> NDArray[np.int64]:
        """Indices of clips, each at most once when ``is_distinct`` and there are enough. Shapes: -> [N]."""
        if is_distinct and count <= len(self.chances):
            return random.choice(len(self.chances), count, replace=False, p=self.chances)
        return random.choice(len(self.chances), count, p=self.chances)
