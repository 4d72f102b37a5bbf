"""Batches of frames with their sound, and who is whose negative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facet_training.config.stages.lip_sound import LipSoundConfig
from facet_training.data.face_clip import FaceClip
from facet_training.data.lip_labels import lip_labels
from facet_training.data.mel_augmentation import augment_mel
from facet_training.data.people_balance import PeopleBalance


class LipSoundBatch(NamedTuple):
    """Shapes: unified [N, U], mel [N, 1, M=80, R=20] and label [N, 4] of the same frames, is_negative [N, N] bool."""

    unified: Tensor
    mel: Tensor
    label: Tensor
    is_negative: Tensor


@dataclass(frozen=True)
class SoundingClip:
    """A clip with sound and its pictures' features. Shapes: unified: one [T, U] a copy."""

    clip: FaceClip
    unified: tuple[Tensor, ...]


def negatives_of_frames(
    clips: NDArray[np.int64], frames: NDArray[np.int64], nearest: int, others: float, random: np.random.Generator
) -> NDArray[np.bool_]:
    """Who is nobody's partner: all frames of the same clip that are far enough, and some of other clips.

    Of each row's negatives about the part ``others`` comes from other clips (fewer when there are not as many).

    Shapes: clips [N], frames [N] -> [N, N]; the diagonal is False.
    """
    is_same = clips[:, None] == clips[None]
    inside = is_same & (np.abs(frames[:, None] - frames[None]) >= nearest)
    wanted = np.round(inside.sum(1) * others / (1.0 - others)).astype(np.int64)
    # A row that has no negative in its clip (a very short one) takes one elsewhere.
    wanted = np.where(inside.any(1), wanted, np.maximum(wanted, 1))
    order = np.where(is_same, 2.0, random.random(is_same.shape)).argsort(1).argsort(1)
    return np.asarray(inside | ((order < wanted[:, None]) & ~is_same), np.bool_)


def choose_frames(
    is_speech: NDArray[np.bool_], count: int, silent_share: float, random: np.random.Generator
) -> NDArray[np.int64]:
    """Different frames, the given part of them silent, more where speech is short. Shapes: [T] -> [count].

    Clips shorter than ``count`` give frames twice (never one another's negatives).
    """
    spoken, silent = np.flatnonzero(is_speech), np.flatnonzero(~is_speech)
    quiet = min(len(silent), max(int(count * silent_share), count - len(spoken)))
    chosen = np.concatenate([random.permutation(silent)[:quiet], random.permutation(spoken)[: count - quiet]])
    if len(chosen) < count:
        chosen = np.concatenate([chosen, random.choice(chosen, count - len(chosen))])
    return np.asarray(chosen, np.int64)


class LipSoundBatches:
    """Groups of frames of one clip each; step by step the same for the same seed.

    Raises ValueError when no clip has sound or the batch is no whole number of groups.
    """

    def __init__(self, clips: Sequence[SoundingClip], config: LipSoundConfig) -> None:
        self.clips = [entry for entry in clips if entry.clip.mel is not None]
        if not self.clips:
            raise ValueError(f"lip-sound: expected clips with sound, got none of {len(clips)}")
        if config.loop.batch % config.per_clip:
            raise ValueError(
                f"lip-sound: expected a batch that is a multiple of per_clip {config.per_clip}, got {config.loop.batch}"
            )
        self.config = config
        self.balance = PeopleBalance([entry.clip for entry in self.clips])
        self.labels = [torch.from_numpy(lip_labels(entry.clip)) for entry in self.clips]

    def __getitem__(self, step: int) -> LipSoundBatch:
        """Draw a batch."""
        config = self.config
        random = np.random.default_rng([config.loop.seed, step, 2])
        groups = config.loop.batch // config.per_clip
        chosen = self.balance.draw(random, groups, is_distinct=True)
        unified, mel, label, frames = [], [], [], []
        for index in chosen:
            entry = self.clips[index]
            picked = choose_frames(entry.clip.is_speech, config.per_clip, config.silent_share, random)
            windows = np.stack([entry.clip.mel_window(int(frame)) for frame in picked])
            mel.append(augment_mel(windows, random, config.augmentation) if config.is_augmented else windows)
            unified.append(entry.unified[int(random.integers(len(entry.unified)))][picked])
            label.append(self.labels[index][picked])
            frames.append(picked)
        is_negative = negatives_of_frames(
            np.repeat(chosen, config.per_clip), np.concatenate(frames), config.nearest, config.others, random
        )
        return LipSoundBatch(
            torch.cat(unified), torch.from_numpy(np.concatenate(mel)), torch.cat(label), torch.from_numpy(is_negative)
        )
