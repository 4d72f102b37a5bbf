"""The sound of a run of pictures: mel rows as PD-FGC hears them, and where somebody speaks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from facet_training.data.audio_features import Samples
from facet_training.data.face_clip import PICTURE_RATE_HZ
from facet_training.data.pdfgc_audio import (
    HOP_SAMPLES,
    MEL_BINS,
    ROWS_PER_PICTURE,
    SAMPLE_RATE_HZ,
    WINDOW_ROWS,
    mel_rows,
)

_PICTURES_BEFORE = 2  # the official window of output n - 2 belongs to picture n


def sound_of_pictures(samples: Samples, first_picture: int, pictures: int, lag_sec: float) -> NDArray[np.uint8]:
    """Mel rows of pictures, the lag undone; silence beyond both ends of the recording.

    Shapes: samples [S] of the whole file (its loudness is normalised as a whole) -> [4 (T - 1) + 20, M=80], 255 = 1.0;
    rows 4 t .. 4 t + 20 are the window of picture ``first_picture + t`` of 25 a second. lag_sec > 0: the sound is late.
    """
    late = round(lag_sec * SAMPLE_RATE_HZ)
    hops, rest = divmod(late, HOP_SAMPLES)
    rows = mel_rows(samples[rest:])
    start = ROWS_PER_PICTURE * (first_picture - _PICTURES_BEFORE) + hops
    count = ROWS_PER_PICTURE * (pictures - 1) + WINDOW_ROWS
    out = np.zeros((count, MEL_BINS), np.uint8)
    begin, end = max(0, start), min(len(rows), start + count)
    if end > begin:
        out[begin - start : end - start] = np.round(rows[begin:end] * 255.0)
    return out


def speech_of_pictures(
    is_speech: NDArray[np.bool_], first_picture: int, pictures: int, lag_sec: float
) -> NDArray[np.bool_]:
    """Whether somebody speaks at each picture: in any hop within half a picture of its (lagged) time.

    Shapes: is_speech [hops of 10 ms] -> [T].
    """
    hops_a_second = SAMPLE_RATE_HZ // HOP_SAMPLES
    times = (first_picture + np.arange(pictures)) / PICTURE_RATE_HZ + lag_sec
    half = 0.5 / PICTURE_RATE_HZ
    starts = np.floor((times - half) * hops_a_second + 1e-6).astype(np.int64)
    ends = np.ceil((times + half) * hops_a_second - 1e-6).astype(np.int64)
    speaking = [bool(is_speech[max(0, a) : max(0, b)].any()) for a, b in zip(starts, ends, strict=True)]
    return np.asarray(speaking, np.bool_)
