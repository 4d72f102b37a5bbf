"""Scores of predicted lip motion against the measured mouth of unseen people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from facet_training.data.audio_features import log_compress
from facet_training.data.lip_sequences import LipSequence
from facet_training.data.sampler import cut_window
from facet_training.metrics.correlation import correlation
from facet_training.networks.lip_predictor import LipEnsemble, LipPrediction, LipPredictor

FloatArray = NDArray[np.float32]

_SHORTEST_FRAMES = 16


@dataclass(frozen=True)
class Aligned:
    """Prediction and truth of one clip on the 25 Hz grid of the sound, unknown frames removed.

    Shapes: frames [T] (grid index of each kept frame), predicted and truth by name, [T] or [T, K].
    """

    sequence: LipSequence
    frames: NDArray[np.int64]
    predicted: dict[str, FloatArray]
    truth: dict[str, FloatArray]


@dataclass(frozen=True)
class LipScores:
    """Means over clips (weighted by length unless stated).

    Attributes:
        opening_r, width_r: correlation at the known lag. pooled_r: all frames together, each clip's mean removed,
            each clip scaled to unit articulation. amplitude: predicted over true standard deviation of opening.
        closure_recall: share of true closures (runs of closed frames next to a clear opening) on which the prediction
            falls into its own lowest range within one frame; false_closure: share of clearly open true frames there.
        closed_auc: chance that a closed frame gets a higher closed logit than an open one.
    """

    opening_r: float
    width_r: float
    pooled_r: float
    amplitude: float
    closure_recall: float
    false_closure: float
    closed_auc: float
    by_clip: dict[str, float]


def predict_sequence(network: LipPredictor | LipEnsemble, magnitudes: FloatArray) -> dict[str, FloatArray]:
    """Run the network over a whole clip. Shapes: mel magnitudes [M, F] -> outputs without the batch axis."""
    with torch.no_grad():
        output: LipPrediction = network(torch.from_numpy(log_compress(magnitudes))[None])
    return {name: value[0].numpy() for name, value in output._asdict().items()}


def align_sequence(network: LipPredictor | LipEnsemble, sequence: LipSequence, lag_sec: float | None = None) -> Aligned:
    """Predict a clip and put the truth beside it, at the clip's own lag or at another one."""
    predicted = predict_sequence(network, sequence.magnitudes)
    placed = sequence if lag_sec is None else sequence.with_lag(lag_sec)
    _, truth = cut_window(placed, 0.0, len(predicted["opening"]))
    known = truth.pop("mask") > 0
    truth.pop("curves")
    return Aligned(
        sequence=sequence,
        frames=np.flatnonzero(known),
        predicted={name: value[known] for name, value in predicted.items()},
        truth={name: value[known] for name, value in truth.items()},
    )


def _closures(predicted: FloatArray, truth: FloatArray) -> tuple[int, int, int, int]:
    """Hits, closures, false closures, open frames. The prediction is brought to the truth's mean and spread first."""
    if len(truth) < _SHORTEST_FRAMES or predicted.std() < 1e-6:
        return 0, 0, 0, 0
    bottom, top = np.percentile(truth, (2, 98))
    limit, wide = bottom + 0.15 * (top - bottom), bottom + 0.35 * (top - bottom)
    low, high = np.percentile(predicted, (2, 98))
    own_limit = low + 0.20 * (high - low)
    closed = truth < limit
    hits = events = 0
    index = 0
    while index < len(closed):
        if not closed[index]:
            index += 1
            continue
        end = index
        while end < len(closed) and closed[end]:
            end += 1
        around = np.concatenate([truth[max(0, index - 6) : index], truth[end : end + 6]])
        if len(around) and around.max() > wide:
            events += 1
            hits += bool(predicted[max(0, index - 1) : end + 1].min() < own_limit)
        index = end
    is_open = truth > wide
    return hits, events, int((predicted[is_open] < own_limit).sum()), int(is_open.sum())


def _area_under_curve(scores: FloatArray, labels: NDArray[np.bool_]) -> float:
    positives, negatives = int(labels.sum()), int((~labels).sum())
    if positives == 0 or negatives == 0:
        return float("nan")
    ranks = np.empty(len(scores))
    ranks[np.argsort(scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return float((ranks[labels].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def score_aligned(results: Sequence[Aligned]) -> LipScores:
    """Summarise clips."""
    kept = [item for item in results if len(item.frames) >= _SHORTEST_FRAMES]
    if not kept:
        raise ValueError("expected at least one clip with 16 known frames")
    weights = np.asarray([len(item.frames) for item in kept], np.float64)
    weights /= weights.sum()
    opening = [correlation(item.predicted["opening"], item.truth["opening"]) for item in kept]
    width = [correlation(item.predicted["width"], item.truth["width"]) for item in kept]
    spread = [item.predicted["opening"].std() / max(float(item.truth["opening"].std()), 1e-6) for item in kept]
    centred = [
        (
            item.predicted["opening"] - item.predicted["opening"].mean(),
            (item.truth["opening"] - item.truth["opening"].mean()) / max(float(item.truth["opening"].std()), 1e-6),
        )
        for item in kept
    ]
    counts = np.asarray([_closures(item.predicted["opening"], item.truth["opening"]) for item in kept]).sum(0)
    return LipScores(
        opening_r=float(weights @ opening),
        width_r=float(weights @ width),
        pooled_r=correlation(np.concatenate([a for a, _ in centred]), np.concatenate([b for _, b in centred])),
        amplitude=float(weights @ np.asarray(spread)),
        closure_recall=float(counts[0] / max(1, counts[1])),
        false_closure=float(counts[2] / max(1, counts[3])),
        closed_auc=_area_under_curve(
            np.concatenate([item.predicted["closed_logit"] for item in kept]),
            np.concatenate([item.truth["closed"] for item in kept]) > 0.5,
        ),
        by_clip={item.sequence.name: value for item, value in zip(kept, opening, strict=True)},
    )
