"""Do sound and lips find one another within a clip, and at which lag do they agree best?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from facet_training.losses.contrastive import cosine_matrix


class Retrieval(NamedTuple):
    """Shares of right answers in [0, 1]: frame by sound, sound by frame, and frame by sound within one frame."""

    sound_to_sight: float
    sight_to_sound: float
    within_one: float


def windows_of(frames: int, size: int) -> list[slice]:
    """Windows of ``size`` frames, side by side from the start; what is left over at the end is not used."""
    return [slice(start, start + size) for start in range(0, frames - size + 1, size)]


def retrieval(
    sound: Sequence[Tensor], sight: Sequence[Tensor], size: int = 25, asked: Sequence[Tensor] | None = None
) -> Retrieval:
    """Nearest by cosine among ``size`` neighbouring frames.

    Shapes: [T, F] a clip; asked: [T] bool a clip, frames that are asked for (silent ones look alike; all of them can be
    answers). nan where nothing was asked.
    """
    hits = torch.zeros(3)
    count = 0
    own = torch.arange(size)
    for index, (heard, seen) in enumerate(zip(sound, sight, strict=True)):
        for window in windows_of(len(heard), size):
            is_asked = torch.ones(size, dtype=torch.bool) if asked is None else asked[index][window]
            similarity = cosine_matrix(heard[window], seen[window])
            found, found_sound = similarity.argmax(1), similarity.argmax(0)
            right = torch.stack([found == own, found_sound == own, (found - own).abs() <= 1])
            hits += (right & is_asked).sum(1)
            count += int(is_asked.sum())
    if not count:
        return Retrieval(float("nan"), float("nan"), float("nan"))
    return Retrieval(*(float(value) / count for value in hits))


def agreement_over_lags(sound: Sequence[Tensor], sight: Sequence[Tensor], most: int = 7) -> dict[int, float]:
    """Mean cosine of the sound of frame t with the picture of frame t + lag, by lag in frames.

    Only frames that have all partners count, so that every lag is measured on the same ones. Shapes: [T, F] a clip.
    Empty when all clips are shorter than 2 ``most`` + 1.
    """
    sums: dict[int, list[float]] = {lag: [] for lag in range(-most, most + 1)}
    for heard, seen in zip(sound, sight, strict=True):
        frames = len(heard)
        if frames <= 2 * most:
            continue
        similarity = cosine_matrix(heard, seen)
        for lag, values in sums.items():
            diagonal = similarity.diagonal(lag)
            start = most + min(0, lag)  # a diagonal below the main one begins at sound t = -lag
            values.extend(diagonal[start : start + frames - 2 * most].tolist())
    return {lag: sum(values) / len(values) for lag, values in sums.items() if values}
