"""Made-up speech: syllables of a voice, the sound at 16 kHz, and the lips that belong to it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.signal import butter, sosfilt

from facet_training.data.drawn_faces.person import Voice
from facet_training.data.drawn_faces.phonemes import CONSONANTS, NOISE_BANDS_HZ, PAUSE, VOWELS, Phoneme
from facet_training.data.face_clip import PICTURE_RATE_HZ
from facet_training.data.pdfgc_audio import SAMPLE_RATE_HZ

FloatArray = NDArray[np.float64]

CONTROL_RATE_HZ: Final = 200  # of everything that is steered: mouth, formants, strengths
LIP_SOFTNESS_SEC: Final = 0.032  # lips glide between targets
CLOSURE_SOFTNESS_SEC: Final = 0.016
FORMANT_SOFTNESS_SEC: Final = 0.014
SOURCE_SOFTNESS_SEC: Final = 0.007
_BANDWIDTHS_HZ: Final = (70.0, 95.0, 140.0, 240.0, 300.0)
_UPPER_FORMANTS_HZ: Final = (3500.0, 4500.0)
_LEVEL: Final = 0.08  # root mean square of the speech, full scale


@dataclass(frozen=True)
class Speech:
    """What is heard and how the mouth moves for it.

    Attributes:
        samples: [S] at 16 kHz, in [-1, 1]. lip: [T, 3] as ``FactorTracks.lip`` at 25 Hz (picture t at second t / 25).
        is_speech: [T], a sound lasts at the picture's time.
    """

    samples: NDArray[np.float32]
    lip: NDArray[np.float32]
    is_speech: NDArray[np.bool_]


@dataclass(frozen=True)
class _Sound:
    phoneme: Phoneme
    end_sec: float
    accent: float  # 0.7 to 1.25: how much of its opening and strength


def make_speech(voice: Voice, frames: int, seed: int) -> Speech:
    """Speech of a voice for T pictures, with pauses; the same for the same arguments."""
    random = np.random.default_rng((seed, 0x5A1D))
    seconds = frames / PICTURE_RATE_HZ
    sounds = _say(voice, seconds, random)
    times = (np.arange(math.ceil(seconds * CONTROL_RATE_HZ) + 1)) / CONTROL_RATE_HZ
    of_time = np.searchsorted([sound.end_sec for sound in sounds], times, side="right").clip(max=len(sounds) - 1)
    lip = _lip_control(sounds, of_time, voice)
    samples = _sound(sounds, of_time, voice, round(seconds * SAMPLE_RATE_HZ), random)
    pictures = np.arange(frames) * (CONTROL_RATE_HZ // PICTURE_RATE_HZ)
    is_speech = np.asarray([sounds[index].phoneme is not PAUSE for index in of_time])
    return Speech(samples, lip[pictures].astype(np.float32), is_speech[pictures])


def _say(voice: Voice, seconds: float, random: np.random.Generator) -> list[_Sound]:
    sounds = [_Sound(PAUSE, float(random.uniform(0.05, 0.45)), 1.0)]
    consonants, vowels = list(CONSONANTS.values()), list(VOWELS.values())
    while sounds[-1].end_sec < seconds:
        for _ in range(int(random.integers(2, 9))):
            accent = float(random.uniform(0.75, 1.25))
            syllable = [consonants[random.integers(len(consonants))]] if random.random() < 0.85 else []
            syllable.append(vowels[random.integers(len(vowels))])
            if random.random() < 0.3:
                syllable.append(consonants[random.integers(len(consonants))])
            for phoneme in syllable:
                length = phoneme.duration_sec * voice.slowness * float(random.uniform(0.85, 1.2))
                sounds.append(_Sound(phoneme, sounds[-1].end_sec + length, accent))
        sounds.append(_Sound(PAUSE, sounds[-1].end_sec + float(random.uniform(0.12, 0.7)), 1.0))
    return sounds


def _smooth(track: FloatArray, softness_sec: float) -> FloatArray:
    return np.asarray(gaussian_filter1d(track, softness_sec * CONTROL_RATE_HZ, axis=0, mode="nearest"))


def _lip_control(sounds: list[_Sound], of_time: NDArray[np.int64], voice: Voice) -> FloatArray:
    """Lips at the control rate. Shapes: -> [C, 3]."""
    targets = np.asarray(
        [
            (
                s.phoneme.opening * s.accent * voice.articulation,
                s.phoneme.width,
                s.phoneme.rounding * min(1.0, s.accent),
            )
            for s in sounds
        ]
    )
    closed = np.asarray([float(s.phoneme.is_closed) for s in sounds])
    lip = _smooth(targets[of_time], LIP_SOFTNESS_SEC)
    shut = np.clip(1.25 * _smooth(closed[of_time], CLOSURE_SOFTNESS_SEC), 0.0, 1.0)
    lip[:, 0] *= 1.0 - shut
    return lip


def _sound(
    sounds: list[_Sound], of_time: NDArray[np.int64], voice: Voice, samples: int, random: np.random.Generator
) -> NDArray[np.float32]:
    strength = np.asarray([sound.phoneme.voicing * sound.accent for sound in sounds])
    noise = np.asarray([sound.phoneme.noise for sound in sounds])
    formants = np.asarray([sound.phoneme.formants for sound in sounds])
    formants = _smooth(formants[of_time], FORMANT_SOFTNESS_SEC) * voice.tract
    voicing = _smooth(strength[of_time], SOURCE_SOFTNESS_SEC)
    bands = _smooth(noise[of_time], SOURCE_SOFTNESS_SEC)
    bands[:, :3] += 0.02 * voice.breath * voicing[:, None]
    wave = _voiced(voicing, formants, _pitch(voice, len(of_time), random), voice, samples)
    at = np.arange(samples) * (CONTROL_RATE_HZ / SAMPLE_RATE_HZ)
    for band, (low, high) in enumerate(NOISE_BANDS_HZ):
        hiss = sosfilt(
            butter(2, (low, high), "bandpass", fs=SAMPLE_RATE_HZ, output="sos"), random.standard_normal(samples)
        )
        wave += 0.5 * np.interp(at, np.arange(len(bands)), bands[:, band]) * hiss
    loudness = math.sqrt(float((wave**2).mean())) + 1e-9
    wave = wave * (_LEVEL / loudness) + voice.room * random.standard_normal(samples)
    return np.asarray(np.clip(wave, -1.0, 1.0), np.float32)


def _pitch(voice: Voice, count: int, random: np.random.Generator) -> FloatArray:
    """Hz at the control rate: a melody of some tenths of an octave. Shapes: -> [count]."""
    melody = gaussian_filter1d(random.standard_normal(count + 400), 0.12 * CONTROL_RATE_HZ)[200 : 200 + count]
    flutter = gaussian_filter1d(random.standard_normal(count), 2.0)
    return np.asarray(voice.pitch_hz * np.exp(0.14 * melody / (melody.std() + 1e-6) + 0.006 * flutter))


def _voiced(voicing: FloatArray, formants: FloatArray, pitch: FloatArray, voice: Voice, samples: int) -> FloatArray:
    """Harmonics of the pitch, each as strong as source and tract make it. Shapes: [C], [C, 3], [C] -> [S]."""
    upper = np.broadcast_to(np.asarray(_UPPER_FORMANTS_HZ) * voice.tract, (len(formants), 2))
    resonances = np.concatenate([formants, upper], 1)
    control = np.arange(len(pitch))
    at = np.arange(samples) * (CONTROL_RATE_HZ / SAMPLE_RATE_HZ)
    phase = np.cumsum(np.interp(at, control, pitch)) * (2 * np.pi / SAMPLE_RATE_HZ)
    wave = np.zeros(samples)
    for harmonic in range(1, int(7200 / pitch.min()) + 1):
        hertz = harmonic * pitch
        response = np.ones_like(hertz)
        for k, width in enumerate(_BANDWIDTHS_HZ):
            centre = resonances[:, k]
            response *= centre**2 / np.sqrt((hertz**2 - centre**2) ** 2 + (width * (1 + voice.breath) * hertz) ** 2)
        tilt = harmonic ** -(1.0 + 0.5 * voice.breath)
        strength = voicing * response * tilt * (hertz < 7400)
        wave += np.interp(at, control, strength) * np.sin(harmonic * phase)
    return wave
