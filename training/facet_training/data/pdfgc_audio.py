"""Sound to mel windows as PD-FGC's lip encoder hears it.

Not the front end of the lip predictor (``audio_features``): another window, scale, loudness and offset. The short-time
transform is that of the lws package (perfect reconstruction window, zeros in front), written out here. Row m of the
result is centred on sample 160 m - 480.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ: Final = 16_000
RMS_TARGET: Final = 0.1
RMS_FLOOR: Final = 1e-4
WINDOW_SAMPLES: Final = 1280  # 80 ms; also the FFT's size
HOP_SAMPLES: Final = 160  # 10 ms
LEAD_SAMPLES: Final = 1120  # zeros in front: window - hop
MEL_BINS: Final = 80
MEL_MIN_HZ: Final = 125.0
MEL_MAX_HZ: Final = 7600.0
WINDOW_ROWS: Final = 20  # 5 pictures of 25 a second
ROWS_PER_PICTURE: Final = 4
MAGNITUDE_FLOOR: Final = 1e-5
REFERENCE_DB: Final = 20.0
RANGE_DB: Final = 100.0

_SLANEY_HZ_PER_MEL: Final = 200.0 / 3.0
_SLANEY_KNEE_HZ: Final = 1000.0
_SLANEY_LOG_STEP: Final = math.log(6.4) / 27.0


def _slaney_hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    knee = _SLANEY_KNEE_HZ / _SLANEY_HZ_PER_MEL
    linear = mel * _SLANEY_HZ_PER_MEL
    return np.where(mel < knee, linear, _SLANEY_KNEE_HZ * np.exp(_SLANEY_LOG_STEP * (mel - knee)))


def _slaney_mel(hz: float) -> float:
    if hz < _SLANEY_KNEE_HZ:
        return hz / _SLANEY_HZ_PER_MEL
    return _SLANEY_KNEE_HZ / _SLANEY_HZ_PER_MEL + math.log(hz / _SLANEY_KNEE_HZ) / _SLANEY_LOG_STEP


@lru_cache(maxsize=1)
def mel_basis() -> NDArray[np.float64]:
    """Triangles of equal area on Slaney's scale, 125 to 7600 Hz. Shapes: -> [M=80, 641], on magnitudes."""
    edges = _slaney_hz(np.linspace(_slaney_mel(MEL_MIN_HZ), _slaney_mel(MEL_MAX_HZ), MEL_BINS + 2))
    bins = np.arange(WINDOW_SAMPLES // 2 + 1) * (SAMPLE_RATE_HZ / WINDOW_SAMPLES)
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    basis = np.maximum(0.0, np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre)))
    basis *= 2.0 / (high - low)
    basis.setflags(write=False)
    return basis


@lru_cache(maxsize=1)
def analysis_window() -> NDArray[np.float64]:
    """Half the root of a Hann window whose ends lie half a sample outside. Shapes: -> [1280]."""
    hann = 0.5 * (1.0 - np.cos(2.0 * np.pi * (np.arange(WINDOW_SAMPLES) + 0.5) / WINDOW_SAMPLES))
    window = np.asarray(0.5 * np.sqrt(hann))
    window.setflags(write=False)
    return window


def normalise_loudness(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring a whole recording to the target root mean square; what is quieter than the floor counts as the floor."""
    if len(samples) == 0:
        return samples
    loudness = math.sqrt(float(np.mean(np.square(samples, dtype=np.float64))))
    return np.asarray(samples * np.float32(RMS_TARGET / max(loudness, RMS_FLOOR)), np.float32)


def mel_rows(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mel spectrogram of a whole recording at 16 kHz, in [0, 1].

    Shapes: [S] -> [ceil(S / 160) + 7, M=80]; loudness is normalised here.
    """
    rows = -(-len(samples) // HOP_SAMPLES) + LEAD_SAMPLES // HOP_SAMPLES
    padded = np.zeros((rows - 1) * HOP_SAMPLES + WINDOW_SAMPLES)
    padded[LEAD_SAMPLES : LEAD_SAMPLES + len(samples)] = normalise_loudness(samples)
    views = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_SAMPLES)[::HOP_SAMPLES]
    magnitude = np.abs(np.fft.rfft(views * analysis_window(), axis=1))
    level = 20.0 * np.log10(np.maximum(MAGNITUDE_FLOOR, magnitude @ mel_basis().T)) - REFERENCE_DB
    return np.asarray(np.clip((level + RANGE_DB) / RANGE_DB, 0.0, 1.0), np.float32)


def mel_windows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Windows of the official program: window j belongs to picture j + 2 of 25 a second.

    Shapes: rows [R, M] -> [max(0, R // 4 - 4), 1, M, 20].
    """
    count = max(0, len(rows) // ROWS_PER_PICTURE - WINDOW_ROWS // ROWS_PER_PICTURE + 1)
    windows = [rows[j * ROWS_PER_PICTURE :][:WINDOW_ROWS].T[None] for j in range(count)]
    return np.stack(windows) if windows else np.zeros((0, 1, MEL_BINS, WINDOW_ROWS), np.float32)
