"""How the predictor behaves on sound that is silent, noisy, quiet, loud or from another sampling rate."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import SAMPLE_RATE_HZ
from facet_training.data.audio_features import Samples, log_mel
from facet_training.metrics.correlation import correlation

FloatArray = NDArray[np.float32]
Predict = Callable[[FloatArray], dict[str, FloatArray]]


def resample(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """Polyphase resampling. Shapes: [S] -> [about S * to / from]."""
    from math import gcd

    from scipy.signal import resample_poly

    common = gcd(from_hz, to_hz)
    return np.asarray(resample_poly(samples.astype(np.float64), to_hz // common, from_hz // common), np.float32)


def silence_openings(predict: Predict, seconds: float = 4.0) -> dict[str, float]:
    """Mean opening (articulation scales; speech has a standard deviation of 1) on sound without speech."""
    random = np.random.default_rng(7)
    count = int(seconds * SAMPLE_RATE_HZ)
    white = random.standard_normal(count)
    room = np.cumsum(white) * 0.0
    for index in range(1, count):
        room[index] = 0.97 * room[index - 1] + white[index]
    hum = np.sin(2 * np.pi * 50 * np.arange(count) / SAMPLE_RATE_HZ)
    cases = {
        "digital silence": np.zeros(count),
        "dither -90 dBFS": white * 3e-5,
        "room noise -60 dBFS": room / room.std() * 1e-3,
        "room noise -35 dBFS": room / room.std() * 1.8e-2,
        "white noise -40 dBFS": white * 1e-2,
        "hum -40 dBFS": hum * 1.4e-2 + white * 1e-4,
    }
    return {
        name: float(np.abs(predict(log_mel(wave.astype(np.float32)))["opening"]).mean()) for name, wave in cases.items()
    }


def pause_opening(predict: Predict, speech: Samples) -> float:
    """Mean opening within a second of digital silence after speech (first 200 ms left out)."""
    quiet = np.zeros(int(1.2 * SAMPLE_RATE_HZ), np.float32)
    opening = predict(log_mel(np.concatenate([speech, quiet, speech])))["opening"]
    start = int(len(speech) / SAMPLE_RATE_HZ * 25)
    return float(opening[start + 5 : start + 25].mean())


def invariance(predict: Predict, recordings: Sequence[Samples]) -> dict[str, float]:
    """Lowest correlation (over recordings) of the opening with that of the untouched recording, per change."""
    changes: dict[str, Callable[[Samples], Samples]] = {
        "gain -30 dB": lambda samples: samples * np.float32(10 ** (-30 / 20)),
        "gain +12 dB, clipped": lambda samples: np.clip(samples * np.float32(10 ** (12 / 20)), -1, 1),
        "via 8 kHz": lambda samples: resample(resample(samples, 16000, 8000), 8000, 16000),
        "via 44.1 kHz": lambda samples: resample(resample(samples, 16000, 44100), 44100, 16000),
        "via 48 kHz": lambda samples: resample(resample(samples, 16000, 48000), 48000, 16000),
        "8 bit": lambda samples: np.round(samples * 127).astype(np.float32) / np.float32(127),
    }
    result: dict[str, float] = {}
    for name, change in changes.items():
        values = []
        for samples in recordings:
            before = predict(log_mel(samples))["opening"]
            after = predict(log_mel(change(samples)))["opening"]
            length = min(len(before), len(after))
            values.append(correlation(before[:length], after[:length]))
        result[name] = float(min(values))
    return result
