"""Sound to network input: decoding, loudness normalisation and the log-mel spectrogram.

The definition is the contract with the application (``manifest.json: audio``) and is pinned by the golden file
``resources/models/atlas/golden/audio-features.json``.
"""

from __future__ import annotations

import subprocess
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import (
    ACTIVE_MINIMUM_DBFS,
    ACTIVE_PERCENTILE,
    ACTIVE_RANGE_DB,
    FFT_SIZE,
    HOP_SAMPLES,
    LOG_FLOOR,
    LOG_OFFSET,
    LOG_SCALE,
    MAXIMUM_GAIN_DB,
    MEL_BINS,
    MEL_MAX_HZ,
    MEL_MIN_HZ,
    MINIMUM_ACTIVE_HOPS,
    RMS_TARGET,
    SAMPLE_RATE_HZ,
    WINDOW_SAMPLES,
)

Samples = NDArray[np.float32]
Features = NDArray[np.float32]

_BLOCK_FRAMES = 4096


def decode_audio(path: Path) -> Samples:
    """Decode a file's first audio stream to mono at 16 kHz; sample 0 is time 0 of the presentation.

    Shapes: -> [S] float32 in [-1, 1]; empty when the file has no audio stream.
    """
    command = ["ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-i", str(path), "-map", "0:a:0"]
    command += ["-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", str(SAMPLE_RATE_HZ), "-f", "f32le", "-"]
    done = subprocess.run(command, capture_output=True, check=False)
    return np.frombuffer(done.stdout[: len(done.stdout) // 4 * 4], "<f4").copy()


def hop_levels_db(samples: Samples) -> NDArray[np.float64]:
    """Level of each whole 10 ms hop, dB relative to full scale, floored at -120. Shapes: [S] -> [S // 160]."""
    hops = len(samples) // HOP_SAMPLES
    power = (samples[: hops * HOP_SAMPLES].astype(np.float64).reshape(hops, HOP_SAMPLES) ** 2).mean(1)
    return np.asarray(10.0 * np.log10(np.maximum(power, 1e-12)))


def speech_gain(samples: Samples) -> float:
    """Gain that brings the active part of a recording to the target level.

    A hop is active when its level is within 25 dB of the 95th percentile (linear interpolation between order
    statistics) of all hop levels and not under -80 dB full scale. The gain is target / rms(active hops), at most
    40 dB up; with fewer than five active hops it is 1.
    """
    levels = hop_levels_db(samples)
    if len(levels) == 0:
        return 1.0
    reference = float(np.percentile(levels, ACTIVE_PERCENTILE))
    active = levels >= max(reference - ACTIVE_RANGE_DB, ACTIVE_MINIMUM_DBFS)
    if int(active.sum()) < MINIMUM_ACTIVE_HOPS:
        return 1.0
    root_mean_square = float(np.sqrt((10.0 ** (levels[active] / 10.0)).mean()))
    return float(min(RMS_TARGET / root_mean_square, 10.0 ** (MAXIMUM_GAIN_DB / 20.0)))


def _hz_to_mel(hz: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(2595.0 * np.log10(1.0 + np.asarray(hz) / 700.0))


@lru_cache(maxsize=1)
def mel_filters() -> NDArray[np.float64]:
    """Triangular filters of peak 1, equally spaced on the HTK mel scale. Shapes: -> [M=80, 513], on FFT magnitudes."""
    edges_mel = np.linspace(_hz_to_mel(MEL_MIN_HZ), _hz_to_mel(MEL_MAX_HZ), MEL_BINS + 2)
    edges = 700.0 * (10.0 ** (edges_mel / 2595.0) - 1.0)
    bins = np.arange(FFT_SIZE // 2 + 1) * (SAMPLE_RATE_HZ / FFT_SIZE)
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    filters = np.maximum(0.0, np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre)))
    filters.setflags(write=False)
    return filters


@lru_cache(maxsize=1)
def analysis_window() -> NDArray[np.float64]:
    """Periodic Hann window. Shapes: -> [640]."""
    window = np.asarray(0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(WINDOW_SAMPLES) / WINDOW_SAMPLES))
    window.setflags(write=False)
    return window


def mel_magnitudes(samples: Samples) -> NDArray[np.float32]:
    """Mel-filtered FFT magnitudes before the logarithm.

    Frame f is centred on sample 160 f; outside the recording there are zeros; the number of frames is
    ceil(S / 160). Shapes: [S] -> [M=80, F].
    """
    frames = -(-len(samples) // HOP_SAMPLES)
    if frames == 0:
        return np.zeros((MEL_BINS, 0), np.float32)
    half = WINDOW_SAMPLES // 2
    padded = np.zeros((frames - 1) * HOP_SAMPLES + WINDOW_SAMPLES, np.float32)
    kept = min(len(samples), len(padded) - half)
    padded[half : half + kept] = samples[:kept]
    views = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_SAMPLES)[::HOP_SAMPLES]
    out = np.empty((MEL_BINS, frames), np.float32)
    for start in range(0, frames, _BLOCK_FRAMES):
        block = views[start : start + _BLOCK_FRAMES] * analysis_window()
        magnitude = np.abs(np.fft.rfft(block, FFT_SIZE, axis=1))
        out[:, start : start + _BLOCK_FRAMES] = mel_filters() @ magnitude.T
    return out


def log_compress(magnitudes: NDArray[np.float32]) -> Features:
    """(ln(max(magnitude, 1e-4)) + 4) / 3, elementwise."""
    return np.asarray((np.log(np.maximum(magnitudes, LOG_FLOOR)) + LOG_OFFSET) / LOG_SCALE, np.float32)


def log_mel(samples: Samples) -> Features:
    """Network input of a whole recording: loudness-normalised log-mel. Shapes: [S] at 16 kHz -> [M=80, F]."""
    return log_compress(mel_magnitudes(samples * np.float32(speech_gain(samples))))
