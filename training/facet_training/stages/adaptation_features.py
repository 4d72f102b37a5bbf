"""Choosing the few features that a person's adaptation works on, after training.

Principal components of the members' features over the training speech. The leading ones vary most and are trusted
most: their size falls with the fourth root of their spread, and all stay below the guard of the ridge, so that one
penalty suits every number of members.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from facet_training.data.audio_features import log_compress
from facet_training.data.lip_sequences import LipSequence
from facet_training.networks.lip_predictor import ADAPTATION_FEATURES, LipEnsemble

_LARGEST_SPREAD = 0.08
_FALL = 0.25
_MOST_CLIPS = 250


def fit_reduction(network: LipEnsemble, sequences: Sequence[LipSequence]) -> None:
    """Set the network's projection from wide hidden features to the exported ones, in place."""
    step = max(1, len(sequences) // _MOST_CLIPS)
    wide = []
    with torch.no_grad():
        for sequence in sequences[::step]:
            mel = torch.from_numpy(log_compress(sequence.magnitudes))[None]
            wide.append(network.wide_hidden(network.predict_members(mel))[0].numpy())
    features = np.concatenate(wide).astype(np.float64)
    mean = features.mean(0)
    values, vectors = np.linalg.eigh(np.cov((features - mean).T))
    order = np.argsort(values)[::-1][:ADAPTATION_FEATURES]
    spread = np.sqrt(np.maximum(values[order], 1e-12))
    matrix = np.zeros((features.shape[1], ADAPTATION_FEATURES))
    scaled = vectors[:, order] / spread * (spread / spread[0]) ** _FALL * _LARGEST_SPREAD
    matrix[:, : len(order)] = scaled
    network.reduction.copy_(torch.from_numpy(matrix))
    network.reduction_offset.copy_(torch.from_numpy(-mean @ matrix))
