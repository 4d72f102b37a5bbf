from dataclasses import replace

import numpy as np
import pytest

from facet_training.data.face_clip import EXPRESSION_MEASURES, EYE_MEASURES, LIP_MEASURES, measure_columns
from facet_training.metrics.disentanglement import (
    CaseChanges,
    FactorScales,
    disentanglement_matrix,
    factor_changes,
)
from facet_training.metrics.face_reader import FaceReadings

UNIT = FactorScales(np.ones(12, np.float32), np.ones(3, np.float32))
COLUMNS = [measure_columns(names) for names in (LIP_MEASURES, EYE_MEASURES, EXPRESSION_MEASURES)]


def readings(lip: float, eye: float, pose: float, expression: float, frames: int = 5) -> FaceReadings:
    """A face whose measures are one number a factor."""
    measures = np.zeros((frames, 12), np.float32)
    for columns, value in zip(COLUMNS, (lip, eye, expression), strict=True):
        measures[:, columns] = value
    head_pose = np.full((frames, 6), pose, np.float32)
    return FaceReadings(np.zeros((frames, 68, 2), np.float32), head_pose, measures)


def changes(mixing: np.ndarray, base: np.ndarray, other: np.ndarray) -> CaseChanges:  # type: ignore[type-arg]
    """Changes of a renderer whose measured factors are ``mixing`` times the driven ones."""

    def shown(drivers: np.ndarray) -> FaceReadings:  # type: ignore[type-arg]
        return readings(*(mixing @ drivers))

    one = [
        factor_changes(shown(base), shown(np.where(np.arange(4) == driver, other, base)), UNIT) for driver in range(4)
    ]
    return CaseChanges(np.stack(one), factor_changes(shown(base), shown(other), UNIT))


def drawn(mixing: np.ndarray, cases: int = 20) -> list[CaseChanges]:  # type: ignore[type-arg]
    random = np.random.default_rng(0)
    return [changes(mixing, random.normal(size=4), random.normal(size=4)) for _ in range(cases)]


def test_a_perfect_renderer_has_one_on_the_diagonal_and_nothing_beside() -> None:
    matrix = disentanglement_matrix(drawn(np.eye(4)))
    assert matrix.ratios == pytest.approx(np.eye(4), abs=1e-6)
    assert matrix.mean_diagonal == pytest.approx(1.0)
    assert matrix.mean_off_diagonal == pytest.approx(0.0, abs=1e-6)
    assert matrix.cases == 20


def test_a_renderer_that_ignores_its_drivers_has_no_matrix() -> None:
    matrix = disentanglement_matrix(drawn(np.zeros((4, 4))))
    assert np.isnan(matrix.ratios).all()
    assert np.isnan(matrix.mean_diagonal)


def test_a_renderer_that_ignores_one_driver_has_nothing_in_its_column() -> None:
    deaf = np.eye(4)
    deaf[0, 0] = 0.0
    deaf[0, 2] = 0.5  # lips move with the head alone
    matrix = disentanglement_matrix(drawn(deaf))
    assert matrix.ratios[:, 0] == pytest.approx(np.zeros(4), abs=1e-6)
    assert matrix.ratios[0, 2] == pytest.approx(1.0)


def test_entanglement_that_was_put_in_is_read_off() -> None:
    mixing = np.eye(4)
    mixing[3, 0] = 0.4  # expression moves by 0.4 of what lips do
    random = np.random.default_rng(1)
    base = random.normal(size=4)
    matrix = disentanglement_matrix([changes(mixing, base, base + 1.0)])
    assert matrix.ratios[3, 0] == pytest.approx(0.4 / 1.4, abs=1e-5)
    assert matrix.ratios[3, 3] == pytest.approx(1.0 / 1.4, abs=1e-5)
    assert matrix.ratios[0] == pytest.approx([1, 0, 0, 0], abs=1e-5)
    more = mixing.copy()
    more[3, 0] = 0.8
    assert (
        disentanglement_matrix(drawn(more)).mean_off_diagonal > disentanglement_matrix(drawn(mixing)).mean_off_diagonal
    )


def test_a_model_that_moves_half_as_far_as_its_drivers_responds_by_half() -> None:
    cases = [replace(case, driven=2 * case.every) for case in drawn(np.eye(4))]
    matrix = disentanglement_matrix(cases)
    assert matrix.response == pytest.approx(np.full(4, 0.5))
    assert matrix.mean_diagonal == pytest.approx(1.0)
    assert np.isnan(disentanglement_matrix(drawn(np.eye(4))).response).all()


def test_cases_in_which_the_face_was_lost_are_left_out() -> None:
    lost = CaseChanges(np.full((4, 4), np.nan), np.ones(4))
    whole = drawn(np.eye(4), 2)
    assert disentanglement_matrix([*whole, lost]).cases == 2
    assert disentanglement_matrix([lost]).cases == 0
    with pytest.raises(ValueError, match="at least one case"):
        disentanglement_matrix([])


def test_pictures_without_a_face_do_not_count_as_change() -> None:
    one, two = readings(0, 0, 0, 0), readings(1, 1, 1, 1)
    two.points[:3] = np.nan
    assert factor_changes(one, two, UNIT) == pytest.approx(np.ones(4))
    two.points[:] = np.nan
    assert np.isnan(factor_changes(one, two, UNIT)).all()
