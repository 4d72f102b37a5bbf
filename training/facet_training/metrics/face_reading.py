"""How well a network reads the faces of people it has never seen."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from facet_training.data.face_clip import HEAD_POSE_NAMES, MEASURE_NAMES, FaceClip
from facet_training.data.labelled_faces import centred_points
from facet_training.data.pictures import clip_picture
from facet_training.loop.stage import Check
from facet_training.networks.face_prior import FacePrior, FaceReading

_DRAWN: Final = "drawn"
_AT_ONCE: Final = 50
_ANGLES: Final = ("pitch", "yaw", "roll")
_OUTER_EYES: Final = (36, 45)


class HeldOutFaces:
    """Pictures spread evenly over clips, decoded once and kept.

    Args: most: pictures of each kind of source (footage, drawn).

    Attributes: by_kind: rows of (clip, frame) by kind. Memory: most * 3 * side_px ** 2 bytes a kind.
    """

    def __init__(self, clips: Sequence[FaceClip], side_px: int, most: int) -> None:
        self.clips = clips
        self.side_px = side_px
        self.by_kind: dict[str, list[tuple[int, int]]] = {}
        for kind in ("footage", _DRAWN):
            rows = [
                (number, frame)
                for number, clip in enumerate(clips)
                if clip.source.startswith(_DRAWN) == (kind == _DRAWN)
                for frame in range(clip.frames)
            ]
            if rows:
                chosen = np.linspace(0, len(rows) - 1, min(most, len(rows))).round().astype(int)
                self.by_kind[kind] = [rows[i] for i in chosen]

    def pictures(self, rows: Sequence[tuple[int, int]]) -> Tensor:
        """Shapes: -> [N, 3, S, S]."""
        return torch.stack([clip_picture(self.clips[clip], frame, self.side_px) for clip, frame in rows])

    def labels(self, name: str, rows: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        """``points``, ``head_pose`` or ``measures`` of rows. Shapes: -> [N, ...]."""
        return np.stack([getattr(self.clips[clip], name)[frame] for clip, frame in rows])


def _read(prior: FacePrior, faces: HeldOutFaces, rows: Sequence[tuple[int, int]]) -> FaceReading:
    device = prior.pose_mean.device
    parts = [
        prior(faces.pictures(rows[start : start + _AT_ONCE]).to(device)) for start in range(0, len(rows), _AT_ONCE)
    ]
    return FaceReading(*(torch.cat([part[i] for part in parts]).float().cpu() for i in range(len(parts[0]))))


def agreement_within(found: NDArray[np.float64], truth: NDArray[np.float64], groups: Sequence[str]) -> float:
    """Correlation of two lists after each group's mean is taken off; nan where nothing moves."""
    found, truth = found.astype(np.float64).copy(), truth.astype(np.float64).copy()
    for group in set(groups):
        rows = np.array([name == group for name in groups])
        found[rows] -= found[rows].mean()
        truth[rows] -= truth[rows].mean()
    spread = math.sqrt(float((found**2).sum() * (truth**2).sum()))
    return float((found * truth).sum() / spread) if spread > 0.0 else float("nan")


def verification_area(vectors: NDArray[np.float32], people: Sequence[str], clips: Sequence[int]) -> float:
    """Chance that two pictures of one person are more alike than two of different people (area under the curve).

    Pairs of one clip are left out where a person has several clips. Shapes: vectors [N, D] of length 1. nan when there
    is no pair of either kind.
    """
    likeness = vectors @ vectors.T
    clips_of: dict[str, set[int]] = defaultdict(set)
    for clip, person in zip(clips, people, strict=True):
        clips_of[person].add(clip)
    who, which = np.asarray(people), np.asarray(clips)
    has_several = np.array([len(clips_of[person]) > 1 for person in people])
    is_same = who[:, None] == who[None]
    is_too_near = (which[:, None] == which[None]) & has_several[:, None]
    is_pair = np.triu(np.ones_like(likeness, bool), 1) & ~is_too_near
    same, other = likeness[is_pair & is_same], np.sort(likeness[is_pair & ~is_same])
    if not len(same) or not len(other):
        return float("nan")
    below = np.searchsorted(other, same, side="left") + np.searchsorted(other, same, side="right")
    return float(below.mean() / 2.0 / len(other))


def face_reading_checks(prior: FacePrior, faces: HeldOutFaces) -> list[Check]:
    """Point error in percent of the eyes' outer distance, angles in degrees, measures' r within people, identity."""
    checks = []
    for kind, rows in faces.by_kind.items():
        reading = _read(prior, faces, rows)
        people = [faces.clips[clip].identity for clip, _ in rows]
        truth = centred_points(faces.labels("points", rows))
        eyes = np.linalg.norm(truth[:, _OUTER_EYES[0]] - truth[:, _OUTER_EYES[1]], axis=1)
        error = np.linalg.norm(reading.points.numpy() - truth, axis=2).mean(1) / eyes
        checks.append(Check(f"{kind}_point_error_percent", 100.0 * float(error.mean()), at_most=5.0))
        pose = prior.pose_deviation.cpu() * reading.head_pose + prior.pose_mean.cpu()
        off = np.abs(pose.numpy() - faces.labels("head_pose", rows)).mean(0)
        for name in _ANGLES:
            degrees = math.degrees(float(off[HEAD_POSE_NAMES.index(name)]))
            checks.append(Check(f"{kind}_{name}_error_deg", degrees, at_most=3.0))
        measured = faces.labels("measures", rows).astype(np.float64)
        found = reading.measures.numpy().astype(np.float64)
        for column, name in enumerate(MEASURE_NAMES):
            r = agreement_within(found[:, column], measured[:, column], people)
            checks.append(Check(f"{kind}_{name}_r", r, at_least=0.6))
        area = verification_area(reading.identity.numpy(), people, [clip for clip, _ in rows])
        checks.append(Check(f"{kind}_identity_auc", area, at_least=0.8))
    return checks
