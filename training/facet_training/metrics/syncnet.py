"""Sync distance and confidence by SyncNet's own program, with the weights that the user brings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from facet_training.data.syncnet_audio import cepstral_coefficients
from facet_training.metrics.sync import SyncScores, shift_distances, sync_scores
from facet_training.networks.syncnet import PICTURE_PX, WINDOW_PICTURES, WINDOW_STEPS, SyncNet

SAMPLES_PER_PICTURE: Final = 640
_STEPS_PER_PICTURE: Final = 4


def score_syncnet(
    network: SyncNet, pictures: Sequence[NDArray[np.uint8]], samples: NDArray[np.float32], batch: int = 8
) -> SyncScores:
    """LSE-D (``distance``) and LSE-C (``confidence``) of one face and its sound.

    As the published program: windows start at pictures 0 .. n - 6, outside the clip the sound's code is zero.

    Shapes: T pictures [H, H, 3] RGB at 25 Hz (resized to 224 px), samples [S] at 16 kHz in [-1, 1], both from time 0.
    Raises ValueError when both together last fewer than 6 pictures.
    """
    import cv2

    length = min(len(pictures), len(samples) // SAMPLES_PER_PICTURE)
    if length <= WINDOW_PICTURES:
        raise ValueError(f"expected more than {WINDOW_PICTURES} pictures with sound, got {length}")
    coefficients = cepstral_coefficients(samples).T.astype(np.float32)
    levels = [
        cv2.resize(picture, (PICTURE_PX, PICTURE_PX), interpolation=cv2.INTER_AREA)[..., ::-1].astype(np.float32)
        for picture in pictures[:length]
    ]
    film = np.stack(levels).transpose(3, 0, 1, 2)
    lips, sound = [], []
    with torch.no_grad():
        for first in range(0, length - WINDOW_PICTURES, batch):
            starts = range(first, min(first + batch, length - WINDOW_PICTURES))
            seen = np.stack([film[:, start : start + WINDOW_PICTURES] for start in starts])
            steps = [_STEPS_PER_PICTURE * start for start in starts]
            heard = np.stack([coefficients[None, :, step : step + WINDOW_STEPS] for step in steps])
            lips.append(network.lips(torch.from_numpy(seen)).numpy())
            sound.append(network.sound(torch.from_numpy(heard)).numpy())
    return sync_scores(shift_distances(np.concatenate(lips), np.concatenate(sound), is_padded=True))
