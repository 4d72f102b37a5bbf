"""Adapting to one person: ridge from hidden features to what the person's own mouth does beyond the prediction.

The application fits the same on the video's own speech (``manifest.json: lip.adaptation``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from facet_training.metrics.lip_scores import Aligned

FloatArray = NDArray[np.float32]

PENALTY_PER_ROW = 0.3
SPREAD_GUARD = 0.1  # features are divided by (standard deviation + guard); the exported ones vary by less than that
ADAPTED_NAMES = ("coefficients", "opening", "width")


@dataclass(frozen=True)
class Adapter:
    """Linear correction of the outputs.

    Shapes: feature_mean, feature_scale [D]; matrix [D, K]; offset [K], K = 14 coefficients, opening, width.
    """

    feature_mean: FloatArray
    feature_scale: FloatArray
    matrix: FloatArray
    offset: FloatArray

    def correct(self, predicted: dict[str, FloatArray]) -> dict[str, FloatArray]:
        """Add the correction to a prediction; closed_logit and hidden stay as they are."""
        features = (predicted["hidden"] - self.feature_mean) / self.feature_scale
        change = features @ self.matrix + self.offset
        out = dict(predicted)
        out["coefficients"] = predicted["coefficients"] + change[:, :-2]
        out["opening"] = predicted["opening"] + change[:, -2]
        out["width"] = predicted["width"] + change[:, -1]
        return out


def _columns(values: dict[str, FloatArray]) -> FloatArray:
    return np.concatenate([values["coefficients"], values["opening"][:, None], values["width"][:, None]], 1)


def fit_adapter(
    predicted: dict[str, FloatArray], truth: dict[str, FloatArray], penalty: float = PENALTY_PER_ROW
) -> Adapter:
    """Ridge regression of (truth - prediction) on standardised features; ``penalty * T`` is added to the diagonal.

    Shapes: dictionaries of [T, ...] over the person's own speech.
    """
    hidden = predicted["hidden"].astype(np.float64)
    mean, scale = hidden.mean(0), hidden.std(0) + SPREAD_GUARD
    features = (hidden - mean) / scale
    wanted = (_columns(truth) - _columns(predicted)).astype(np.float64)
    offset = wanted.mean(0)
    gram = features.T @ features + np.eye(features.shape[1]) * penalty * len(features)
    matrix = np.linalg.solve(gram, features.T @ (wanted - offset))
    return Adapter(
        mean.astype(np.float32), scale.astype(np.float32), matrix.astype(np.float32), offset.astype(np.float32)
    )


def _part(values: dict[str, FloatArray], where: NDArray[np.bool_]) -> dict[str, FloatArray]:
    return {name: value[where] for name, value in values.items()}


def cross_adapt(item: Aligned, guard_frames: int, penalty: float = PENALTY_PER_ROW) -> list[Aligned]:
    """Fit on one half of a clip, correct the other, both ways round.

    ``guard_frames`` frames at the seam are left out of the fit, so that no sound of the scored half is seen in it.
    """
    middle = len(item.frames) // 2
    index = np.arange(len(item.frames))
    halves = []
    for scored, fitted in (
        (index >= middle, index < middle - guard_frames),
        (index < middle, index >= middle + guard_frames),
    ):
        adapter = fit_adapter(_part(item.predicted, fitted), _part(item.truth, fitted), penalty)
        halves.append(
            replace(
                item,
                frames=item.frames[scored],
                predicted=adapter.correct(_part(item.predicted, scored)),
                truth=_part(item.truth, scored),
            )
        )
    return halves
