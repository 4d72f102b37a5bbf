"""Landmarks in the canonical frame to the lip factor: rest shape, articulation scale, opening, width, components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import (
    LIP_COMPONENTS,
    LIP_POINTS,
    MAXIMUM_REST_SHARE,
    MINIMUM_ARTICULATION_SCALE,
    OPENING_PAIRS,
    WIDTH_PAIR,
)
from facet_training.data.canonical import lower_face_points

FloatArray = NDArray[np.float32]

LIP_WEIGHT = 3.0  # lip points count this much more than cheek and jaw points when shapes are compared
_COEFFICIENT_GUARD = 1e-9


def _columns(indices: tuple[int, ...]) -> list[int]:
    place = {point: column for column, point in enumerate(lower_face_points())}
    return [place[index] for index in indices]


def point_weights() -> FloatArray:
    """Weight of each lower-face point in shape distances. Shapes: -> [N]."""
    lips = set(LIP_POINTS)
    return np.asarray([LIP_WEIGHT if point in lips else 1.0 for point in lower_face_points()], np.float32)


def measure_opening(points: FloatArray) -> FloatArray:
    """Mean distance of three inner-lip pairs. Shapes: [T, N, 3] iod -> [T] iod."""
    upper = _columns(tuple(pair[0] for pair in OPENING_PAIRS))
    lower = _columns(tuple(pair[1] for pair in OPENING_PAIRS))
    return np.asarray(np.linalg.norm(points[:, upper] - points[:, lower], axis=2).mean(1), np.float32)


def measure_width(points: FloatArray) -> FloatArray:
    """Distance of the mouth corners. Shapes: [T, N, 3] iod -> [T] iod."""
    left, right = _columns(WIDTH_PAIR)
    return np.asarray(np.linalg.norm(points[:, left] - points[:, right], axis=1), np.float32)


@dataclass(frozen=True)
class Person:
    """What has to be taken off a face before people can be compared.

    Attributes:
        rest: [N, 3] iod, lips closed and relaxed. rest_opening, rest_width: of that shape, iod.
        scale: articulation scale, iod: standard deviation of the opening while speaking.
        closed_below: iod; an opening under it counts as closed.
    """

    rest: FloatArray
    rest_opening: float
    rest_width: float
    scale: float
    closed_below: float


def describe_person(points: FloatArray) -> Person:
    """Estimate rest shape and articulation scale from the frames of one clip or one person.

    Frames in the lowest 12 % of opening are averaged after the half of them farthest from their median shape has been
    dropped. Shapes: [T, N, 3] iod without NaN. Raises ValueError for fewer than 10 frames.
    """
    if len(points) < 10:
        raise ValueError(f"expected at least 10 frames, received {len(points)}")
    opening = measure_opening(points)
    low = np.argsort(opening, kind="stable")[: max(4, round(MAXIMUM_REST_SHARE * len(points)))]
    candidates = points[low]
    distance = np.linalg.norm(candidates - np.median(candidates, 0), axis=2).mean(1)
    rest = candidates[np.argsort(distance, kind="stable")[: max(2, len(low) // 2)]].mean(0)
    bottom, top = np.percentile(opening, (2, 98))
    return Person(
        rest=rest.astype(np.float32),
        rest_opening=float(measure_opening(rest[None])[0]),
        rest_width=float(measure_width(rest[None])[0]),
        scale=float(max(opening.std(), MINIMUM_ARTICULATION_SCALE)),
        closed_below=float(max(bottom + 0.15 * (top - bottom), 0.012)),
    )


@dataclass(frozen=True)
class LipBasis:
    """Linear shapes that span the lip factor; zero coefficients are the closed rest.

    Shapes: shapes [14, N, 3] in articulation scales for a coefficient of 1; every coefficient has a root mean square
    of 1 over the training data. Shapes are orthogonal under the point weights.
    """

    shapes: FloatArray

    def project(self, displacement: FloatArray) -> FloatArray:
        """Weighted least-squares coefficients. Shapes: [T, N, 3] articulation scales -> [T, 14]."""
        weights = np.sqrt(point_weights())[None, :, None]
        flat = (self.shapes * weights).reshape(len(self.shapes), -1)
        wanted = (displacement * weights).reshape(len(displacement), -1)
        gram = flat @ flat.T
        gram += np.eye(len(gram), dtype=np.float32) * float(np.trace(gram)) * _COEFFICIENT_GUARD
        return np.asarray(np.linalg.solve(gram, flat @ wanted.T).T, np.float32)

    def compose(self, coefficients: FloatArray) -> FloatArray:
        """Displacement for coefficients. Shapes: [T, 14] -> [T, N, 3] articulation scales."""
        return np.asarray(np.einsum("tk,knc->tnc", coefficients, self.shapes), np.float32)


def fit_basis(displacement: FloatArray, frame_weights: FloatArray) -> tuple[LipBasis, FloatArray]:
    """Principal components about the rest shape (the mean is not taken off: zero must stay the closed rest).

    Shapes: displacement [T, N, 3] articulation scales, frame_weights [T] -> basis, share of the weighted energy that
    the first k components explain [14].
    """
    weights = np.sqrt(point_weights())[None, :, None]
    flat = (displacement * weights).reshape(len(displacement), -1).astype(np.float64)
    share = (frame_weights / frame_weights.sum()).astype(np.float64)
    second_moment = (flat * share[:, None]).T @ flat
    values, vectors = np.linalg.eigh(second_moment)
    order = np.argsort(values)[::-1][:LIP_COMPONENTS]
    kept = values[order]
    shapes = vectors[:, order].T * np.sqrt(kept)[:, None]
    shapes = shapes.reshape(LIP_COMPONENTS, -1, 3) / weights
    opens = measure_opening_change(shapes.astype(np.float32))
    shapes *= np.where(opens < 0, -1.0, 1.0)[:, None, None]
    return LipBasis(shapes.astype(np.float32)), (np.cumsum(kept) / values.sum()).astype(np.float32)


def measure_opening_change(displacement: FloatArray) -> FloatArray:
    """First-order change of opening: lower minus upper inner lip, downwards. Shapes: [T, N, 3] -> [T]."""
    upper = _columns(tuple(pair[0] for pair in OPENING_PAIRS))
    lower = _columns(tuple(pair[1] for pair in OPENING_PAIRS))
    return np.asarray((displacement[:, lower, 1] - displacement[:, upper, 1]).mean(1), np.float32)
