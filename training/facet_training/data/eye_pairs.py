"""Which two pictures make an eye anchor: alike in yaw, different in gaze or blink."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.config.stages.eye import EyePairsConfig
from facet_training.data.face_clip import EYE_MEASURES, HEAD_POSE_NAMES, FaceClip, measure_columns
from facet_training.data.people_balance import PeopleBalance

# Columns of what ``draw_eye_pairs`` returns.
FIRST_CLIP, FIRST_FRAME, SECOND_CLIP, SECOND_FRAME = range(4)

_TRIES_PER_PAIR: Final = 40
_USUAL_SHARE: Final = 0.25  # chance of a usual frame against one that is a deviation away from the clip's usual


class EyeStates:
    """Openness and gaze of all frames, in usual deviations within a clip.

    Shapes: one [T, 4] a clip. Raises ValueError for no clips.
    """

    def __init__(self, clips: Sequence[FaceClip]) -> None:
        if not clips:
            raise ValueError("eye: expected at least one clip to make anchors of")
        columns = measure_columns(EYE_MEASURES)
        values = [clip.measures[:, columns] for clip in clips]
        usual = [np.median(value, axis=0) for value in values]
        away = np.concatenate([value - middle for value, middle in zip(values, usual, strict=True)])
        self.scale = np.maximum(np.sqrt(np.square(away).mean(0)), 1e-4).astype(np.float32)
        self.states = [np.asarray(value / self.scale, np.float32) for value in values]
        yaw = HEAD_POSE_NAMES.index("yaw")
        self.yaw_deg = [np.degrees(clip.head_pose[:, yaw]) for clip in clips]
        # Blinks are rare: frames that are away from what is usual in their clip are drawn more often.
        self.chances = []
        for state in self.states:
            weight = _USUAL_SHARE + np.abs(state - np.median(state, axis=0)).max(1)
            self.chances.append(weight / weight.sum())

    def draw_frame(self, clip: int, random: np.random.Generator) -> int:
        """A frame of a clip, unusual ones more often."""
        return int(random.choice(len(self.chances[clip]), p=self.chances[clip]))

    def partners(self, first: tuple[int, int], clip: int, config: EyePairsConfig) -> NDArray[np.int64]:
        """Frames of a clip that make a pair with a frame (clip, frame). Shapes: -> [N]."""
        at, frame = first
        yaw = self.yaw_deg[clip]
        is_alike = np.abs(yaw - self.yaw_deg[at][frame]) < config.most_yaw_deg
        is_seen = np.abs(yaw) < config.largest_yaw_deg
        is_other = np.abs(self.states[clip] - self.states[at][frame]).max(1) >= config.least_difference
        return np.flatnonzero(is_alike & is_seen & is_other)


def draw_eye_pairs(
    clips: Sequence[FaceClip], count: int, random: np.random.Generator, config: EyePairsConfig
) -> NDArray[np.int64]:
    """Draw pairs, each in both roles one after the other: the eyes of the first in the face of the second.

    Shapes: -> [N, 4] (clip, frame, clip, frame), N <= count (an even number); fewer where the footage has not as many
    different eyes, none where it has no pair at all.
    """
    states, balance = EyeStates(clips), PeopleBalance(clips)
    pairs: list[tuple[int, int, int, int]] = []
    for _ in range(_TRIES_PER_PAIR * (count // 2)):
        if len(pairs) >= count // 2 * 2:
            break
        at = int(balance.draw(random, 1)[0])
        frame = states.draw_frame(at, random)
        if abs(states.yaw_deg[at][frame]) >= config.largest_yaw_deg:
            continue
        other = at if random.random() < config.same_clip else int(balance.draw(random, 1)[0])
        if other != at and clips[other].identity == clips[at].identity:
            continue
        partners = states.partners((at, frame), other, config)
        if len(partners):
            partner = int(random.choice(partners))
            pairs += [(at, frame, other, partner), (other, partner, at, frame)]
    return np.array(pairs, np.int64).reshape(-1, 4)
