"""Where somebody speaks, from the levels alone: the application's gate (``core/analysis/voice/voice-activity.ts``)."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import HOP_SAMPLES, SAMPLE_RATE_HZ
from facet_training.data.audio_features import Samples, hop_levels_db

Levels = NDArray[np.float64]

_RUMBLE_HZ: Final = 200.0
_SMOOTHING_HOPS: Final = 5
_FLOOR_SMOOTHING_HOPS: Final = 15
_FLOOR_REACH_HOPS: Final = 300
_ONSET_DB: Final = 9.0  # above the noise floor
_HOLD_DB: Final = 6.0
_SPEECH_RANGE_DB: Final = 34.0  # below the loud parts
_LEAST_RANGE_DB: Final = 15.0
_LEAST_SPEECH_DBFS: Final = -70.0
_SHORTEST_PAUSE_HOPS: Final = 20
_SHORTEST_BURST_HOPS: Final = 6
SILENT_DBFS: Final = -55.0  # a sound whose loudest moment is not above this is nobody's voice


def speech_levels_db(samples: Samples) -> Levels:
    """Level of each 10 ms hop without what lies under 200 Hz (second-order Butterworth). Shapes: [S] -> [S // 160]."""
    from scipy.signal import butter, sosfilt

    sections = butter(2, _RUMBLE_HZ, "highpass", fs=SAMPLE_RATE_HZ, output="sos")
    return hop_levels_db(np.asarray(sosfilt(sections, samples), np.float32))


def _smooth(levels: Levels, hops: int) -> Levels:
    """Mean power over ``hops`` around each hop, in dB."""
    half = hops >> 1
    power = np.concatenate([[0.0], np.cumsum(10.0 ** (levels / 10.0))])
    place = np.arange(len(levels))
    first, end = np.maximum(0, place - half), np.minimum(len(levels), place + half + 1)
    return np.asarray(10.0 * np.log10(np.maximum((power[end] - power[first]) / (end - first), 1e-12)))


def _fill_runs(flags: NDArray[np.bool_], value: bool, shortest: int) -> None:
    """Turn inner runs of ``value`` shorter than ``shortest`` into the opposite."""
    edges = np.flatnonzero(np.diff(np.concatenate([[not value], flags, [not value]]).astype(np.int8)))
    for start, end in edges.reshape(-1, 2).tolist():
        if start > 0 and end < len(flags) and end - start < shortest:
            flags[start:end] = not value


def detect_speech(samples: Samples) -> NDArray[np.bool_]:
    """Whether somebody speaks in each 10 ms hop: a gate with hysteresis above a noise floor that follows the recording.

    It cannot tell speech from music of the same level. Shapes: [S] at 16 kHz -> [S // 160].
    """
    from scipy.ndimage import minimum_filter1d

    if len(samples) < HOP_SAMPLES:
        return np.zeros(0, np.bool_)
    levels = speech_levels_db(samples)
    if levels.max() <= SILENT_DBFS:
        return np.zeros(len(levels), np.bool_)
    smooth = _smooth(levels, _SMOOTHING_HOPS)
    loud = float(np.percentile(smooth, 95))
    floor = minimum_filter1d(_smooth(smooth, _FLOOR_SMOOTHING_HOPS), 2 * _FLOOR_REACH_HOPS + 1, mode="nearest")
    lowest = max(loud - _SPEECH_RANGE_DB, _LEAST_SPEECH_DBFS)
    onset, hold = (np.maximum(np.minimum(floor + db, loud - _LEAST_RANGE_DB), lowest) for db in (_ONSET_DB, _HOLD_DB))
    flags = np.zeros(len(levels), np.bool_)
    is_on = False
    for hop, level in enumerate(smooth):
        is_on = bool(level > (hold[hop] if is_on else onset[hop]))
        flags[hop] = is_on
    _fill_runs(flags, False, _SHORTEST_PAUSE_HOPS)
    _fill_runs(flags, True, _SHORTEST_BURST_HOPS)
    return flags
