"""Lip sync as SyncNet measures it: distances of lips and sound over shifts of time.

Positive shifts and offsets: the sound is late (SyncNet's own sign is the other one).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facet_training.data.mouth_windows import cut_mouth, mouth_window, window_middles
from facet_training.networks.sync import SyncNetwork

SHIFT_REACH: Final = 15
# What torch's pairwise distance adds to each difference; part of SyncNet's numbers.
_DISTANCE_EPSILON: Final = 1e-6

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class SyncScores:
    """Attributes:
    distance: smallest mean distance over shifts (sync distance, LSE-D with SyncNet), lower is better.
    confidence: median over shifts minus the smallest (sync confidence, LSE-C with SyncNet), higher is better.
    offset: shift of the smallest, pictures; positive: the sound is late. at_zero: mean distance without shift.
    by_shift: [2 R + 1] mean distances of shifts -R .. R; nan where nothing was left to compare.
    """

    distance: float
    confidence: float
    offset: int
    at_zero: float
    by_shift: tuple[float, ...]


def pair_distances(lips: Floats, sound: Floats) -> NDArray[np.float64]:
    """Length of each pair's difference. Shapes: [N, D], [N, D] -> [N]."""
    difference = lips.astype(np.float64) - sound.astype(np.float64) + _DISTANCE_EPSILON
    return np.asarray(np.sqrt((difference * difference).sum(1)))


def shift_distances(lips: Floats, sound: Floats, reach: int = SHIFT_REACH, *, is_padded: bool = False) -> list[float]:
    """Mean distance of lips[t] and sound[t + shift] for shifts -reach .. reach.

    Args:
        lips, sound: codes of the same moments, [N, D] each.
        is_padded: outside the clip the sound's code is zero (SyncNet's own program); else such pairs are left out.

    Raises ValueError for other shapes.
    """
    if lips.shape != sound.shape or lips.ndim != 2 or not len(lips):
        raise ValueError(f"expected two arrays [N, D] of one shape, got {list(lips.shape)} and {list(sound.shape)}")
    if is_padded:
        around = np.pad(sound, ((reach, reach), (0, 0)))
        return [float(pair_distances(lips, around[start:][: len(lips)]).mean()) for start in range(2 * reach + 1)]
    means = []
    for shift in range(-reach, reach + 1):
        at = np.arange(max(0, -shift), min(len(lips), len(lips) - shift))
        means.append(float(pair_distances(lips[at], sound[at + shift]).mean()) if len(at) else float("nan"))
    return means


def sync_scores(by_shift: Sequence[float]) -> SyncScores:
    """Summarise mean distances of shifts -R .. R (``shift_distances``)."""
    reach = len(by_shift) // 2
    best = int(np.nanargmin(by_shift))
    # torch.median, which SyncNet takes, is the lower of two middle values; with an odd number both agree.
    median = float(np.nanmedian(by_shift))
    lowest = float(by_shift[best])
    return SyncScores(lowest, median - lowest, best - reach, float(by_shift[reach]), tuple(map(float, by_shift)))


def _batches(count: int, size: int = 64) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, count, size))


def encode_windows(network: SyncNetwork, mouths: list[Tensor], mel: Floats) -> tuple[Floats, Floats]:
    """Codes of windows. Shapes: N mouths [5, S, S], mel [N, 1, 80, 20] -> lips [N, D], sound [N, D]."""
    device = next(network.parameters()).device
    sound_of = torch.from_numpy(np.ascontiguousarray(mel))
    lips, sound = [], []
    with torch.no_grad():
        for part in _batches(len(mouths)):
            codes = network(torch.stack(mouths[part]).to(device), sound_of[part].to(device))
            lips.append(codes.lips.cpu().numpy())
            sound.append(codes.sound.cpu().numpy())
    return np.concatenate(lips), np.concatenate(sound)


def clip_codes(network: SyncNetwork, pictures: Sequence[NDArray[np.uint8]], mel: Floats) -> tuple[Floats, Floats]:
    """Codes of every window of five pictures.

    Shapes: T aligned pictures [H, H, 3], mel [T, 1, 80, 20], window t of picture t -> [T - 4, D] each.
    Raises ValueError for fewer than five pictures or another number of windows.
    """
    if len(pictures) != len(mel) or len(pictures) < 5:
        raise ValueError(f"expected at least 5 pictures and as many windows, got {len(pictures)} and {len(mel)}")
    mouths = np.stack([cut_mouth(picture, network.mouth_px) for picture in pictures])
    middles = window_middles(len(pictures))
    return encode_windows(network, [mouth_window(mouths, middle) for middle in middles], mel[list(middles)])


def score_sync(network: SyncNetwork, pictures: Sequence[NDArray[np.uint8]], mel: Floats) -> SyncScores:
    """Lip sync of pictures and sound by our own network. Shapes: see ``clip_codes``."""
    return sync_scores(shift_distances(*clip_codes(network, pictures, mel)))


def retrieval(lips: Floats, sound: Floats, reach: int = SHIFT_REACH, tolerance: int = 0) -> tuple[int, int]:
    """How often a single window finds its own sound among 2 * reach + 1 shifts, and how many windows were asked.

    Only windows with all shifts inside the clip are asked. ``tolerance``: pictures off that still count.
    """
    hits, asked = 0, range(reach, len(lips) - reach)
    for t in asked:
        around = sound[t - reach : t + reach + 1]
        distances = pair_distances(np.broadcast_to(lips[t], around.shape), around)
        hits += abs(int(distances.argmin()) - reach) <= tolerance
    return hits, len(asked)
