"""Whether stage 1 separates: motion must be readable from the trunk's feature, identity must not (spec C.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor

from facet_training.data.face_clip import HEAD_POSE_NAMES, MEASURE_NAMES, FaceClip
from facet_training.data.pictures import clip_picture
from facet_training.data.portrait_batches import Moment
from facet_training.loop.context import StageContext
from facet_training.loop.stage import Check
from facet_training.metrics.probes import FloatArray, correlations, identity_above_chance, ridge_predictions
from facet_training.networks.appearance_encoder import AppearanceEncoder
from facet_training.networks.face_prior import FacePrior
from facet_training.networks.motion_encoder import MotionEncoder

_BATCH: Final = 16
_ANGLES: Final = HEAD_POSE_NAMES[:3]
_LEAST_R: Final = {"opening": 0.7, "eye_open_left": 0.5, "iris_x": 0.4}

Draw = Callable[[Tensor, Tensor], Tensor]


def spread_moments(clips: Sequence[FaceClip], count: int) -> list[Moment]:
    """About ``count`` frames, alike for all people, evenly over each one's clips, in order."""
    of_person: dict[str, list[Moment]] = defaultdict(list)
    for number, clip in enumerate(clips):
        of_person[clip.identity] += [Moment(number, frame) for frame in range(clip.frames)]
    each = max(2, count // max(1, len(of_person)))
    found = []
    for moments in of_person.values():
        places = np.unique(np.linspace(0, len(moments) - 1, min(each, len(moments))).round().astype(int))
        found += [moments[place] for place in places]
    return found


@dataclass(frozen=True)
class _Probed:
    """Features and truth of frames. Shapes: motion [N, U], identity [N, D], head_pose [N, 6], measures [N, 12]."""

    motion: FloatArray
    identity: FloatArray
    head_pose: FloatArray
    measures: FloatArray
    people: list[str]
    takes: list[int]


class AppearanceMotionChecks:
    """Measures stage 1 on people who were kept apart; nothing is measured without such people.

    Args:
        pictures: of training people (linear readers learn on them) and of validation people, each.
    """

    def __init__(self, context: StageContext, prior: FacePrior, pictures: int) -> None:
        self._training, self._validation = context.training, context.validation
        self._side_px = context.config.networks.picture_px
        self._prior = prior
        self._pictures = pictures
        self._device = context.device

    @torch.no_grad()
    def measure(self, appearance: AppearanceEncoder, motion: MotionEncoder, draw: Draw) -> list[Check]:
        """Measure networks that are in evaluation mode."""
        if not self._validation:
            return []
        known = self._probe(self._training, appearance, motion)
        asked = self._probe(self._validation, appearance, motion)
        return [*_motion_checks(known, asked), *_identity_checks(asked), *self._drawing_checks(draw)]

    def _tensors(self, clips: Sequence[FaceClip], moments: Sequence[Moment]) -> Tensor:
        pictures = [clip_picture(clips[moment.clip], moment.frame, self._side_px) for moment in moments]
        return torch.stack(pictures).to(self._device)

    def _probe(self, clips: Sequence[FaceClip], appearance: AppearanceEncoder, motion: MotionEncoder) -> _Probed:
        moments = spread_moments(clips, self._pictures)
        unified, identity = [], []
        for first in range(0, len(moments), _BATCH):
            pictures = self._tensors(clips, moments[first : first + _BATCH])
            unified.append(motion.model(pictures).double().cpu().numpy())
            identity.append(appearance(pictures).id_vector.double().cpu().numpy())
        return _Probed(
            np.concatenate(unified),
            np.concatenate(identity),
            np.stack([clips[moment.clip].head_pose[moment.frame] for moment in moments]).astype(np.float64),
            np.stack([clips[moment.clip].measures[moment.frame] for moment in moments]).astype(np.float64),
            [clips[moment.clip].identity for moment in moments],
            [moment.clip for moment in moments],
        )

    def _drawing_checks(self, draw: Draw) -> list[Check]:
        """Draw frames of people kept apart from the first picture of their clip."""
        moments = [moment for moment in spread_moments(self._validation, max(8, self._pictures // 6)) if moment.frame]
        errors, copies, distances = [], [], []
        for first in range(0, len(moments), _BATCH):
            part = moments[first : first + _BATCH]
            portraits = self._tensors(self._validation, [Moment(moment.clip, 0) for moment in part])
            targets = self._tensors(self._validation, part)
            made = draw(portraits[:, None], targets)
            errors += (made - targets).square().mean((1, 2, 3)).tolist()
            copies += (portraits - targets).square().mean((1, 2, 3)).tolist()
            distances += self._point_distances(made, targets)
        if not moments:
            return []
        return [
            Check("PSNR of drawings (dB)", _psnr(errors), at_least=_psnr(copies)),
            Check("PSNR of the portrait itself (dB)", _psnr(copies)),
            Check("points of drawings off (% of eye distance)", float(np.mean(distances)), at_most=5.0),
        ]

    def _point_distances(self, made: Tensor, targets: Tensor) -> list[float]:
        seen, wanted = self._prior(made).points, self._prior(targets).points
        eyes = (wanted[:, 45] - wanted[:, 36]).norm(dim=1).clamp_min(1e-3)
        off = (seen - wanted).norm(dim=2).mean(1) / eyes * 100.0
        return [float(value) for value in off]


def _psnr(squares: Sequence[float]) -> float:
    """Mean over pictures, of mean squares in [-1, 1]."""
    return float(np.mean(10.0 * np.log10(4.0 / np.maximum(squares, 1e-10))))


def _motion_checks(known: _Probed, asked: _Probed) -> list[Check]:
    """Linear readers that learned on training people, asked about others."""
    found = ridge_predictions(known.motion, np.hstack([known.head_pose, known.measures]), asked.motion)
    pose, measures = found[:, : len(HEAD_POSE_NAMES)], found[:, len(HEAD_POSE_NAMES) :]
    degrees = np.degrees(np.abs(pose - asked.head_pose).mean(0))
    checks = [
        Check(f"{name} from motion (deg)", float(degrees[column]), at_most=5.0) for column, name in enumerate(_ANGLES)
    ]
    agreement = correlations(measures, asked.measures)
    return checks + [
        Check(f"{name} from motion (r)", float(agreement[column]), at_least=_LEAST_R.get(name))
        for column, name in enumerate(MEASURE_NAMES)
    ]


def _identity_checks(asked: _Probed) -> list[Check]:
    return [
        Check(
            "identity from motion (0 = chance)",
            identity_above_chance(asked.motion, asked.people, asked.takes),
            at_most=0.3,
        ),
        Check(
            "identity from appearance (0 = chance)",
            identity_above_chance(asked.identity, asked.people, asked.takes),
            at_least=0.5,
        ),
    ]
