"""Bending training sound in the mel-magnitude domain: voice, room, noise, telephone band, loudness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from facet_training.config.lip import AugmentationConfig
from facet_training.constants import SAMPLE_RATE_HZ
from facet_training.data.audio_features import log_compress, mel_magnitudes

FloatArray = NDArray[np.float32]


def _smooth_curve(random: np.random.Generator, bins: int, knots: int, spread: float) -> NDArray[np.float64]:
    """A random smooth curve over the mel bins, natural logarithm of a gain."""
    heights = random.normal(0.0, spread, knots)
    return np.asarray(np.interp(np.linspace(0, knots - 1, bins), np.arange(knots), heights))


class NoiseBank:
    """Recordings of nothing: coloured, filtered and humming noise made once, at root mean square 1.

    They pass through the same spectrogram as speech, so that their fluctuation is that of real noise.
    """

    def __init__(self, seed: int, takes: int = 48, seconds: float = 6.0) -> None:
        random = np.random.default_rng((seed, 99))
        self._takes = [self._make(random, int(seconds * SAMPLE_RATE_HZ)) for _ in range(takes)]

    @staticmethod
    def _make(random: np.random.Generator, count: int) -> FloatArray:
        spectrum = np.fft.rfft(random.standard_normal(count))
        hertz = np.fft.rfftfreq(count, 1.0 / SAMPLE_RATE_HZ)
        shape = np.maximum(hertz, 30.0) ** random.uniform(-1.3, 0.5)
        knots = np.exp(random.normal(0.0, random.choice([0.0, 0.6, 1.2]), 9))
        shape *= np.interp(hertz, np.linspace(0, SAMPLE_RATE_HZ / 2, 9), knots)
        if random.random() < 0.25:
            shape[hertz > random.uniform(1500, 7000)] *= 1e-3
        wave = np.fft.irfft(spectrum * shape, count)
        wave /= wave.std()
        if random.random() < 0.35:
            at = np.arange(count) / SAMPLE_RATE_HZ
            mains = random.choice([50.0, 60.0, 100.0, 120.0])
            hum = sum(np.sin(2 * np.pi * mains * k * at + k) / k ** random.uniform(0.5, 2.0) for k in range(1, 8))
            wave += hum * random.uniform(0.2, 4.0)
            wave /= wave.std()
        return mel_magnitudes(wave.astype(np.float32))

    def draw(self, random: np.random.Generator, frames: int) -> FloatArray:
        """A stretch of one of them, at root mean square 1 of the waveform. Shapes: -> [M, frames]."""
        take = self._takes[int(random.integers(len(self._takes)))]
        first = int(random.integers(0, max(1, take.shape[1] - frames)))
        return np.asarray(np.take(take, np.arange(first, first + frames) % take.shape[1], axis=1), np.float32)


def shift_bins(magnitudes: FloatArray, shift: float, stretch: float = 1.0) -> FloatArray:
    """Move the spectrum along the mel axis (voice size and pitch). Shapes: [M, F] -> [M, F]."""
    bins = magnitudes.shape[0]
    source = np.clip((np.arange(bins) - shift) * stretch, 0.0, bins - 1.001)
    low = source.astype(np.int64)
    share = (source - low).astype(np.float32)[:, None]
    return np.asarray(magnitudes[low] * (1 - share) + magnitudes[low + 1] * share, np.float32)


def reverberate(magnitudes: FloatArray, decay: float, level: float) -> FloatArray:
    """Add an exponential tail to every bin (energy domain). Shapes: [M, F] -> [M, F]."""
    from scipy.signal import lfilter

    tail = lfilter([0.0, level], [1.0, -decay], magnitudes.astype(np.float64) ** 2, axis=1)
    return np.asarray(np.sqrt(magnitudes.astype(np.float64) ** 2 + tail), np.float32)


def augment_magnitudes(
    magnitudes: FloatArray, config: AugmentationConfig, random: np.random.Generator, noises: NoiseBank
) -> FloatArray:
    """Bend one window and take the logarithm. Shapes: mel magnitudes [M, F] -> network input [M, F]."""
    bins, frames = magnitudes.shape
    bent = magnitudes
    if config.mel_shift_bins > 0:
        shift = float(random.uniform(-config.mel_shift_bins, config.mel_shift_bins))
        bent = shift_bins(bent, shift, float(np.exp(random.uniform(-0.04, 0.04))))
    if config.noise_probability > 0 and random.random() < 0.3 * config.noise_probability:
        bent = reverberate(bent, float(random.uniform(0.7, 0.93)), float(random.uniform(0.02, 0.15)))
    if random.random() < config.noise_probability:
        loud = float(np.sqrt((bent**2).mean())) + 1e-6
        signal_to_noise = 10.0 ** (random.uniform(0.0, 40.0) / 20.0)
        noise = noises.draw(random, frames)
        noise = noise * np.float32(loud / signal_to_noise / np.sqrt((noise**2).mean()))
        bent = np.sqrt(bent**2 + noise**2)
    log_gain = _smooth_curve(random, bins, 5, config.tilt) + random.normal(0.0, config.gain)
    log_gain += random.uniform(-1.0, 1.0) * config.tilt * np.linspace(-1.0, 1.0, bins)
    bent = bent * np.exp(log_gain).astype(np.float32)[:, None]
    if random.random() < config.band_limit_probability:
        first_lost = int(random.integers(bins // 2, bins))
        bent[first_lost:] *= np.float32(10.0 ** random.uniform(-5.0, -1.5))
    feature = log_compress(bent)
    for _ in range(config.frequency_masks):
        width = int(random.integers(0, config.frequency_mask_bins + 1))
        first = int(random.integers(0, bins - width + 1))
        feature[first : first + width] = feature.mean()
    if random.random() < config.time_mask_probability:
        width = int(random.integers(2, 10))
        first = int(random.integers(0, frames - width + 1))
        feature[:, first : first + width] = feature.mean()
    return feature
