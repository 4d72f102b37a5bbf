"""How near a generated face comes to what drove it: lips, eyes, head pose, expression, identity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facet_training.data.face_clip import EXPRESSION_MEASURES, measure_columns
from facet_training.data.pictures import picture_tensor, resize_picture
from facet_training.metrics.correlation import correlation
from facet_training.metrics.face_reader import FaceReadings

Floats = NDArray[np.floating[Any]]
Scores = dict[str, float]

MOUTH_POINTS: Final = list(range(48, 68))
OUTER_EYE_POINTS: Final = (36, 45)
# Nose and eye corners: what neither speech nor expression moves much on the face.
STEADY_POINTS: Final = [*range(27, 36), 36, 39, 42, 45]

# Radius of an eyeball over the distance of the outer eye corners: 12 mm over 89 mm in grown-ups.
EYE_RADIUS_IOD: Final = 12.0 / 89.0

CLOSED_SHARE: Final = 0.55  # of the clip's open eyes (90th percentile), under which eyes count as closed
BLINK_TOLERANCE: Final = 2  # pictures by which the same blink may be early or late


def _both(made: FaceReadings, real: FaceReadings) -> NDArray[np.bool_]:
    if len(made) != len(real):
        raise ValueError(f"expected readings of as many pictures, got {len(made)} and {len(real)}")
    return np.asarray(made.is_found & real.is_found)


def _mean(values: Floats) -> float:
    return float(np.mean(values)) if np.size(values) else float("nan")


def align_points(points: Floats, goal: Floats) -> Floats:
    """Turn, scale and move each face onto another by its steady points. Shapes: [T, 68, 2] twice -> [T, 68, 2]."""
    ours, theirs = points[:, STEADY_POINTS], goal[:, STEADY_POINTS]
    middle, their_middle = ours.mean(1, keepdims=True), theirs.mean(1, keepdims=True)
    a, b = ours - middle, theirs - their_middle
    energy = (a**2).sum((1, 2))
    p = (a * b).sum((1, 2)) / energy
    q = (a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]).sum(1) / energy
    turn = np.stack([np.stack([p, -q], 1), np.stack([q, p], 1)], 1)
    return np.asarray(np.einsum("tij,tnj->tni", turn, points - middle) + their_middle)


def landmark_distances(made: FaceReadings, real: FaceReadings) -> Scores:
    """M-LMD and F-LMD: mean distance of the mouth's and of all points of aligned faces, in outer-eye distances.

    nan when no picture shows both faces.
    """
    both = _both(made, real)
    goal = real.points[both]
    distances = np.linalg.norm(align_points(made.points[both], goal) - goal, axis=2)
    first, second = OUTER_EYE_POINTS
    distances /= np.linalg.norm(goal[:, first] - goal[:, second], axis=1)[:, None]
    return {"m_lmd": _mean(distances[:, MOUTH_POINTS]), "f_lmd": _mean(distances)}


def _tracks(made: FaceReadings, real: FaceReadings, names: Sequence[str]) -> tuple[Floats, Floats]:
    both, columns = _both(made, real), measure_columns(names)
    return made.measures[both][:, columns], real.measures[both][:, columns]


def _mean_correlation(a: Floats, b: Floats) -> float:
    """Mean over columns in which both move. Shapes: [T, K], [T, K]."""
    x, y = a.astype(np.float32), b.astype(np.float32)
    moving = [k for k in range(x.shape[1]) if len(x) > 2 and x[:, k].std() > 1e-6 and y[:, k].std() > 1e-6]
    return _mean(np.asarray([correlation(x[:, k], y[:, k]) for k in moving]))


def lip_scores(made: FaceReadings, real: FaceReadings) -> Scores:
    """Opening and width of the mouth against the face that spoke: mean error (iod) and correlation."""
    ours, theirs = _tracks(made, real, ("opening", "mouth_width"))
    return {
        "opening_l1": _mean(np.abs(ours[:, 0] - theirs[:, 0])),
        "opening_r": _mean_correlation(ours[:, :1], theirs[:, :1]),
        "mouth_width_r": _mean_correlation(ours[:, 1:], theirs[:, 1:]),
    }


def head_pose_scores(made: FaceReadings, real: FaceReadings) -> Scores:
    """Mean errors of angles (degrees, each and all) and of place and size (half sides, and of the logarithm)."""
    both = _both(made, real)
    errors = np.abs(made.head_pose[both] - real.head_pose[both])
    angles = np.degrees(errors[:, :3])
    names = ("pitch_deg", "yaw_deg", "roll_deg")
    return {
        **{name: _mean(angles[:, column]) for column, name in enumerate(names)},
        "angle_deg": _mean(angles),
        "place": _mean(errors[:, 3:5]),
        "log_scale": _mean(errors[:, 5]),
    }


def gaze_angles(readings: FaceReadings) -> Floats:
    """Where the eyes look relative to the head, from the irises' place over an eyeball's radius.

    Shapes: -> [T, 2] degrees, right and down.
    """
    iris = readings.measures[:, measure_columns(("iris_x", "iris_y"))]
    return np.asarray(np.degrees(np.arcsin(np.clip(iris / EYE_RADIUS_IOD, -1.0, 1.0))))


def blinks(openness: Floats) -> list[tuple[int, int]]:
    """Runs of closed eyes. Shapes: openness [T] (nan where unknown) -> (first, end) of each run."""
    if not np.isfinite(openness).any():
        return []
    limit = CLOSED_SHARE * np.nanpercentile(openness, 90)
    closed = np.concatenate([[False], np.nan_to_num(openness, nan=np.inf) < limit, [False]])
    edges = np.flatnonzero(closed[1:] != closed[:-1])
    return [(int(first), int(end)) for first, end in zip(edges[::2], edges[1::2], strict=True)]


def blink_counts(made: Floats, real: Floats) -> tuple[int, int, int]:
    """Blinks found again, of how many made, of how many real; each counts once. Shapes: openness [T], [T]."""
    left, hits, ours = blinks(real), 0, blinks(made)
    theirs = len(left)
    for first, end in ours:
        match = next((b for b in left if b[0] - BLINK_TOLERANCE < end and first < b[1] + BLINK_TOLERANCE), None)
        if match is not None:
            hits += 1
            left.remove(match)
    return hits, len(ours), theirs


def blink_f1(hits: int, made: int, real: int) -> float:
    """Harmonic mean of precision and recall; nan when neither side blinks."""
    return 2.0 * hits / (made + real) if made + real else float("nan")


def eye_scores(made: FaceReadings, real: FaceReadings) -> Scores:
    """Gaze error (degrees), error of openness (of the eye's width), and blinks found again, made, and real (counts)."""
    both = _both(made, real)
    gaze = np.linalg.norm(gaze_angles(made)[both] - gaze_angles(real)[both], axis=1)
    columns = measure_columns(("eye_open_left", "eye_open_right"))
    ours, theirs = made.measures[:, columns], real.measures[:, columns]
    hits, found, there = blink_counts(ours.mean(1), theirs.mean(1))
    return {
        "gaze_deg": _mean(gaze),
        "openness_l1": _mean(np.abs(ours - theirs)[both]),
        "openness_r": _mean_correlation(ours[both], theirs[both]),
        "blinks_hit": float(hits),
        "blinks_made": float(found),
        "blinks_real": float(there),
    }


def expression_scores(made: FaceReadings, real: FaceReadings) -> Scores:
    """Brows, mouth corners and cheeks: mean error (iod), the same less each one's mean, and correlation.

    Between people only the last two say something: faces at rest differ.
    """
    ours, theirs = _tracks(made, real, EXPRESSION_MEASURES)
    if not len(ours):
        return {"expression_l1": float("nan"), "expression_change_l1": float("nan"), "expression_r": float("nan")}
    change = (ours - ours.mean(0)) - (theirs - theirs.mean(0))
    return {
        "expression_l1": _mean(np.abs(ours - theirs)),
        "expression_change_l1": _mean(np.abs(change)),
        "expression_r": _mean_correlation(ours, theirs),
    }


class IdentityVectors(Protocol):
    """A frozen network that says whose face it is (``FacePrior``: ``network(picture).identity``)."""

    def __call__(self, picture: Tensor) -> Tensor:
        """Shapes: [B, 3, S, S] in [-1, 1] -> [B, D] of length 1."""
        ...


def identity_similarity(
    vectors: IdentityVectors, portrait: NDArray[np.uint8], made: Sequence[NDArray[np.uint8]]
) -> float:
    """Mean cosine of pictures with the portrait.

    By our own network, because ArcFace's weights are not for everyone to ship: compare it with other runs by the same
    network, never with published similarities. The portrait is resized to the pictures, so that sharpness is no clue.
    """
    with torch.no_grad():
        who = vectors(picture_tensor(resize_picture(portrait, made[0].shape[0]))[None])
        cosines = [float((vectors(picture_tensor(picture)[None]) * who).sum()) for picture in made]
    return _mean(np.asarray(cosines))


def missing_share(made: FaceReadings) -> float:
    """Share of pictures on which no face was found."""
    return float(1.0 - made.is_found.mean())
