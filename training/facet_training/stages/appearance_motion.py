"""Stage 1: an encoder for who and one for what is done, learned by drawing a person's other frames (spec C.1).

Portraits of a person go through the appearance encoder, a driving frame without its identity through the motion trunk;
a first generator draws the driving frame as it was. That generator is thrown away; what stays is the trunk's feature,
which has to hold every motion and is of no use for identity.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.data.portrait_batches import PortraitBatch, PortraitBatches
from facet_training.loop.context import StageContext, load_networks
from facet_training.loop.stage import Check, LossTerms, Stage, StepBatches
from facet_training.losses.adversarial import generator_hinge_loss, judge_hinge_loss
from facet_training.losses.face_pixels import FacePixelLoss
from facet_training.losses.feature_matching import feature_matching_loss
from facet_training.losses.identity_confusion import IdentityConfusion
from facet_training.losses.motion_reconstruction import make_motion_reconstruction_loss
from facet_training.losses.perceptual import make_perceptual_loss
from facet_training.networks.appearance_encoder import AppearanceCode, AppearanceEncoder
from facet_training.networks.discriminator import Discriminator
from facet_training.networks.face_prior import FacePrior
from facet_training.networks.generator import Generator
from facet_training.networks.motion_encoder import MotionEncoder
from facet_training.stages.appearance_motion_checks import AppearanceMotionChecks
from facet_training.stages.growth import grown_pictures, growth_levels


def mean_appearance(encoder: AppearanceEncoder, portraits: Tensor) -> AppearanceCode:
    """Appearance of several portraits, averaged. Shapes: [B, K, 3, S, S] -> id vector [B, D], id map [B, C, h, w]."""
    items, count = portraits.shape[:2]
    code = encoder(portraits.flatten(0, 1))
    if count == 1:
        return AppearanceCode(*code)
    return AppearanceCode(*(part.unflatten(0, (items, count)).mean(1) for part in code))


class FirstGenerator(Generator):
    """The generator of stage 1, whose conditioning is [id | unified motion feature]."""

    def __init__(self, sizes: PdfgcConfig) -> None:
        super().__init__(sizes, style=sizes.codes.id + sizes.motion.unified)

    def draw(self, appearance: AppearanceCode, unified: Tensor, levels: float | None = None) -> Tensor:
        """Draw people with the motion of a trunk's features. Shapes: unified [B, U] -> [B, 3, S, S]."""
        picture: Tensor = self(torch.cat([appearance.id_vector, unified], 1), appearance.id_map, levels=levels)
        return picture


