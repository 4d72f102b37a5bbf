from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray

from facet_training.data.drawn_faces import FactorTracks, Person, Role, cast_role, drawn_faces, resting_tracks
from facet_training.data.drawn_faces.picture_maker import PictureMaker
from facet_training.data.face_clip import FaceClip, Pictures
from facet_training.metrics.disentanglement import DisentanglementMatrix, disentanglement_matrix, scales_of
from facet_training.metrics.face_reader import FaceReadings, readings_of
from facet_training.metrics.protocol import DRIVERS, Case, Span, swap_cases
from facet_training.metrics.scoring import score_swaps

FRAMES = 6


@lru_cache
def cached_role(seed: int, index: int, frames: int) -> Role:
    return cast_role(seed, index, frames)


def role_of(clip: FaceClip) -> Role:
    """The clip's source says which role it is."""
    return cached_role(*(int(number) for number in clip.source.split()[1:]))


@lru_cache
def maker_of(person: Person) -> PictureMaker:
    return PictureMaker(person, 32)


class Redrawn:
    """Draws a case anew as far as its landmarks, and reads them exactly; a picture only holds their number.

    ``spill``: how far lips pull the corners of the mouth and the brows along, iod for each iod of opening. ``deaf``:
    drivers that it does not listen to.
    """

    name = "redrawn"

    def __init__(self, spill: float = 0.0, deaf: Collection[str] = ()) -> None:
        self._spill, self._deaf = spill, deaf
        self._landmarks: list[NDArray[np.float64]] = []

    def _tracks(self, span: Span, frames: int) -> FactorTracks:
        return role_of(span.clip).tracks.part(span.first, span.first + frames)

    def render(self, case: Case, off: Collection[str] = ()) -> list[Pictures]:
        tracks = resting_tracks(case.frames)
        for driver in DRIVERS:
            if driver not in off and driver not in self._deaf:
                own = self._tracks(case.driver(driver), case.frames)
                tracks = tracks.with_factor(driver, own)
        pull = self._spill * tracks.lip[:, :1] * np.array([[1, 0, 1, 0]], np.float32)
        tracks = replace(tracks, expression=np.asarray(tracks.expression + pull, np.float32))
        first = len(self._landmarks)
        self._landmarks += list(maker_of(role_of(case.portrait.clip).person).landmarks(tracks))
        return [np.full((1, 1, 3), [n // 256, n % 256, 0], np.uint8) for n in range(first, len(self._landmarks))]

    def read(self, pictures: Sequence[NDArray[np.uint8]]) -> FaceReadings:
        if pictures[0].shape[0] > 1:  # the driving pictures, which it has not drawn
            return readings_of(np.full((len(pictures), 478, 3), np.nan, np.float32))
        numbers = [256 * int(picture[0, 0, 0]) + int(picture[0, 0, 1]) for picture in pictures]
        return readings_of(np.stack([self._landmarks[n] for n in numbers]).astype(np.float32))


@pytest.fixture(scope="module")
def people() -> list[FaceClip]:
    return drawn_faces(4, 0.4, seed=5, side_px=32)


def matrix_of(renderer: Redrawn, people: list[FaceClip], kind: str = "swap") -> DisentanglementMatrix:
    cases = swap_cases(people, 3, FRAMES, seed=2)
    scored = [score_swaps(case, renderer, renderer, scales_of(people)) for case in cases]
    return disentanglement_matrix([getattr(case, kind) for case in scored])


def test_faces_drawn_anew_with_one_factor_of_another_are_wholly_disentangled(people: list[FaceClip]) -> None:
    for kind in ("swap", "off"):
        matrix = matrix_of(Redrawn(), people, kind)
        assert np.diag(matrix.ratios) == pytest.approx(np.ones(4), abs=0.05)
        assert matrix.mean_off_diagonal < 0.05


def test_lips_that_pull_the_face_along_show_beside_the_diagonal(people: list[FaceClip]) -> None:
    clean, some, much = (matrix_of(Redrawn(spill), people).ratios for spill in (0.0, 0.6, 1.8))
    assert clean[3, 0] < some[3, 0] - 0.1 < much[3, 0] - 0.2
    assert some[1] == pytest.approx(clean[1], abs=0.02)


def test_a_factor_that_is_not_listened_to_has_nothing_in_its_column(people: list[FaceClip]) -> None:
    deaf = matrix_of(Redrawn(deaf=("eye",)), people).ratios
    assert deaf[[0, 2, 3], 1] == pytest.approx(np.zeros(3), abs=1e-6)
    assert np.isnan(deaf[1]).all()
    assert np.isnan(matrix_of(Redrawn(deaf=DRIVERS), people).ratios).all()
