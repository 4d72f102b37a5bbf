import numpy as np
import pytest
from numpy.typing import NDArray

from facet_training.data.canonical import canonical_mesh, lower_face_points
from facet_training.data.lip_shape import (
    describe_person,
    fit_basis,
    measure_opening,
    measure_width,
)
from facet_training.data.synthetic import synthetic_basis


def _talking(frames: int = 200) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    face = np.concatenate([canonical_mesh(), np.zeros((10, 3))])[list(lower_face_points())].astype(np.float32)
    opening = np.clip(np.sin(np.arange(frames) / 5), 0, None).astype(np.float32)
    return face + opening[:, None, None] * synthetic_basis().shapes[0], opening


def test_the_rest_shape_is_the_closed_one() -> None:
    points, opening = _talking()
    person = describe_person(points)
    assert abs(person.rest_opening - measure_opening(points[opening == 0]).mean()) < 1e-3
    assert person.scale == pytest.approx(measure_opening(points).std(), rel=1e-5)
    assert person.rest_width == pytest.approx(measure_width(points[:1])[0], abs=1e-3)


def test_too_few_frames_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 10"):
        describe_person(_talking(5)[0])


def test_projection_inverts_composition() -> None:
    random = np.random.default_rng(3)
    displacement = random.standard_normal((300, 175, 3)).astype(np.float32)
    basis, explained = fit_basis(displacement, np.ones(300, np.float32))
    coefficients = random.standard_normal((5, 14)).astype(np.float32)
    assert np.allclose(basis.project(basis.compose(coefficients)), coefficients, atol=1e-3)
    assert np.all(np.diff(explained) >= 0)


def test_coefficients_have_unit_size_over_the_data_they_were_fitted_on() -> None:
    displacement = np.random.default_rng(4).standard_normal((400, 175, 3)).astype(np.float32)
    basis, _ = fit_basis(displacement, np.ones(400, np.float32))
    assert np.allclose(np.sqrt((basis.project(displacement) ** 2).mean(0)), 1, atol=0.02)


def test_zero_coefficients_are_the_rest_shape() -> None:
    assert not synthetic_basis().compose(np.zeros((1, 14), np.float32)).any()
