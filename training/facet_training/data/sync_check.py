"""Does this mouth speak this sound, and how late is it: the shipped lip predictor listens, the measured mouth answers.

A file has one lag: the curves of all its faces are pooled to find it. Each face then keeps the sound only if it follows
it there, clearly better than at wrong lags. A lag that is known from elsewhere (a file of lags) wins.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import LIP_FRAME_RATE_HZ
from facet_training.data.audio_features import Samples, log_mel
from facet_training.metrics.correlation import correlation

Curve = NDArray[np.float64]

REACH_SEC: Final = 0.4
STEP_SEC: Final = 0.02
_PEAK_HALF_SEC: Final = 0.14  # lags nearer to the peak belong to it
_SHORTEST_PICTURES: Final = 12
_SHORT_SEC: Final = 2.5  # too short to find a lag: one near zero is taken
_SHORT_REACH_SEC: Final = 0.08


@dataclass(frozen=True)
class SyncSettings:
    """When a face keeps its sound.

    Attributes:
        least_fit: correlation of predicted and measured opening at the lag. least_confidence: how far that lies above
            the median of the other lags. least_short_fit: both, for faces of less than 2.5 s, which say little.

    The first two keep every one of 17 faces of 6 s with their own sound, and 2.6 % of 193 with another's; of 3 s, 24 of
    24 and 39 % of 984 (studio sentences of one rhythm). Known lags are better for short clips.
    """

    least_fit: float = 0.4
    least_confidence: float = 0.3
    least_short_fit: float = 0.1


@dataclass(frozen=True)
class KnownLag:
    """A lag from elsewhere; not trusted means that the sound is known not to belong to the picture."""

    lag_sec: float
    is_trusted: bool


@dataclass(frozen=True)
class Sync:
    """lag_sec: the sound is late by so much. confidence: see ``FaceClip.sync``. has_voice: this face speaks it."""

    lag_sec: float
    confidence: float
    has_voice: bool


def read_lags(path: Path) -> dict[str, KnownLag]:
    """Read lags by file name: either {name: {lag_sec, is_kept}} or {"clips": [{file, lag_ms, confidence}]}.

    Of the second kind only those of high confidence are taken. Raises ValueError for anything else.
    """
    content: Any = json.loads(path.read_text())
    try:
        if isinstance(content.get("clips"), list):
            certain = [item for item in content["clips"] if item["confidence"] == "high"]
            return {item["file"]: KnownLag(float(item["lag_ms"]) / 1000.0, True) for item in certain}
        return {
            name: KnownLag(float(item["lag_sec"]), bool(item.get("is_kept", True))) for name, item in content.items()
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"expected lags as {{name: {{lag_sec, is_kept}}}} in {path.name}, got another form") from error


def known_lag(lags: Mapping[str, KnownLag], name: str) -> KnownLag | None:
    """The lag of a file by its whole name or, failing that, by the part behind the last slash."""
    return lags.get(name) or lags.get(name.rsplit("/", 1)[-1])


def lag_grid() -> Curve:
    """The lags that are tried, in seconds. Shapes: -> [L]."""
    steps = round(REACH_SEC / STEP_SEC)
    return np.arange(-steps, steps + 1) * STEP_SEC


class MouthListener:
    """The application's lip predictor as a judge. Owns an onnxruntime session of one thread."""

    def __init__(self, model: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def opening(self, samples: Samples) -> NDArray[np.float32]:
        """The opening that the sound asks for, at 25 Hz from second 0. Shapes: [S] -> [ceil(S / 640)]."""
        mel = log_mel(samples)
        if mel.shape[1] == 0:
            return np.zeros(0, np.float32)
        return np.asarray(self._session.run(["opening"], {"mel": mel[None]})[0][0], np.float32)


def lag_curve(predicted: NDArray[np.float32], measured: NDArray[np.float32], first_picture: int) -> Curve:
    """Correlation of predicted and measured opening at every lag of the grid, lightly smoothed.

    Shapes: predicted [P] at 25 Hz from second 0, measured [T] of the pictures from ``first_picture`` on -> [L];
    0 where fewer than 12 pictures have both.
    """
    values = []
    place = np.arange(len(predicted))
    for lag in lag_grid():
        wanted = first_picture + np.arange(len(measured)) + lag * LIP_FRAME_RATE_HZ
        inside = (wanted >= 0) & (wanted <= len(predicted) - 1)
        if inside.sum() < _SHORTEST_PICTURES:
            values.append(0.0)
        else:
            heard = np.interp(wanted[inside], place, predicted).astype(np.float32)
            values.append(correlation(heard, measured[inside]))
    padded = np.pad(np.asarray(values), 1, mode="edge")
    return np.asarray(0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:])


def _pooled_lag(curves: Sequence[Curve], pictures: Sequence[int]) -> float:
    grid = lag_grid()
    pooled = np.average(curves, 0, weights=pictures)
    if sum(pictures) < _SHORT_SEC * LIP_FRAME_RATE_HZ:
        pooled = np.where(np.abs(grid) <= _SHORT_REACH_SEC + 1e-9, pooled, -np.inf)
    return round(float(grid[int(np.argmax(pooled))]), 4)


def judge_sync(
    curves: Sequence[Curve], pictures: Sequence[int], known: KnownLag | None, settings: SyncSettings
) -> list[Sync]:
    """One lag for a file, and for each of its faces whether it speaks. Shapes: curves N of [L], pictures N counts."""
    if not curves:
        return []
    grid = lag_grid()
    lag = _pooled_lag(curves, pictures) if known is None else known.lag_sec
    is_other = np.abs(grid - lag) > _PEAK_HALF_SEC
    found = []
    for curve, count in zip(curves, pictures, strict=True):
        fit = float(np.interp(lag, grid, curve))
        confidence = fit - float(np.median(curve[is_other]))
        if known is not None:
            has_voice = known.is_trusted
        elif count < _SHORT_SEC * LIP_FRAME_RATE_HZ:
            has_voice = min(fit, confidence) >= settings.least_short_fit
        else:
            has_voice = fit >= settings.least_fit and confidence >= settings.least_confidence
        found.append(Sync(lag, confidence, has_voice))
    return found
