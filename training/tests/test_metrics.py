import numpy as np

from facet_training.data.lag_estimation import lag_curve, lag_grid
from facet_training.data.synthetic import synthetic_basis, synthetic_sequences
from facet_training.metrics.adaptation import cross_adapt, fit_adapter
from facet_training.metrics.correlation import correlation
from facet_training.metrics.lip_scores import Aligned, align_sequence, score_aligned
from facet_training.stages.lip import train_member
from tests.test_training import _tiny


def _item(noise: float) -> Aligned:
    random = np.random.default_rng(1)
    sequence = synthetic_sequences(1, 12.0, 4)[0]
    truth = {"coefficients": sequence.coefficients, "opening": sequence.opening, "width": sequence.width}
    truth["closed"] = sequence.closed
    hidden = np.stack([sequence.opening, sequence.width, random.standard_normal(len(sequence.opening))], 1)
    predicted = {
        "coefficients": sequence.coefficients * 0.5,
        "opening": (sequence.opening + noise * random.standard_normal(len(sequence.opening))).astype(np.float32),
        "width": sequence.width * 0.0 + random.standard_normal(len(sequence.width)).astype(np.float32) * 0.1,
        "closed_logit": 1.0 - 3.0 * sequence.opening,
        "hidden": hidden.astype(np.float32),
    }
    return Aligned(sequence, np.arange(len(sequence.opening)), predicted, truth)


def test_correlation_of_a_still_curve_is_zero() -> None:
    assert correlation(np.ones(5, np.float32), np.arange(5, dtype=np.float32)) == 0.0
    assert abs(correlation(np.arange(5, dtype=np.float32), 3 - 2 * np.arange(5, dtype=np.float32)) + 1) < 1e-9


def test_a_perfect_prediction_scores_one_and_hits_every_closure() -> None:
    scores = score_aligned([_item(0.0)])
    assert scores.opening_r > 0.999
    assert scores.closure_recall == 1.0
    assert scores.false_closure == 0.0
    assert scores.closed_auc > 0.99


def test_adaptation_learns_what_the_features_know() -> None:
    item = _item(0.0)
    before = score_aligned([item]).width_r
    after = score_aligned(cross_adapt(item, guard_frames=4, penalty=0.1)).width_r
    assert before < 0.5
    assert after > 0.9


def test_strong_ridge_leaves_only_the_offset() -> None:
    item = _item(0.0)
    adapter = fit_adapter(item.predicted, item.truth, penalty=1e9)
    assert np.abs(adapter.matrix).max() < 1e-3


def test_the_lag_of_a_shifted_clip_is_found() -> None:
    sequences = synthetic_sequences(6, 6.0, 9)
    predictor, _ = train_member(_tiny(120), sequences[:5], synthetic_basis())
    curve = lag_curve(predictor, sequences[5])
    assert abs(lag_grid()[int(curve.argmax())]) <= 0.06
    assert align_sequence(predictor, sequences[5]).truth["opening"].shape[0] > 100
