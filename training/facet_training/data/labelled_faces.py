"""Batches of disturbed pictures with what was measured in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facet_training.config.stages.face_prior import FaceAugmentation
from facet_training.data.face_clip import PICTURE_PX, FaceClip
from facet_training.data.face_moves import FaceMove, move_head_pose, move_measures, move_picture, move_points
from facet_training.data.picture_damage import damage_picture
from facet_training.data.pictures import clip_picture, resize_picture
from facet_training.data.portrait_batches import person_odds

_Labels = NDArray[np.float32]

_ANGLES = 3  # of a head pose come first
_TAILS = (2.0, 98.0)  # percent; what lies outside was more often mistaken than rare


class LabelledFaces(NamedTuple):
    """Pictures travel as bytes, a quarter of what floats would take.

    Shapes: levels [B, 3, S, S] uint8; points [B, 68, 2] half sides from the middle; head_pose [B, 6] and measures
    [B, 12] in the units of ``FaceClip``; person [B] int64, place among the people of the clips.
    """

    levels: Tensor
    points: Tensor
    head_pose: Tensor
    measures: Tensor
    person: Tensor

    @property
    def image(self) -> Tensor:
        """The pictures for a network. Shapes: -> [B, 3, S, S] in [-1, 1]."""
        return self.levels.float() / 127.5 - 1.0


def centred_points(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """``FaceClip.points`` in half sides from the picture's middle. Shapes: [..., 2] px -> [..., 2]."""
    return np.asarray((points - (PICTURE_PX - 1) / 2) / (PICTURE_PX / 2), np.float32)


def people_of(clips: Sequence[FaceClip]) -> list[str]:
    """The people of clips, sorted."""
    return sorted({clip.identity for clip in clips})


def draw_move(random: np.random.Generator, config: FaceAugmentation) -> FaceMove:
    """Draw how a face is moved."""
    right, down = random.uniform(-2.0, 2.0, 2) * config.shift
    return FaceMove(
        is_mirrored=bool(random.random() < config.mirror),
        log_scale=float(random.uniform(-1.0, 1.0) * config.scale),
        turn=float(np.radians(random.uniform(-1.0, 1.0) * config.turn_deg)),
        shift=(float(right), float(down)),
    )


class LabelledFaceBatches:
    """Batches by step; the same for the same seed.

    Raises ValueError for no clips.
    """

    def __init__(
        self, clips: Sequence[FaceClip], config: FaceAugmentation, *, side_px: int, batch: int, seed: int
    ) -> None:
        if not clips:
            raise ValueError("expected at least one clip to learn faces from")
        self._clips, self._config = clips, config
        self._side, self._batch, self._seed = side_px, batch, seed
        self._odds = person_odds(clips, config.balance)
        places = {person: place for place, person in enumerate(people_of(clips))}
        self._people = [places[clip.identity] for clip in clips]

    def _frame(self, clip: FaceClip, random: np.random.Generator) -> int:
        """A frame by chance, or the one nearest to a chance value of one label: blinks and turns are rare in time."""
        if random.random() >= self._config.rare:
            return int(random.integers(clip.frames))
        label = int(random.integers(_ANGLES + clip.measures.shape[1]))
        values = clip.head_pose[:, label] if label < _ANGLES else clip.measures[:, label - _ANGLES]
        low, high = np.percentile(values, _TAILS)
        return int(np.argmin(np.abs(values - random.uniform(low, high))))

    def plain_pictures(self, count: int) -> Tensor:
        """Undisturbed pictures of people in balance. Shapes: -> [N, 3, S, S]."""
        random = np.random.default_rng([self._seed, 12])
        chosen = [self._clips[int(number)] for number in random.choice(len(self._clips), count, p=self._odds)]
        return torch.stack([clip_picture(clip, int(random.integers(clip.frames)), self._side) for clip in chosen])

    def labels(self, count: int) -> tuple[_Labels, _Labels, _Labels]:
        """Points, head poses and measures as batches will have them. Shapes: -> [N, 68, 2], [N, 6], [N, 12]."""
        random = np.random.default_rng([self._seed, 13])
        numbers = random.choice(len(self._clips), count, p=self._odds)
        drawn = [self._moved(int(number), random)[2:] for number in numbers]
        points, head_pose, measures = (np.stack(label) for label in zip(*drawn, strict=True))
        return points, head_pose, measures

    def _moved(self, number: int, random: np.random.Generator) -> tuple[int, FaceMove, _Labels, _Labels, _Labels]:
        """Draw a frame of a clip and a move: both, and the labels moved along."""
        clip = self._clips[number]
        frame = self._frame(clip, random)
        move = draw_move(random, self._config)
        return (
            frame,
            move,
            move_points(centred_points(clip.points[frame]), move),
            move_head_pose(clip.head_pose[frame], move),
            move_measures(clip.measures[frame], move),
        )

    def _face(self, number: int, random: np.random.Generator) -> tuple[Tensor, _Labels, _Labels, _Labels]:
        frame, move, *labels = self._moved(number, random)
        picture = resize_picture(self._clips[number].picture(frame), self._side)
        picture = move_picture(picture, move, is_reflected=bool(random.random() < 0.5))
        points, head_pose, measures = labels
        damaged = damage_picture(picture, random, self._config)
        levels = torch.from_numpy(np.ascontiguousarray(damaged.transpose(2, 0, 1)))
        return levels, points, head_pose, measures

    def __getitem__(self, step: int) -> LabelledFaces:
        """Draw a batch."""
        random = np.random.default_rng([self._seed, 11, step])
        numbers = random.choice(len(self._clips), self._batch, p=self._odds)
        levels, *labels = zip(*(self._face(int(number), random) for number in numbers), strict=True)
        points, head_pose, measures = (torch.from_numpy(np.stack(label)) for label in labels)
        people = torch.tensor([self._people[int(number)] for number in numbers])
        return LabelledFaces(torch.stack(levels), points, head_pose, measures, people)
