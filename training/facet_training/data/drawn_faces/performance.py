"""How eyes, head and face of a drawn person move on their own: independent random tracks with natural timing."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from facet_training.data.drawn_faces.factor_tracks import FactorTracks
from facet_training.data.drawn_faces.person import Person
from facet_training.data.drawn_faces.speech import Speech, make_speech
from facet_training.data.face_clip import PICTURE_RATE_HZ

FloatArray = NDArray[np.float64]

POSE_LIMITS_RAD: Final = tuple(np.deg2rad((20.0, 35.0, 15.0)))  # pitch, yaw, roll
GAZE_LIMITS_RAD: Final = (0.42, 0.28)
# Least and most of each of ``EXPRESSION_NAMES``, iod.
EXPRESSION_RANGE: Final = ((-0.035, 0.085), (-0.01, 0.055), (-0.045, 0.085), (-0.01, 0.055))


def perform(person: Person, frames: int, seed: int) -> tuple[FactorTracks, Speech]:
    """What a person does and says for T pictures. Lips follow the voice; the others know nothing of each other."""
    speech = make_speech(person.voice, frames, seed)
    return FactorTracks(speech.lip, *move_alone(frames, seed)), speech


def move_alone(frames: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """What needs no voice: eye [T, 3], head_pose [T, 6] and expression [T, 4], each from random numbers of its own."""
    return (
        _eyes(frames, np.random.default_rng((seed, 0xE7E5))),
        _head(frames, np.random.default_rng((seed, 0x4EAD))),
        _expression(frames, np.random.default_rng((seed, 0xE395))),
    )


def _sway(frames: int, softness_sec: float, columns: int, random: np.random.Generator) -> FloatArray:
    """Smooth noise of variance 1. Shapes: -> [T, columns]."""
    softness = softness_sec * PICTURE_RATE_HZ
    margin = int(4 * softness) + 1
    white = random.standard_normal((frames + 2 * margin, columns))
    smooth = gaussian_filter1d(white, softness, axis=0)[margin : margin + frames]
    return np.asarray(smooth * np.sqrt(2 * softness * np.sqrt(np.pi)))


def _head(frames: int, random: np.random.Generator) -> NDArray[np.float32]:
    turned = (
        0.28 * random.standard_normal(3) + 0.34 * _sway(frames, 0.45, 3, random) + 0.1 * _sway(frames, 0.14, 3, random)
    )
    angles = np.tanh(turned) * np.asarray(POSE_LIMITS_RAD)
    place = np.asarray((0.06, 0.05, 0.02)) * _sway(frames, 0.5, 3, random)
    return np.asarray(np.concatenate([angles, place], 1), np.float32)


def _expression(frames: int, random: np.random.Generator) -> NDArray[np.float32]:
    """A mood that lasts the clip and changes over seconds, and some liveliness."""
    low, high = np.asarray(EXPRESSION_RANGE).T
    columns = len(low)
    mood = 0.9 * random.standard_normal(columns)
    felt = mood + 0.9 * _sway(frames, 0.8, columns, random) + 0.15 * _sway(frames, 0.25, columns, random)
    share = 0.5 + 0.5 * np.tanh(0.8 * felt - 0.35)
    return np.asarray(low + share * (high - low), np.float32)


def _eyes(frames: int, random: np.random.Generator) -> NDArray[np.float32]:
    gaze = np.stack([_gaze(frames, limit, random) for limit in GAZE_LIMITS_RAD], 1)
    return np.asarray(np.concatenate([gaze, _blinks(frames, random)[:, None]], 1), np.float32)


def _gaze(frames: int, limit: float, random: np.random.Generator) -> FloatArray:
    """Saccades: the eye rests for 0.2 to 1.5 s, jumps within 40 ms, and drifts a little. Shapes: -> [T]."""
    times = np.arange(frames) / PICTURE_RATE_HZ
    jumps, places = [-1.0], [random.uniform(-1, 1)]
    while jumps[-1] < times[-1]:
        jumps.append(max(0.0, jumps[-1]) + random.uniform(0.2, 1.5))
        places.append(float(np.clip(0.5 * random.standard_normal(), -1, 1)))
    knots = np.ravel(np.stack([np.asarray(jumps[1:]), np.asarray(jumps[1:]) + 0.04], 1))
    values = np.ravel(np.stack([places[:-1], places[1:]], 1))
    drift = 0.02 * _sway(frames, 0.2, 1, random)[:, 0]
    return np.asarray(limit * np.clip(np.interp(times, knots, values) + drift, -1.0, 1.0))


def _blinks(frames: int, random: np.random.Generator) -> FloatArray:
    """Lids that hang a little, differently over time, and shut within 80 ms and open within 160 ms. Shapes: -> [T]."""
    times = np.arange(frames) / PICTURE_RATE_HZ
    shut = 0.12 + 0.08 * np.tanh(_sway(frames, 0.6, 1, random)[:, 0])
    at = random.uniform(0.1, 1.5)
    while at < times[-1]:
        hold = random.uniform(0.25, 0.9) if random.random() < 0.15 else random.uniform(0.02, 0.08)
        depth = random.uniform(0.5, 0.9) if random.random() < 0.2 else 1.0
        closing = np.clip((times - at) / 0.08, 0.0, 1.0)
        opening = np.clip((times - at - 0.08 - hold) / 0.16, 0.0, 1.0)
        blink = depth * (closing * closing * (3 - 2 * closing) - opening * opening * (3 - 2 * opening))
        shut = np.maximum(shut, blink)
        at += hold + random.uniform(0.6, 3.0)
    return np.asarray(shut)