class AppearanceMotionStage(Stage):
    """Learns ``appearance``, the trunk of ``motion`` (its heads stay as they began) and the first ``generator``.

    With a weight for it also ``identity-reader``, against which the motion feature learns to hold no identity.
    """

    name = "appearance-motion"

    def __init__(self, context: StageContext) -> None:
        self._context = context
        self._config = config = context.config.appearance_motion
        sizes = context.config.networks
        self.appearance = AppearanceEncoder(sizes)
        self.motion = MotionEncoder(sizes)
        self.generator = FirstGenerator(sizes)
        self.discriminator = Discriminator(sizes)
        self.prior = FacePrior(context.config.face_prior.sizes)
        load_networks(context.run, "face-prior", {"face-prior": self.prior})
        for name, parameter in self.motion.named_parameters():
            parameter.requires_grad_(name.startswith("model."))
        self.trained = nn.ModuleDict(
            {"appearance": self.appearance, "motion": self.motion, "generator": self.generator}
        )
        people = sorted({clip.identity for clip in context.training})
        self._person = torch.tensor([people.index(clip.identity) for clip in context.training])
        self._confusion: IdentityConfusion | None = None
        if config.weights.identity and len(people) > 1:
            self._confusion = IdentityConfusion(sizes.motion.unified, len(people))
            self.trained["identity-reader"] = self._confusion
        self.judge = self.discriminator if config.weights.adversarial or config.weights.feature_matching else None
        self.frozen = nn.ModuleDict({"face-prior": self.prior})
        self._pixel = FacePixelLoss(config.emphasis)
        self._perceptual = make_perceptual_loss(self.prior, config.vgg)
        self.frozen["perceptual"] = self._perceptual
        self._motion_loss = make_motion_reconstruction_loss(self.prior)
        self._shown: tuple[Tensor, Tensor] | None = None
        self._shown_levels: float | None = None
        self._batches = PortraitBatches(
            context.training,
            config.portraits,
            side_px=sizes.picture_px,
            batch=config.loop.batch,
            seed=config.loop.seed,
        )
        self._checks = AppearanceMotionChecks(context, self.prior, config.check_pictures)
        self._start_at_unit_scale(self._batches[0])

    @torch.no_grad()
    def _start_at_unit_scale(self, batch: PortraitBatch) -> None:
        """Scale the last layers of both encoders so that a first batch's codes have deviation 1.

        As they are drawn, motion would be a tenth of what identity is in the conditioning, and would be learned late.
        """
        for layer, code in (
            (self.motion.model.fc, self.motion.model.train()(batch.driving)),
            (self.appearance.conv1x1, self.appearance.train()(batch.portraits.flatten(0, 1)).id_map),
        ):
            layer.weight /= code.std(0).mean() if code.dim() == 2 else code.std()

    def batches(self) -> StepBatches:
        """Portraits, driving pictures and targets."""
        return self._batches

    def _levels(self, step: int) -> float:
        return growth_levels(step, self._config.growth, self.generator.doublings)

    def _is_judged(self, step: int) -> bool:
        return self.judge is not None and step >= self._config.adversarial_from

    @property
    def shown_side(self) -> int:
        """Side of the pictures that were drawn last, 0 before the first."""
        return 0 if self._shown is None else self._shown[0].shape[-1]

    def draw(self, portraits: Tensor, driving: Tensor) -> Tensor:
        """Portraits in the motion of driving pictures, as far as the generator has grown, at full size.

        Shapes: [B, K, 3, S, S], [B, 3, S, S] -> [B, 3, S, S] float.
        """
        appearance = mean_appearance(self.appearance, portraits)
        made: Tensor = self.generator.draw(appearance, self.motion.model(driving), self._shown_levels).float()
        side = driving.shape[-1]
        if made.shape[-1] == side:
            return made
        full: Tensor = functional.interpolate(made, size=(side, side), mode="bilinear", align_corners=False)
        return full

    def loss(self, batch: PortraitBatch, step: int) -> LossTerms:
        """Pixels, features, motion, and the judge's verdict and features of what the generator draws."""
        weights = self._config.weights
        if 0 < self._config.norm_fixed_from <= step:
            _fix_normalisation(self.trained)
        levels = self._levels(step)
        target = grown_pictures(batch.target, levels, self.generator.doublings)
        unified = self.motion.model(batch.driving)
        made = self.generator.draw(mean_appearance(self.appearance, batch.portraits), unified, levels).float()
        terms: dict[str, Tensor] = {}
        if weights.pixel:
            terms["pixel"] = self._pixel(made, target)
        if weights.perceptual:
            terms["perceptual"] = self._perceptual(made, target)
        if weights.motion:
            terms["motion"] = self._motion_loss(made, target)
        if self._confusion is not None:
            terms["identity"] = self._confusion(unified, self._person.to(unified.device)[batch.clip])
        if self._is_judged(step):
            terms |= self._judged(made, target)
        self._shown, self._shown_levels = (made.detach(), target), levels
        return LossTerms(terms, vars(weights), {"levels": levels})

    def _judged(self, made: Tensor, target: Tensor) -> dict[str, Tensor]:
        # Weights of the judge need no gradient here, which saves a third of its way back.
        self.discriminator.requires_grad_(False)
        with torch.no_grad():
            real = self.discriminator(target)
        seen = self.discriminator(made)
        self.discriminator.requires_grad_(True)
        return {"adversarial": generator_hinge_loss(seen), "feature_matching": feature_matching_loss(real, seen)}

    def judge_loss(self, batch: PortraitBatch, step: int) -> LossTerms | None:
        """The judge tells targets from what was just drawn."""
        if not self._is_judged(step) or self._shown is None:
            return None
        made, target = self._shown
        seen = self.discriminator(torch.cat([target, made]))
        real = [[part[: len(target)] for part in scale] for scale in seen]
        false = [[part[len(target) :] for part in scale] for scale in seen]
        return LossTerms({"judge": judge_hinge_loss(real, false)}, {}, {})

    @torch.no_grad()
    def pictures(self, batch: PortraitBatch) -> dict[str, Tensor]:
        """Rows of first portrait, driving picture, drawn picture, target."""
        made = self.draw(batch.portraits, batch.driving)
        return {"reconstruction": torch.cat([batch.portraits[:, 0], batch.driving, made, batch.target], 3)}

    def checks(self) -> list[Check]:
        """What linear readers find in the motion feature, and how near drawings of people kept apart come."""
        return self._checks.measure(self.appearance, self.motion, self.draw)


def _fix_normalisation(module: nn.Module) -> None:
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.eval()


def make_appearance_motion_stage(context: StageContext) -> AppearanceMotionStage:
    """Stage 1 with fresh weights. Raises ValueError when the face prior of this run is not finished."""
    return AppearanceMotionStage(context)
