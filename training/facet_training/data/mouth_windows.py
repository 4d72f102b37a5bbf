"""Mouths of aligned pictures, and batches of windows of mouths and sound for the sync network."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facet_training.data.face_clip import PICTURE_PX, FaceClip
from facet_training.data.people_balance import PeopleBalance

Mouths = NDArray[np.uint8]

# Square around the lower face of an aligned picture of 224 px, in which the inner mouth is held at (112, 140).
MOUTH_CENTRE_PX: Final = (112, 146)
MOUTH_SIDE_PX: Final = 128
SHELF_BYTES: Final = 1 << 30  # 200,000 mouths of 72 px
HALF_WINDOW: Final = 2  # pictures on either side of a window's middle


def cut_mouth(picture: NDArray[np.uint8], side_px: int) -> Mouths:
    """The lower face as luma. Shapes: aligned picture [H, H, 3] RGB of any size -> [S, S]."""
    import cv2

    scale = picture.shape[0] / PICTURE_PX
    left = round((MOUTH_CENTRE_PX[0] - MOUTH_SIDE_PX / 2) * scale)
    top = round((MOUTH_CENTRE_PX[1] - MOUTH_SIDE_PX / 2) * scale)
    side = round(MOUTH_SIDE_PX * scale)
    luma = cv2.cvtColor(np.ascontiguousarray(picture[top : top + side, left : left + side]), cv2.COLOR_RGB2GRAY)
    kind = cv2.INTER_AREA if side > side_px else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(luma, (side_px, side_px), interpolation=kind), np.uint8)


def window_middles(frames: int) -> range:
    """Pictures that have two on either side."""
    return range(HALF_WINDOW, frames - HALF_WINDOW)


def mouth_window(mouths: Mouths, middle: int) -> Tensor:
    """Five mouths around a picture. Shapes: mouths [T, S, S] -> [5, S, S] in [-1, 1]."""
    levels = mouths[middle - HALF_WINDOW : middle + HALF_WINDOW + 1]
    return torch.from_numpy(np.ascontiguousarray(levels)).float() / 127.5 - 1.0


class MouthShelf:
    """Mouths of clips, cut once and kept as long as there is room.

    Args: margin_px: more on every side, to be cut off with a random shift. most_bytes: beyond them the oldest go.
    """

    def __init__(self, mouth_px: int, margin_px: int = 0, most_bytes: int = SHELF_BYTES) -> None:
        self._side = mouth_px + 2 * margin_px
        self._most, self._bytes = most_bytes, 0
        self._kept: dict[str, Mouths] = {}

    def mouths(self, clip: FaceClip) -> Mouths:
        """Shapes: -> [T, S + 2 margin, S + 2 margin]. The array is shared: do not write into it."""
        if clip.name not in self._kept:
            mouths = np.stack([cut_mouth(clip.picture(frame), self._side) for frame in range(clip.frames)])
            while self._kept and self._bytes + mouths.nbytes > self._most:
                self._bytes -= self._kept.pop(next(iter(self._kept))).nbytes
            self._kept[clip.name] = mouths
            self._bytes += mouths.nbytes
        return self._kept[clip.name]


class SyncBatch(NamedTuple):
    """Windows of some clips, those of one clip together.

    Shapes: mouths [B, 5, S, S] in [-1, 1], mel [B, 1, 80, 20] in [0, 1], clip [B] and middle [B] int64 (which clip of
    the batch, which picture of the clip).
    """

    mouths: Tensor
    mel: Tensor
    clip: Tensor
    middle: Tensor


class SyncBatches:
    """Batches by step: clips by ``PeopleBalance``, windows where the person speaks.

    Each clip of a batch gets one random look (mirror, shift, brightness, contrast) and one random sound (level, floor
    of noise, a band taken out), the same for all its windows, so that only lips tell windows apart.

    Raises ValueError when no clip has sound and five pictures, or the batch holds not even one clip's windows.
    """

    def __init__(self, clips: list[FaceClip], mouth_px: int, windows: int, batch: int, seed: int) -> None:
        self._clips = [clip for clip in clips if clip.mel is not None and clip.frames > 2 * HALF_WINDOW]
        if not self._clips:
            raise ValueError(f"expected clips with sound and at least 5 pictures, got none among {len(clips)}")
        if batch < windows:
            raise ValueError(f"expected a batch of at least {windows} windows (one clip), got {batch}")
        self._margin = max(1, mouth_px // 16)
        self._mouth_px, self._windows, self._groups, self._seed = mouth_px, windows, batch // windows, seed
        self._shelf = MouthShelf(mouth_px, self._margin)
        self._balance = PeopleBalance(self._clips)

    def __getitem__(self, step: int) -> SyncBatch:
        """Draw the batch of a step."""
        random = np.random.default_rng((self._seed, step))
        mouths, mel, owner, middle = [], [], [], []
        for group, number in enumerate(self._balance.draw(random, self._groups, is_distinct=True)):
            clip = self._clips[number]
            chosen = self._choose(clip, random)
            mouths.append(self._look(clip, chosen, random))
            mel.append(self._sound(clip, chosen, random))
            owner += [group] * len(chosen)
            middle += chosen
        return SyncBatch(torch.cat(mouths), torch.cat(mel), torch.tensor(owner), torch.tensor(middle))

    def _choose(self, clip: FaceClip, random: np.random.Generator) -> list[int]:
        every = np.asarray(window_middles(clip.frames))
        spoken = every[clip.is_speech[every]]
        pool = spoken if len(spoken) >= self._windows else every
        return [int(t) for t in random.choice(pool, self._windows, replace=len(pool) < self._windows)]

    def _look(self, clip: FaceClip, middles: list[int], random: np.random.Generator) -> Tensor:
        x, y = random.integers(0, 2 * self._margin + 1, 2)
        mouths = self._shelf.mouths(clip)[:, y : y + self._mouth_px, x : x + self._mouth_px]
        windows = torch.stack([mouth_window(mouths, middle) for middle in middles])
        if random.random() < 0.5:
            windows = windows.flip(3)
        contrast, brightness = random.uniform(0.7, 1.3), random.uniform(-0.2, 0.2)
        return (windows * contrast + brightness).clamp(-1.0, 1.0)

    def _sound(self, clip: FaceClip, middles: list[int], random: np.random.Generator) -> Tensor:
        windows = torch.from_numpy(np.stack([clip.mel_window(middle) for middle in middles]))
        # One unit is 100 dB: up to 6 dB of level, and noise under which everything drowns at -100 to -60 dB.
        heard = (windows > 0).float() * float(random.uniform(-0.06, 0.06))
        windows = (windows + heard).clamp(0.0, 1.0).clamp(min=float(max(0.0, random.uniform(-0.2, 0.4))))
        width, start = int(random.integers(0, 11)), int(random.integers(0, windows.shape[2]))
        windows[:, :, start : start + width] = windows.mean()
        return windows
