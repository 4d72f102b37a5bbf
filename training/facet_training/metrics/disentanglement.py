"""The table that shows whether factors are controlled apart: what changes when one driver is exchanged.

Entry (i, j) is how far measured factor i changes when driver j alone is exchanged, over how far it changes when all
four are. A perfect model gives 1 on the diagonal and 0 beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_clip import EXPRESSION_MEASURES, EYE_MEASURES, LIP_MEASURES, FaceClip, measure_columns
from facet_training.metrics.face_reader import FaceReadings

FACTORS: Final = ("lip", "eye", "head_pose", "expression")
# Changes of all drivers together below this many standard deviations are no ground to divide by.
LEAST_CHANGE: Final = 1e-3

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FactorScales:
    """Standard deviations by which changes are divided. Shapes: measures [12], angles [3] (pitch, yaw, roll)."""

    measures: NDArray[np.float32]
    angles: NDArray[np.float32]


def scales_of(clips: Sequence[FaceClip]) -> FactorScales:
    """Deviations over all pictures of clips. Raises ValueError for no clips."""
    if not clips:
        raise ValueError("expected clips to take the usual changes of factors from, got none")
    measures = np.concatenate([clip.measures for clip in clips]).std(0)
    angles = np.concatenate([clip.head_pose[:, :3] for clip in clips]).std(0)
    return FactorScales(np.maximum(measures, 1e-6), np.maximum(angles, 1e-6))


def factor_changes(before: FaceReadings, after: FaceReadings, scales: FactorScales) -> Floats:
    """How far each of ``FACTORS`` differs between two renderings of the same moments.

    Shapes: -> [4] mean over pictures with both faces, and over the factor's measures, of |difference| / deviation; nan
    when there is no such picture.
    """
    both = before.is_found & after.is_found
    if not both.any():
        return np.full(len(FACTORS), np.nan)
    measures = np.abs(before.measures[both] - after.measures[both]) / scales.measures
    angles = np.abs(before.head_pose[both, :3] - after.head_pose[both, :3]) / scales.angles
    names = (LIP_MEASURES, EYE_MEASURES, None, EXPRESSION_MEASURES)
    parts = [angles if own is None else measures[:, measure_columns(own)] for own in names]
    return np.asarray([float(part.mean()) for part in parts])


@dataclass(frozen=True)
class CaseChanges:
    """Changes of one case.

    Shapes: one [4, 4]: row = driver that alone was exchanged, column = measured factor; every [4]: all exchanged;
    driven [4]: the same change between the driving pictures themselves, nan where there are none (drivers off).
    """

    one: Floats
    every: Floats
    driven: Floats = field(default_factory=lambda: np.full(len(FACTORS), np.nan))


@dataclass(frozen=True)
class DisentanglementMatrix:
    """Attributes: ratios: see below. cases: how many went in.

    Shapes: ratios [4, 4]: row = measured factor, column = exchanged driver, both in the order of ``FACTORS``; nan where
    the factor hardly changes even when all are exchanged. response [4]: how far each factor changes when all are, over
    how far it changes between the driving pictures: ratios say nothing of a model that hardly moves. Between people
    faces at rest differ, too, so even a good model may stay below 1 in what is of the person.
    """

    ratios: Floats
    cases: int
    response: Floats

    @property
    def mean_diagonal(self) -> float:
        """How much of each change its own driver makes; 1 is ideal."""
        return float(np.nanmean(np.diag(self.ratios))) if np.isfinite(np.diag(self.ratios)).any() else float("nan")

    @property
    def mean_off_diagonal(self) -> float:
        """How much other drivers change; 0 is ideal."""
        beside = self.ratios[~np.eye(len(FACTORS), dtype=bool)]
        return float(np.nanmean(beside)) if np.isfinite(beside).any() else float("nan")


def disentanglement_matrix(cases: Sequence[CaseChanges]) -> DisentanglementMatrix:
    """Sums of changes over cases, divided (cases with large changes count more than a mean of ratios would let them).

    Cases in which a face was lost (nan) are left out. Raises ValueError for no cases at all.
    """
    if not cases:
        raise ValueError("expected at least one case for the matrix")
    whole = [case for case in cases if np.isfinite(case.one).all() and np.isfinite(case.every).all()]
    if not whole:
        nothing = np.full((len(FACTORS), len(FACTORS)), np.nan)
        return DisentanglementMatrix(nothing, 0, nothing[0])
    one = np.sum([case.one for case in whole], 0).T
    every = np.sum([case.every for case in whole], 0)
    usable = np.where(every > LEAST_CHANGE * len(whole), every, np.nan)
    moving = [case for case in whole if np.isfinite(case.driven).all()]
    driven = np.sum([case.driven for case in moving], 0) if moving else np.full(len(FACTORS), np.nan)
    response = np.sum([case.every for case in moving], 0) / np.where(driven > 0, driven, np.nan)
    return DisentanglementMatrix(one / usable[:, None], len(whole), response)
