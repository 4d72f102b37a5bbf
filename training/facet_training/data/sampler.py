"""Random training windows: people balanced, sync corrected, clocks resampled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facet_training.config.lip import AugmentationConfig, SamplingConfig
from facet_training.constants import (
    LIP_COMPONENTS,
    LIP_FRAME_RATE_HZ,
    MEL_BINS,
    MEL_FRAMES_PER_LIP_FRAME,
    RMS_TARGET,
)
from facet_training.data.audio_features import log_compress
from facet_training.data.augmentation import NoiseBank, augment_magnitudes
from facet_training.data.face_curves import CURVE_COMPONENTS
from facet_training.data.lip_sequences import MEL_SECONDS, LipSequence

FloatArray = NDArray[np.float32]


class LipBatch(NamedTuple):
    """One training batch.

    Shapes: mel [B, M, F]; coefficients [B, T, 14]; opening, width, closed [B, T]; curves [B, T, K];
    lip_mask, curve_mask [B, T] 1 where the target is known.
    """

    mel: Tensor
    coefficients: Tensor
    opening: Tensor
    width: Tensor
    closed: Tensor
    curves: Tensor
    lip_mask: Tensor
    curve_mask: Tensor


def _resample_columns(values: FloatArray, positions: NDArray[np.float64]) -> FloatArray:
    """Linear interpolation along the last axis; zeros outside. Shapes: [M, F], [G] -> [M, G]."""
    clipped = np.clip(positions, -1.0, values.shape[1])
    left = np.floor(clipped).astype(np.int64)
    share = (clipped - left).astype(np.float32)
    first, last = int(left.min()), int(left.max()) + 2
    inside = values[:, max(0, first) : max(0, last)]
    part = np.zeros((values.shape[0], last - first), np.float32)
    part[:, max(0, -first) : max(0, -first) + inside.shape[1]] = inside
    return np.asarray(part[:, left - first] * (1 - share) + part[:, left - first + 1] * share, np.float32)


def _resample_rows(values: FloatArray, times: NDArray[np.float64], wanted: NDArray[np.float64]) -> FloatArray:
    """Linear interpolation of a track on an uneven clock. Shapes: [T] or [T, K], [T], [G] -> [G] or [G, K]."""
    right = np.clip(np.searchsorted(times, wanted), 1, len(times) - 1)
    before, after = times[right - 1], times[right]
    share = np.clip((wanted - before) / np.maximum(after - before, 1e-6), 0.0, 1.0).astype(np.float32)
    if values.ndim == 2:
        share = share[:, None]
    return np.asarray(values[right - 1] * (1 - share) + values[right] * share, np.float32)


def cut_window(
    sequence: LipSequence, start_sec: float, frames: int, speed: float = 1.0
) -> tuple[FloatArray, dict[str, FloatArray]]:
    """Cut one window at a sound time.

    Shapes: -> magnitudes [M, 4 frames], targets by name: coefficients [frames, 14], opening, width, closed, mask
    [frames] and curves [frames, K]. speed > 1 makes sound and picture faster alike. mask is 0 where the clip has no
    sound or no picture.
    """
    mel_index = (start_sec + np.arange(frames * MEL_FRAMES_PER_LIP_FRAME) * (MEL_SECONDS * speed)) / MEL_SECONDS
    magnitudes = _resample_columns(sequence.magnitudes, mel_index)
    sound = start_sec + np.arange(frames) * (speed / LIP_FRAME_RATE_HZ)
    picture = sound - sequence.lag_sec
    times = sequence.times_sec
    half = 0.5 / LIP_FRAME_RATE_HZ
    known = (picture > times[0] - half) & (picture < times[-1] + half)
    known &= (sound > -half) & (sound < sequence.magnitudes.shape[1] * MEL_SECONDS - half)
    targets = {
        name: _resample_rows(getattr(sequence, name), times, picture)
        for name in ("coefficients", "opening", "width", "closed")
    }
    if sequence.curves is not None:
        targets["curves"] = _resample_rows(sequence.curves, times, picture)
    else:
        targets["curves"] = np.zeros((frames, CURVE_COMPONENTS), np.float32)
    targets["mask"] = known.astype(np.float32)
    return magnitudes, targets


class LipSampler:
    """Draws batches; the same (seed, step) gives the same batch, so that training can resume.

    Args:
        sequences: clips to draw from, curve takes among them. window_frames: lip frames a window.
    """

    def __init__(
        self,
        sequences: Sequence[LipSequence],
        sampling: SamplingConfig,
        augmentation: AugmentationConfig,
        window_frames: int,
        batch: int,
        seed: int,
    ) -> None:
        self._augmentation = augmentation
        self._sampling = sampling
        self._window_frames = window_frames
        self._batch = batch
        self._seed = seed
        self._curves = [sequence for sequence in sequences if sequence.curves is not None]
        self._noises = NoiseBank(seed)
        self._lips = [sequence for sequence in sequences if sequence.curves is None]
        if not self._lips:
            raise ValueError("expected at least one sequence with a face")
        self._lip_odds = np.cumsum(self._odds())

    def _odds(self) -> NDArray[np.float64]:
        seconds: dict[str, float] = defaultdict(float)
        for sequence in self._lips:
            seconds[sequence.identity] += sequence.seconds
        factor = {
            "grid": self._sampling.grid_weight,
            "arabic": self._sampling.arabic_weight,
            "train": self._sampling.train_weight,
        }
        power = self._sampling.identity_power - 1.0
        odds = np.asarray(
            [
                factor.get(sequence.folder, 1.0) * sequence.seconds * seconds[sequence.identity] ** power
                for sequence in self._lips
            ]
        )
        return np.asarray(odds / odds.sum())

    def _start(self, sequence: LipSequence, random: np.random.Generator, speed: float) -> float:
        window = self._window_frames * speed / LIP_FRAME_RATE_HZ
        slack = sequence.seconds - window
        low, high = (-0.3, slack + 0.3) if slack > 0 else (slack, 0.0)
        return float(random.uniform(low, high))

    def _silent(self, random: np.random.Generator) -> tuple[FloatArray, dict[str, FloatArray]]:
        frames = self._window_frames
        flat = np.zeros(frames, np.float32)
        targets = {
            "coefficients": np.zeros((frames, LIP_COMPONENTS), np.float32),
            "opening": flat,
            "width": flat,
            "closed": np.ones(frames, np.float32),
            "curves": np.zeros((frames, CURVE_COMPONENTS), np.float32),
            "mask": np.ones(frames, np.float32),
        }
        length = frames * MEL_FRAMES_PER_LIP_FRAME
        if random.random() < 0.2:
            return np.zeros((MEL_BINS, length), np.float32), targets
        level = RMS_TARGET * 10.0 ** (random.choice([0.0, random.uniform(-3.0, 0.3)]))
        return self._noises.draw(random, length) * np.float32(level), targets

    def draw(self, step: int) -> LipBatch:
        """Draw the batch of one training step."""
        random = np.random.default_rng((self._seed, step))
        mels: list[FloatArray] = []
        rows: list[dict[str, FloatArray]] = []
        kinds: list[str] = []
        bent = self._augmentation
        for _ in range(self._batch):
            luck = random.random()
            if luck < bent.silence_share:
                magnitudes, targets = self._silent(random)
                kinds.append("lip")
                mels.append(log_compress(magnitudes))
            else:
                is_curve = bool(self._curves) and luck < bent.silence_share + self._sampling.curves_share
                if is_curve:
                    sequence = self._curves[int(random.integers(len(self._curves)))]
                else:
                    pick = int(np.searchsorted(self._lip_odds, random.random()))
                    sequence = self._lips[min(pick, len(self._lips) - 1)]
                speed = float(np.exp(random.uniform(-bent.speed, bent.speed)))
                start = self._start(sequence, random, speed)
                magnitudes, targets = cut_window(sequence, start, self._window_frames, speed)
                kinds.append("curve" if is_curve else "lip")
                mels.append(augment_magnitudes(magnitudes, bent, random, self._noises))
            rows.append(targets)

        def stacked(name: str) -> Tensor:
            return torch.from_numpy(np.stack([row[name] for row in rows]))

        is_lip = torch.tensor([kind == "lip" for kind in kinds], dtype=torch.float32)[:, None]
        mask = stacked("mask")
        return LipBatch(
            mel=torch.from_numpy(np.stack(mels)),
            coefficients=stacked("coefficients"),
            opening=stacked("opening"),
            width=stacked("width"),
            closed=stacked("closed"),
            curves=stacked("curves"),
            lip_mask=mask * is_lip,
            curve_mask=mask * (1 - is_lip),
        )
