"""All scores of one case, and what cases say together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_clip import Pictures
from facet_training.metrics.disentanglement import (
    FACTORS,
    CaseChanges,
    FactorScales,
    disentanglement_matrix,
    factor_changes,
)
from facet_training.metrics.face_reader import FaceReader, FaceReadings
from facet_training.metrics.faces import (
    IdentityVectors,
    Scores,
    blink_f1,
    expression_scores,
    eye_scores,
    head_pose_scores,
    identity_similarity,
    landmark_distances,
    lip_scores,
    missing_share,
)
from facet_training.metrics.pictures import PictureFeatures, mean_sharpness, score_pictures
from facet_training.metrics.protocol import DRIVERS, SELF, Case, Span, SwapCase
from facet_training.metrics.renderers import Renderer
from facet_training.metrics.sync import score_sync
from facet_training.networks.sync import SyncNetwork

_KEPT_READINGS: Final = 16
_COUNTS: Final = ("blinks_hit", "blinks_made", "blinks_real")


@dataclass(frozen=True)
class Judges:
    """Networks that score; none of them is of the model that is scored.

    Attributes: reader: of faces. sync: of lips and sound, or None. features, identity: of a face prior, or None.
    """

    reader: FaceReader
    sync: SyncNetwork | None = None
    features: PictureFeatures | None = None
    identity: IdentityVectors | None = None


@dataclass(frozen=True)
class RenderedCase:
    """Pictures of a case and its scores by name (nan: could not be measured)."""

    pictures: list[Pictures]
    scores: Scores


class Scorer:
    """Scores renderings; readings of driving pictures are kept for the next cases."""

    def __init__(self, judges: Judges) -> None:
        self._judges = judges
        self._readings: dict[tuple[str, int], FaceReadings] = {}

    def _reading(self, span: Span, frames: int) -> FaceReadings:
        key = (str(span), frames)
        if key not in self._readings:
            while len(self._readings) >= _KEPT_READINGS:
                self._readings.pop(next(iter(self._readings)))
            self._readings[key] = self._judges.reader.read(span.pictures(frames))
        return self._readings[key]

    def score(self, case: Case, renderer: Renderer) -> RenderedCase:
        """Render and score a case of mode self or cross."""
        made = renderer.render(case)
        seen = self._judges.reader.read(made)
        lips, eyes, pose, expression = (self._reading(case.driver(driver), case.frames) for driver in DRIVERS)
        scores = {
            **lip_scores(seen, lips),
            **head_pose_scores(seen, pose),
            **eye_scores(seen, eyes),
            **expression_scores(seen, expression),
            **self._judged(case, made),
            "missing": missing_share(seen),
        }
        if case.mode == SELF:
            pictures = score_pictures(made, case.lip.pictures(case.frames), self._judges.features)
            scores |= {**asdict(pictures), **landmark_distances(seen, lips)}
        else:
            scores["sharpness"] = mean_sharpness(made)
        return RenderedCase(made, scores)

    def _judged(self, case: Case, made: Sequence[NDArray[np.uint8]]) -> Scores:
        scores: Scores = {}
        if self._judges.identity is not None:
            scores["identity"] = identity_similarity(self._judges.identity, case.portrait_picture, made)
        if self._judges.sync is not None and case.frames >= 5:
            sync = score_sync(self._judges.sync, made, case.lip.mel(case.frames))
            scores |= {
                "sync_distance": sync.distance,
                "sync_confidence": sync.confidence,
                "sync_offset": float(abs(sync.offset)),
                "sync_at_zero": sync.at_zero,
            }
        return scores


@dataclass(frozen=True)
class RenderedSwaps:
    """Pictures by row (``base``, ``other``, each driver exchanged, each driver off) and both kinds of changes."""

    pictures: dict[str, list[Pictures]]
    swap: CaseChanges
    off: CaseChanges


def score_swaps(case: SwapCase, renderer: Renderer, reader: FaceReader, scales: FactorScales) -> RenderedSwaps:
    """Exchange one driver after the other, then switch one after the other off, and see what changes."""
    rows = {"base": renderer.render(case.base), "other": renderer.render(case.other)}
    rows |= {f"other {driver}": renderer.render(case.swapped(driver)) for driver in FACTORS}
    rows |= {f"{driver} off": renderer.render(case.base, off=(driver,)) for driver in FACTORS}
    rows["all off"] = renderer.render(case.base, off=FACTORS)
    seen = {name: reader.read(pictures) for name, pictures in rows.items()}

    def changes(names: Iterable[str], every: str) -> CaseChanges:
        one = np.stack([factor_changes(seen["base"], seen[name], scales) for name in names])
        return CaseChanges(one, factor_changes(seen["base"], seen[every], scales))

    real, other = (reader.read(each.lip.pictures(each.frames)) for each in (case.base, case.other))
    swap = changes((f"other {driver}" for driver in FACTORS), "other")
    off = changes((f"{driver} off" for driver in FACTORS), "all off")
    return RenderedSwaps(rows, replace(swap, driven=factor_changes(real, other, scales)), off)


def summarise_scores(cases: Sequence[Scores]) -> dict[str, dict[str, float | int]]:
    """Mean, spread (standard deviation over cases) and count of each score; blinks are counted together.

    Cases that could not be measured (nan) are left out, which ``count`` tells.
    """
    names = sorted({name for case in cases for name in case} - set(_COUNTS))
    summary: dict[str, dict[str, float | int]] = {}
    for name in names:
        values = np.asarray([case[name] for case in cases if name in case and math.isfinite(case[name])])
        if len(values):
            summary[name] = {"mean": float(values.mean()), "spread": float(values.std()), "count": len(values)}
    if cases and all(name in case for case in cases for name in _COUNTS):
        hits, made, real = (int(sum(case[name] for case in cases)) for name in _COUNTS)
        if made + real:
            summary["blink_f1"] = {"mean": blink_f1(hits, made, real), "spread": 0.0, "count": made + real}
    return summary


def summarise_swaps(cases: Sequence[CaseChanges]) -> dict[str, Any]:
    """The matrix with its two means; nan becomes None, as JSON has no nan."""
    matrix = disentanglement_matrix(cases)
    return {
        "factors": list(FACTORS),
        "ratios": [[_finite(value) for value in row] for row in matrix.ratios.tolist()],
        "mean_diagonal": _finite(matrix.mean_diagonal),
        "mean_off_diagonal": _finite(matrix.mean_off_diagonal),
        "response": [_finite(value) for value in matrix.response.tolist()],
        "cases": matrix.cases,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
