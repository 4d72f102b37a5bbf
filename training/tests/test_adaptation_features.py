import numpy as np
import torch

from facet_training.data.synthetic import synthetic_sequences
from facet_training.metrics.lip_scores import predict_sequence
from facet_training.networks.lip_predictor import ADAPTATION_FEATURES, LipEnsemble, LipPredictor
from facet_training.stages.adaptation_features import fit_reduction


def test_adaptation_features_are_centred_small_and_sorted_by_size() -> None:
    torch.manual_seed(0)
    network = LipEnsemble([LipPredictor(48, (1, 2)), LipPredictor(48, (1,))]).eval()
    sequences = synthetic_sequences(6, 6.0, 1)
    fit_reduction(network, sequences)
    hidden = np.concatenate([predict_sequence(network, sequence.magnitudes)["hidden"] for sequence in sequences])
    assert hidden.shape[1] == ADAPTATION_FEATURES
    assert np.abs(hidden.mean(0)).max() < 1e-2
    assert 0.07 < hidden.std(0).max() < 0.09
    assert hidden.std(0)[0] >= hidden.std(0)[20]


def test_the_reduction_leaves_the_prediction_alone() -> None:
    torch.manual_seed(0)
    network = LipEnsemble([LipPredictor(48, (1,))]).eval()
    sequences = synthetic_sequences(2, 4.0, 1)
    before = predict_sequence(network, sequences[0].magnitudes)["opening"]
    fit_reduction(network, sequences)
    assert np.array_equal(before, predict_sequence(network, sequences[0].magnitudes)["opening"])
