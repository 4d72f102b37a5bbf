"""Batches of one person's portraits and a driving picture: who from the former, what is done from the latter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facet_training.config.stages.portraits import PortraitsConfig
from facet_training.data.face_clip import FaceClip, Pictures
from facet_training.data.identity_perturbation import draw_shift, perturb_identity
from facet_training.data.look import Look, draw_look, shifted_picture
from facet_training.data.pictures import picture_tensor, resize_picture


class PortraitBatch(NamedTuple):
    """Shapes: portraits [B, K, 3, S, S], driving, target [B, 3, S, S] in [-1, 1]; clip, frame [B] int64.

    ``driving`` is ``target`` with its identity perturbed. ``clip`` and ``frame`` say where the target comes from; what
    was measured there is of the picture before its change of look.
    """

    portraits: Tensor
    driving: Tensor
    target: Tensor
    clip: Tensor
    frame: Tensor


@dataclass(frozen=True)
class Moment:
    """A frame of a clip, by its place in a list of clips."""

    clip: int
    frame: int


def person_odds(clips: Sequence[FaceClip], power: float) -> NDArray[np.float64]:
    """Chance of each clip: people by the power of their frames, their clips by frames. Shapes: -> [N], sum 1."""
    frames: dict[str, int] = defaultdict(int)
    for clip in clips:
        frames[clip.identity] += clip.frames
    odds = np.asarray([clip.frames * float(frames[clip.identity]) ** (power - 1.0) for clip in clips])
    return np.asarray(odds / odds.sum())


class MomentDraw:
    """Draws a target and portraits of the same person.

    Raises ValueError when no clip has two frames, so that nothing but the target itself could be its portrait.
    """

    def __init__(self, clips: Sequence[FaceClip], config: PortraitsConfig) -> None:
        self._clips = clips
        self._config = config
        self._usable = [number for number, clip in enumerate(clips) if clip.frames > 1]
        if not self._usable:
            raise ValueError(f"expected clips of two pictures or more, got none in {len(clips)}")
        self._odds = np.cumsum(person_odds([clips[number] for number in self._usable], config.person_power))
        self._of_person: dict[str, list[int]] = defaultdict(list)
        for number, clip in enumerate(clips):
            self._of_person[clip.identity].append(number)
        pose = np.concatenate([clip.head_pose for clip in clips])
        self._pose_spread = pose.std(0) + 1e-3

    def target(self, random: np.random.Generator) -> Moment:
        """Any frame; people balanced as the settings say."""
        place = min(int(np.searchsorted(self._odds, random.random())), len(self._usable) - 1)
        clip = self._usable[place]
        return Moment(clip, int(random.integers(self._clips[clip].frames)))

    def portraits(self, target: Moment, count: int, random: np.random.Generator) -> list[Moment]:
        """Other frames of the person, preferably in another pose and long before or after."""
        own = self._clips[target.clip]
        others = [clip for clip in self._of_person[own.identity] if clip != target.clip]
        found = []
        for _ in range(count):
            is_other = bool(others) and random.random() < self._config.other_clips
            clip = int(random.choice(others)) if is_other else target.clip
            choices = [Moment(clip, self._other_frame(clip, target, random)) for _ in range(self._config.spread)]
            found.append(max(choices, key=lambda moment: self._distance(moment, target)))
        return found

    def _other_frame(self, clip: int, target: Moment, random: np.random.Generator) -> int:
        frames = self._clips[clip].frames
        if clip != target.clip:
            return int(random.integers(frames))
        return (target.frame + 1 + int(random.integers(frames - 1))) % frames

    def _distance(self, one: Moment, other: Moment) -> float:
        first, second = self._clips[one.clip], self._clips[other.clip]
        pose = np.abs(first.head_pose[one.frame] - second.head_pose[other.frame]) / self._pose_spread
        apart = abs(one.frame - other.frame) / first.frames if one.clip == other.clip else 1.0
        return float(pose.mean() + apart)


class PortraitBatches:
    """Batches by step (``StepBatches``): the same seed and step give the same batch.

    Args:
        side_px: side S of the pictures. batch: items B.
    """

    def __init__(
        self, clips: Sequence[FaceClip], config: PortraitsConfig, *, side_px: int, batch: int, seed: int
    ) -> None:
        self._clips = clips
        self._config = config
        self._moments = MomentDraw(clips, config)
        self._side_px = side_px
        self._batch = batch
        self._seed = seed

    def __getitem__(self, step: int) -> PortraitBatch:
        """Draw the batch of a step; K, the number of portraits, is one for all its items."""
        random = np.random.default_rng((self._seed, step))
        count = int(random.integers(1, self._config.most + 1))
        items = [self._item(count, random) for _ in range(self._batch)]
        portraits, driving, target, clip, frame = (list(values) for values in zip(*items, strict=True))
        return PortraitBatch(
            torch.stack([torch.stack([picture_tensor(picture) for picture in pictures]) for pictures in portraits]),
            torch.stack([picture_tensor(picture) for picture in driving]),
            torch.stack([picture_tensor(picture) for picture in target]),
            torch.tensor(clip),
            torch.tensor(frame),
        )

    def _item(self, count: int, random: np.random.Generator) -> tuple[list[Pictures], Pictures, Pictures, int, int]:
        look = draw_look(random, self._side_px, self._config.look)
        moment = self._moments.target(random)
        portraits = [self._picture(place, look) for place in self._moments.portraits(moment, count, random)]
        perturbation = self._config.perturbation
        target = shifted_picture(self._picture(moment, look), *draw_shift(random, self._side_px, perturbation))
        driving = perturb_identity(target, random, perturbation)
        return portraits, driving, target, moment.clip, moment.frame

    def _picture(self, moment: Moment, look: Look) -> Pictures:
        picture = self._clips[moment.clip].picture(moment.frame)
        return look.apply(resize_picture(picture, self._side_px))
