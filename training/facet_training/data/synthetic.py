"""Made-up speech with a known mouth, for tests and for the debug training run: nothing of it is recorded footage.

A smooth random opening drives loudness and the first resonance of a buzzing source; a spread drives the second. So the
mouth can be learned from the sound, and the answer is known exactly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import LIP_COMPONENTS, LIP_FRAME_RATE_HZ, SAMPLE_RATE_HZ
from facet_training.data.audio_features import mel_magnitudes, speech_gain
from facet_training.data.canonical import canonical_mesh, lower_face_points
from facet_training.data.lip_sequences import LipSequence
from facet_training.data.lip_shape import LipBasis

FloatArray = NDArray[np.float32]


def synthetic_basis() -> LipBasis:
    """Fourteen smooth shapes over the lower face; the first opens the mouth."""
    points = canonical_mesh()
    padded = np.concatenate([points, np.zeros((10, 3))])[list(lower_face_points())]
    below = np.clip((padded[:, 1] - 0.45) / 0.5, 0.0, 1.0)
    shapes = np.zeros((LIP_COMPONENTS, len(padded), 3), np.float32)
    shapes[0, :, 1] = below
    for index in range(1, LIP_COMPONENTS):
        shapes[index, :, index % 3] = 0.3 / index * np.cos(padded[:, 0] * index + 0.7 * index) * (below + 0.2)
    return LipBasis(shapes)


def synthetic_speech(seconds: float, random: np.random.Generator) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Waveform [S] at 16 kHz with its opening and width [T] at 25 Hz; opening is 0 (closed, silent) in pauses."""
    frames = int(seconds * LIP_FRAME_RATE_HZ)
    knots = random.uniform(-0.7, 2.2, frames // 4 + 3).clip(0.0)
    opening = np.interp(np.arange(frames) / 4.0, np.arange(len(knots)), knots)
    spread = np.interp(np.arange(frames) / 6.0, np.arange(frames // 6 + 3), random.uniform(-1.0, 1.0, frames // 6 + 3))
    samples = int(seconds * SAMPLE_RATE_HZ)
    at = np.arange(samples) * (LIP_FRAME_RATE_HZ / SAMPLE_RATE_HZ)
    open_now = np.interp(at, np.arange(frames), opening)
    spread_now = np.interp(at, np.arange(frames), spread)
    phase = np.cumsum(2 * np.pi * random.uniform(90, 220) / SAMPLE_RATE_HZ * (1 + 0.05 * np.sin(at)))
    wave = np.zeros(samples)
    for harmonic in range(1, 25):
        hertz = harmonic * 150.0
        first = np.exp(-(((hertz - 350 - 250 * open_now) / 150) ** 2))
        second = np.exp(-(((hertz - 1600 - 500 * spread_now) / 250) ** 2))
        wave += (first + 0.5 * second) * np.sin(harmonic * phase)
    wave = 0.05 * wave * open_now + 1e-4 * random.standard_normal(samples)
    return wave.astype(np.float32), opening.astype(np.float32), spread.astype(np.float32)


def synthetic_sequences(count: int, seconds: float, seed: int) -> list[LipSequence]:
    """Clips of ``count`` made-up people."""
    sequences = []
    for index in range(count):
        random = np.random.default_rng((seed, index))
        samples, opening, width = synthetic_speech(seconds, random)
        coefficients = np.zeros((len(opening), LIP_COMPONENTS), np.float32)
        coefficients[:, 0] = opening
        coefficients[:, 1] = width
        sequences.append(
            LipSequence(
                name=f"synthetic/{index:03d}",
                folder="synthetic",
                identity=f"synthetic_{index:03d}",
                lag_sec=0.0,
                magnitudes=mel_magnitudes(samples * np.float32(speech_gain(samples))),
                times_sec=np.arange(len(opening)) / LIP_FRAME_RATE_HZ,
                coefficients=coefficients,
                opening=opening,
                width=width,
                closed=(opening < 0.1).astype(np.float32),
                scale=0.045,
            )
        )
    return sequences
