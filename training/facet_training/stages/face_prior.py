"""The stage before all: a network that reads faces, learned from the labels of prepared or drawn faces.

What it says of pictures judges the generated ones in the later stages (features, geometry, expression, gaze) and in
scores (identity). It never enters a pack.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import smooth_l1_loss

from facet_training.config.training import TrainingConfig
from facet_training.data.face_clip import FaceClip
from facet_training.data.labelled_faces import LabelledFaceBatches, LabelledFaces, people_of
from facet_training.loop.context import StageContext, load_networks
from facet_training.loop.stage import Check, LossTerms, Stage, StepBatches
from facet_training.losses.motion_reconstruction import distance
from facet_training.losses.person_margin import PersonClassifier
from facet_training.metrics.face_reading import HeldOutFaces, face_reading_checks
from facet_training.metrics.point_pictures import with_points
from facet_training.networks.face_prior import FacePrior

STAGE: Final = "face-prior"

_OUTER_EYES: Final = (36, 45)
_EDGE: Final = 1.1  # half sides; points beyond can not be seen
_HUBER: Final = 0.3  # standard deviations; larger errors count linearly, as labels are sometimes wrong
_LABELS: Final = 4000  # drawn to find means and deviations
_SPREAD_EVERY: Final = 25  # iterations
_SPREAD_MOMENTUM: Final = 0.25
_SPREAD_PICTURES: Final = 48
_SHOWN: Final = 8


def _standardise(prior: FacePrior, batches: LabelledFaceBatches) -> None:
    """Set mean and deviation of the labels, and the usual distance of the outer eye corners, as batches have them."""
    points, head_pose, measures = batches.labels(_LABELS)
    prior.pose_mean.copy_(torch.from_numpy(head_pose.mean(0)))
    prior.pose_deviation.copy_(torch.from_numpy(head_pose.std(0)).clamp(min=1e-3))
    prior.measure_mean.copy_(torch.from_numpy(measures.mean(0)))
    prior.measure_deviation.copy_(torch.from_numpy(measures.std(0)).clamp(min=1e-3))
    right, left = (points[:, corner] for corner in _OUTER_EYES)
    prior.eye_distance.fill_(float(np.linalg.norm(right - left, axis=1).mean()))


class FacePriorStage(Stage):
    """Learns all heads at once; ``trained`` holds "face-prior" and, for training only, "person-classifier"."""

    name = STAGE
    judge = None

    def __init__(self, config: TrainingConfig, training: list[FaceClip], validation: list[FaceClip]) -> None:
        self.config = config.face_prior
        self.side_px = config.networks.picture_px
        self.training, self.validation = training, validation
        loop = self.config.loop
        self._batches = LabelledFaceBatches(
            training, self.config.augmentation, side_px=self.side_px, batch=loop.batch, seed=loop.seed
        )
        self._plain = self._batches.plain_pictures(_SPREAD_PICTURES)
        self.prior = FacePrior(self.config.sizes)
        _standardise(self.prior, self._batches)
        self.classifier = PersonClassifier(
            self.config.sizes.identity, len(people_of(training)), self.config.margin, self.config.sharpness
        )
        self.trained = nn.ModuleDict({STAGE: self.prior, "person-classifier": self.classifier})
        self.frozen = nn.ModuleDict()
        self._held_out: HeldOutFaces | None = None

    def batches(self) -> StepBatches:
        """Disturbed pictures, people balanced."""
        return self._batches

    def loss(self, batch: LabelledFaces, step: int) -> LossTerms:
        """Errors of points (outer-eye distances), of standardised pose and measures, and of who it is."""
        prior, config = self.prior, self.config
        if prior.training and step % _SPREAD_EVERY == 0:
            self._follow_spread()
        read = prior.read(batch.image)
        reading = read.reading
        measures = (batch.measures - prior.measure_mean) / prior.measure_deviation
        pose = (batch.head_pose - prior.pose_mean) / prior.pose_deviation
        away = ((reading.points - batch.points).square().sum(2) + 1e-8).sqrt() / prior.eye_distance
        seen = (batch.points.abs().amax(2) < _EDGE).float()
        points = (away * seen).sum() / seen.sum().clamp(min=1.0)
        terms = {
            "points": points,
            "head_pose": smooth_l1_loss(reading.head_pose, pose, beta=_HUBER),
            "measures": smooth_l1_loss(reading.measures, measures, beta=_HUBER),
            "expression": smooth_l1_loss(read.branch_measures, measures, beta=_HUBER),
            "identity": self.classifier(reading.identity, batch.person),
        }
        weights = {name: float(getattr(config, name)) for name in terms}
        return LossTerms(terms, weights, {"points_percent": 100.0 * float(points.detach())})

    @torch.no_grad()
    def _follow_spread(self) -> None:
        """Running mean distances between undisturbed pictures, as the losses will see them."""
        prior = self.prior.eval()
        image = self._plain.to(prior.spread.device)
        levels = [(level - level.roll(1, 0)).abs().float().mean() for level in prior.features(image)]
        reading = prior(image)
        motion = [distance(part, part.roll(1, 0)) for part in (prior.geometry_of(reading), reading.expression)]
        prior.spread.lerp_(torch.stack([*levels, *motion]).clamp(min=1e-4), _SPREAD_MOMENTUM)
        prior.train()

    def pictures(self, batch: LabelledFaces) -> dict[str, Tensor]:
        """The batch's first faces with true (green) and found (red) points."""
        image = batch.image[:_SHOWN]
        found = self.prior(image).points
        return {"points": with_points(image, {"green": batch.points[:_SHOWN], "red": found})}

    def checks(self) -> list[Check]:
        """Errors on people never seen, apart for footage and drawn faces."""
        if self._held_out is None:
            self._held_out = HeldOutFaces(self.validation, self.side_px, self.config.check_pictures)
        return face_reading_checks(self.prior, self._held_out)


def make_face_prior_stage(context: StageContext) -> FacePriorStage:
    """The stage of a run. Raises ValueError when there is nothing to learn from."""
    if not context.training:
        raise ValueError(f"{STAGE}: expected training clips, got none")
    return FacePriorStage(context.config, context.training, context.validation)


def load_face_prior(context: StageContext) -> FacePrior:
    """The finished network of a run, frozen, on the context's device.

    Raises ValueError when the stage has not been finished, or was trained with other sizes.
    """
    prior = FacePrior(context.config.face_prior.sizes)
    load_networks(context.run, STAGE, {STAGE: prior})
    return prior.to(context.device)
