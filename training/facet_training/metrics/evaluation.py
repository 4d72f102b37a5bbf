"""Everything that is reported about a trained lip predictor, on people it never saw."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from facet_training.constants import MEL_BINS
from facet_training.data.audio_features import decode_audio
from facet_training.data.lip_sequences import LipSequence
from facet_training.metrics.adaptation import cross_adapt
from facet_training.metrics.lip_scores import Aligned, LipScores, align_sequence, score_aligned
from facet_training.metrics.robustness import invariance, pause_opening, silence_openings
from facet_training.networks.lip_predictor import LipEnsemble

_SHORTEST_ADAPTED_FRAMES = 100  # two halves of 2 s


def halves_of(item: Aligned) -> list[Aligned]:
    """The two halves of a clip without adaptation, as the fair comparison for ``cross_adapt``."""
    middle = len(item.frames) // 2
    return [
        replace(
            item,
            frames=item.frames[part],
            predicted={name: value[part] for name, value in item.predicted.items()},
            truth={name: value[part] for name, value in item.truth.items()},
        )
        for part in (slice(middle, None), slice(0, middle))
    ]


def _summary(scores: LipScores) -> dict[str, Any]:
    names = ("opening_r", "width_r", "pooled_r", "amplitude", "closure_recall", "false_closure", "closed_auc")
    return {name: round(float(getattr(scores, name)), 3) for name in names}


def _by_clip(scores: LipScores) -> dict[str, float]:
    return {name.split("/", 1)[1]: round(value, 3) for name, value in scores.by_clip.items()}


def _milliseconds_a_second(network: LipEnsemble) -> float:
    mel = torch.zeros(1, MEL_BINS, 3000)
    with torch.no_grad():
        network(mel)
        started = time.perf_counter()
        network(mel)
    return (time.perf_counter() - started) * 1000 / 30


def evaluate_network(network: LipEnsemble, test: Sequence[LipSequence], shared: Path) -> dict[str, Any]:
    """Scores as plain data: unseen people with and without adaptation, silence, loudness, sampling rates, speed."""
    aligned = [align_sequence(network, sequence) for sequence in test]
    long_enough = [item for item in aligned if len(item.frames) >= _SHORTEST_ADAPTED_FRAMES]
    guard = network.context_frames
    plain = score_aligned(aligned)
    halves = score_aligned([half for item in long_enough for half in halves_of(item)])
    adapted = score_aligned([half for item in long_enough for half in cross_adapt(item, guard)])

    def predict(mel: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        with torch.no_grad():
            output = network(torch.from_numpy(mel)[None])
        return {name: value[0].numpy() for name, value in output._asdict().items()}

    speech = [decode_audio(path) for path in sorted((shared / "speech").glob("*.wav"))[:6]]
    return {
        "unseenPeople": _summary(plain) | {"byClip": _by_clip(plain), "people": len(aligned)},
        "unadaptedHalves": _summary(halves),
        "adaptedHalves": _summary(adapted) | {"clips": len(long_enough)},
        "silenceOpening": {name: round(value, 3) for name, value in silence_openings(predict).items()},
        "pauseOpening": round(float(np.mean([pause_opening(predict, samples[:64000]) for samples in speech])), 3)
        if speech
        else None,
        "invariance": {name: round(value, 4) for name, value in invariance(predict, speech).items()} if speech else {},
        "millisecondsPerSecondOfSound": round(_milliseconds_a_second(network), 2),
    }
