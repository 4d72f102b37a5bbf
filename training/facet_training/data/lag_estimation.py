"""Whose sound is how late: a first model listens, the mouth answers.

News clips are too short to answer alone: a look-alike group (one studio, one broadcast) answers together, leaning on
all news clips as much as on a few clips of its own. An audited clip of at least five seconds moves half way from the
audited lag to the model's, if the two are near each other. A clip nobody has audited takes the lag that fits best.
Whatever does not follow its sound anywhere is dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facet_training.data.clip_index import ClipEntry
from facet_training.data.lip_sequences import LipSequence
from facet_training.data.sampler import cut_window
from facet_training.metrics.correlation import correlation
from facet_training.metrics.lip_scores import predict_sequence
from facet_training.networks.lip_predictor import LipEnsemble, LipPredictor

Curve = NDArray[np.float64]

REACH_SEC = 0.3
STEP_SEC = 0.02
LOWEST_FIT = 0.2
LOWEST_FIT_SHORT = -0.1  # a clip of 1.2 s says little about itself: only clear contradictions go
GROUPED_FOLDER = "arabic"
SHARED_CLIPS = 8.0  # the whole folder weighs as much as this many clips of the group
AUDIT_DOUBT_SEC = 0.08
LONG_CLIP_SEC = 5.0


@dataclass(frozen=True)
class LagEstimate:
    """Believed lag in seconds and correlation of the opening there."""

    lag_sec: float
    fit: float
    is_kept: bool


def lag_grid() -> Curve:
    """The lags that are tried, in seconds."""
    steps = round(REACH_SEC / STEP_SEC)
    return np.arange(-steps, steps + 1) * STEP_SEC


def lag_curve(network: LipPredictor | LipEnsemble, sequence: LipSequence) -> Curve:
    """Correlation of predicted and measured opening for every lag of the grid.

    Lightly smoothed: between two picture frames the measurement is an average and would look better than on a frame.
    """
    opening = predict_sequence(network, sequence.magnitudes)["opening"]
    values = []
    for lag in lag_grid():
        _, truth = cut_window(sequence.with_lag(float(lag)), 0.0, len(opening))
        known = truth["mask"] > 0
        values.append(correlation(opening[known], truth["opening"][known]) if known.sum() >= 12 else 0.0)
    padded = np.pad(np.asarray(values), 1, mode="edge")
    return np.asarray(0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:])


def _peak(curve: Curve) -> float:
    return float(lag_grid()[int(curve.argmax())])


def _believe(sequence: LipSequence, audited: float | None, curve: Curve, group: Curve | None) -> LagEstimate:
    grid = lag_grid()
    if group is not None:
        lag = _peak(group)
        fit = float(np.interp(lag, grid, curve))
        return LagEstimate(lag, fit, fit > LOWEST_FIT_SHORT)
    lag = _peak(curve)
    if audited is not None:
        trusted = sequence.seconds >= LONG_CLIP_SEC and abs(lag - audited) <= AUDIT_DOUBT_SEC
        lag = (lag + audited) / 2 if trusted else audited
    fit = float(np.interp(lag, grid, curve))
    return LagEstimate(round(lag, 4), fit, fit >= LOWEST_FIT)


def estimate_lags(
    network: LipPredictor | LipEnsemble, sequences: Sequence[LipSequence], entries: Sequence[ClipEntry]
) -> dict[str, LagEstimate]:
    """Lag of every clip by name."""
    audited = {entry.name: entry.lag_sec for entry in entries}
    curves = {sequence.name: lag_curve(network, sequence) for sequence in sequences}
    members: dict[str, list[Curve]] = defaultdict(list)
    for sequence in sequences:
        if sequence.folder == GROUPED_FOLDER:
            members[sequence.identity].append(curves[sequence.name])
    everyone = np.mean([curve for group in members.values() for curve in group], 0) if members else lag_grid() * 0
    groups = {name: np.sum(group, 0) + SHARED_CLIPS * everyone for name, group in members.items()}
    return {
        sequence.name: _believe(
            sequence, audited.get(sequence.name), curves[sequence.name], groups.get(sequence.identity)
        )
        for sequence in sequences
    }
