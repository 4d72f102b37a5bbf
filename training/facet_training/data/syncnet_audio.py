"""Cepstral coefficients as SyncNet hears them: those of the package python_speech_features with its defaults.

Written out here because the published weights depend on its numbers, its odd bins and its scale of 16-bit samples.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.fftpack import dct

SAMPLE_RATE_HZ: Final = 16_000
FRAME_SAMPLES: Final = 400  # 25 ms, no window function
STEP_SAMPLES: Final = 160  # 10 ms
FFT_SIZE: Final = 512
BANDS: Final = 26
COEFFICIENTS: Final = 13
PREEMPHASIS: Final = 0.97
LIFTER: Final = 22
FULL_SCALE: Final = 32768.0
_FLOOR: Final = float(np.finfo(np.float64).eps)


def _mel(hz: float) -> float:
    return 2595.0 * math.log10(1.0 + hz / 700.0)


@lru_cache(maxsize=1)
def mel_filters() -> NDArray[np.float64]:
    """Triangles between whole FFT bins. Shapes: -> [26, 257]."""
    edges = 700.0 * (10.0 ** (np.linspace(0.0, _mel(SAMPLE_RATE_HZ / 2), BANDS + 2) / 2595.0) - 1.0)
    bins = np.floor((FFT_SIZE + 1) * edges / SAMPLE_RATE_HZ)
    at = np.arange(FFT_SIZE // 2 + 1)
    filters = np.zeros((BANDS, len(at)))
    for band, (low, centre, high) in enumerate(zip(bins, bins[1:], bins[2:], strict=False)):
        rising, falling = (at >= low) & (at < centre), (at >= centre) & (at < high)
        filters[band, rising] = (at[rising] - low) / (centre - low)
        filters[band, falling] = (high - at[falling]) / (high - centre)
    filters.setflags(write=False)
    return filters


def cepstral_coefficients(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """13 coefficients every 10 ms; the first is the logarithm of the frame's energy.

    Shapes: [S] at 16 kHz in [-1, 1] -> [N, 13], N = 1 + ceil((S - 400) / 160), 1 for shorter sounds, 0 for none.
    """
    if len(samples) == 0:
        return np.zeros((0, COEFFICIENTS))
    levels = samples.astype(np.float64) * FULL_SCALE
    sharp = np.append(levels[0], levels[1:] - PREEMPHASIS * levels[:-1])
    frames = 1 if len(sharp) <= FRAME_SAMPLES else 1 + math.ceil((len(sharp) - FRAME_SAMPLES) / STEP_SAMPLES)
    padded = np.zeros((frames - 1) * STEP_SAMPLES + FRAME_SAMPLES)
    padded[: len(sharp)] = sharp[: len(padded)]
    views = np.lib.stride_tricks.sliding_window_view(padded, FRAME_SAMPLES)[::STEP_SAMPLES]
    power = np.abs(np.fft.rfft(views, FFT_SIZE, axis=1)) ** 2 / FFT_SIZE
    energy = np.maximum(power.sum(1), _FLOOR)
    bands = power @ mel_filters().T
    bands[bands == 0] = _FLOOR
    cepstrum = np.asarray(dct(np.log(bands), type=2, axis=1, norm="ortho")[:, :COEFFICIENTS])
    cepstrum *= 1.0 + LIFTER / 2.0 * np.sin(np.pi * np.arange(COEFFICIENTS) / LIFTER)
    cepstrum[:, 0] = np.log(energy)
    return cepstrum
