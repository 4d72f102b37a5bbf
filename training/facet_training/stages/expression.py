"""Stage 3: expression apart from lips, and the generator that the pack ships.

Learns the expression head on the trunk's cached features, the lip codes by sound and by sight, the generator and, if
the settings say so, the appearance encoder and the eye and head pose codes. Trunk, lip feature, eyes, head pose and the
encoder of sound stay as stages 1 and 2 left them. Codes go to the generator as they are: gains and smoothing are for
use only (``recipe/pack_recipe.py``), and no noise is added, so that noise weights stay 0.

Clips without sound take part with a lip code by sight (``mouth_embed`` of the motion encoder), which a share of the
frames with sound also gets, so that both codes speak one language to the generator. There the lips of a made picture
are held to the lip feature of the driving picture instead of that of the sound.

Results: "expression" (``to_emo``, ``emo_embed``, ``mouth_embed`` in the motion encoder's names), "audio"
(``mouth_embed``), "generator", "appearance" when it learned on; ``stages/pack_networks.py`` joins them.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from facet_training.data.driven_portraits import DrivenBatch, DrivenPortraits
from facet_training.loop.context import StageContext, load_networks
from facet_training.loop.stage import Check, LossTerms, Stage, StepBatches
from facet_training.losses.adversarial import generator_hinge_loss, judge_hinge_loss
from facet_training.losses.consistency import Consistency, SeenLips
from facet_training.losses.decorrelation import Decorrelation
from facet_training.losses.face_pixels import FacePixelLoss
from facet_training.losses.feature_matching import feature_matching_loss
from facet_training.losses.perceptual import PerceptualLoss, make_perceptual_loss
from facet_training.losses.shared_reading import make_shared_losses
from facet_training.networks.discriminator import Discriminator
from facet_training.networks.expression_heads import ExpressionWindow
from facet_training.networks.face_prior import FacePrior
from facet_training.stages.driven_generator import DrivenGenerator
from facet_training.stages.driving_clips import DrivingSource
from facet_training.stages.expression_checks import ExpressionChecks
from facet_training.stages.growth import grown_pictures, growth_levels
from facet_training.stages.pack_networks import TRUNK_STAGE, read_networks
from facet_training.stages.warm_generator import fit_motion, start_from

_SHOWN = 6
_FITTED_FRAMES = 20_000


class ExpressionStage(Stage):
    """Complementary reconstruction with lip decorrelation; see the module's first lines.

    Raises ValueError when a stage before it is not finished, or a reading of the decorrelation does not fit the sizes.
    """

    name = "expression"

    def __init__(self, context: StageContext) -> None:
        self.config = context.config.expression
        self.sizes = context.config.networks
        self.driven = DrivenGenerator(context)
        self.prior = FacePrior(context.config.face_prior.sizes)
        load_networks(context.run, "face-prior", {"face-prior": self.prior})
        self._gather_networks()
        source = DrivingSource(context)
        self._clips = source.clips(context.training, has_mirrored=self.config.portraits.look.mirror > 0)
        unified = _thinned(torch.cat([driving.unified for driving in self._clips]))
        heard = [driving.sound for driving in self._clips if driving.sound is not None]
        sound = _thinned(torch.cat(heard)) if heard else torch.zeros(0, self.sizes.codes.lip_feature)
        self.driven.start_at_unit_scale(unified, sound)
        if self.config.is_warm:
            self._warm_up(context, unified)
        self._make_losses()
        self._batches = self._make_batches()
        held_out = source.clips(context.validation, has_mirrored=False)
        self._checks = ExpressionChecks(self.driven, self.seen_lips, self.prior, held_out)
        self._last: tuple[Tensor, Tensor] | None = None

    def _gather_networks(self) -> None:
        driven, weights = self.driven, self.config.weights
        learned = {"expression": driven.heads, "audio": driven.sound, "generator": driven.generator}
        kept = {"motion": driven.encoder, "prior": self.prior}
        (learned if self.config.has_learning_appearance else kept)["appearance"] = driven.appearance
        self.trained, self.frozen = nn.ModuleDict(learned), nn.ModuleDict(kept)
        has_judge = weights.adversarial > 0 or weights.feature_matching > 0
        self.judge = Discriminator(self.sizes) if has_judge else None

    def _warm_up(self, context: StageContext, unified: Tensor) -> None:
        found = read_networks(context.run, TRUNK_STAGE)
        self.driven.appearance.load_state_dict(found["appearance"])
        if self.judge is not None and "judge" in found:
            self.judge.load_state_dict(found["judge"])
        encoder = self.driven.encoder
        with torch.no_grad():
            eye = encoder.eye_embed(encoder.to_eye(unified))
            head_pose = encoder.headpose_embed(encoder.to_headpose(unified))
        start_from(self.driven.generator, found["generator"], self.sizes.codes, fit_motion(unified, eye, head_pose))

    def _make_losses(self) -> None:
        config, weights, codes = self.config, self.config.weights, self.sizes.codes
        self._pixel = FacePixelLoss(config.emphasis)
        self.perceptual: PerceptualLoss | None = None
        if weights.perceptual > 0:
            self.perceptual = make_perceptual_loss(self.prior, config.vgg)
            self.frozen["perceptual"] = self.perceptual
        self.seen_lips = SeenLips(self.driven.encoder, self.sizes.picture_px)
        gaze, motion = make_shared_losses(self.prior)
        self.consistency = Consistency(
            self.seen_lips if weights.lip > 0 else None,
            gaze if weights.gaze > 0 else None,
            motion if weights.motion > 0 else None,
        )
        self.decorrelation: Decorrelation | None = None
        if config.decorrelation == "none" or weights.decorrelation == 0:
            return
        is_literal = config.decorrelation == "literal"
        if is_literal and self.sizes.motion.unified != codes.lip_feature:
            raise ValueError(
                f"expected a unified feature as wide as the lip feature for the literal decorrelation, got "
                f"{self.sizes.motion.unified} and {codes.lip_feature}"
            )
        width = self.sizes.motion.unified if is_literal else codes.expression
        self.decorrelation = Decorrelation(
            width,
            codes.lip_feature,
            capacity=config.bank,
            least=max(2, min(config.bank_least, config.bank)),  # a small bank is not waited for in vain
            reading=config.decorrelation,
        )

    def batches(self) -> StepBatches:
        """Portrait, target and driving features; frames with sound beside them."""
        return self._batches

    def _make_batches(self) -> DrivenPortraits:
        config = self.config
        return DrivenPortraits(
            self._clips,
            config.portraits,
            window=config.window,
            side_px=self.sizes.picture_px,
            batch=config.loop.batch,
            more=config.decorrelation_rows if self.decorrelation is not None else 0,
            sight_share=config.sight_share,
            lip_feature=self.sizes.codes.lip_feature,
            seed=config.loop.seed,
        )

    def loss(self, batch: DrivenBatch, step: int) -> LossTerms:
        """Reconstruct targets from portraits and codes."""
        motion = self.driven.drive(batch.unified, batch.sound, batch.by_sight, batch.more_unified)
        if 0 < self.config.norm_fixed_from <= step:
            fix_normalisation(self.trained)
        doublings = self.driven.generator.doublings
        levels = growth_levels(step, self.config.growth, doublings)
        made = self.driven.render(self.driven.look_at(batch.portraits), motion.code, levels)
        target = grown_pictures(batch.target, levels, doublings)
        self._last = made.detach(), target
        terms = self._picture_terms(made, target, step) | self.consistency(made, target, motion.lips)
        decorrelation = self._decorrelate(motion.window, batch)
        if decorrelation is not None:
            terms["decorrelation"] = decorrelation
        return LossTerms(terms, self._weights_at(step), {"psnr": _psnr(made, target)})

    def _weights_at(self, step: int) -> dict[str, float]:
        ramp = self.config.decorrelation_ramp
        share = min(1.0, (step + 1) / ramp) if ramp > 0 else 1.0
        weights: dict[str, float] = dict(vars(self.config.weights))
        weights["decorrelation"] *= share
        return weights

    def _picture_terms(self, made: Tensor, target: Tensor, step: int) -> dict[str, Tensor]:
        terms: dict[str, Tensor] = {}
        if self.config.weights.pixel > 0:
            terms["pixel"] = self._pixel(made, target)
        if self.perceptual is not None:
            terms["perceptual"] = self.perceptual(made, target)
        if self.judge is not None and step >= self.config.adversarial_from:
            judged = self.judge(made)
            with torch.no_grad():
                real = self.judge(target)
            terms["adversarial"] = generator_hinge_loss(judged)
            terms["feature_matching"] = feature_matching_loss(real, judged)
        return terms

    def _decorrelate(self, window: ExpressionWindow, batch: DrivenBatch) -> Tensor | None:
        if self.decorrelation is None:
            return None
        is_literal, is_own = self.config.decorrelation == "literal", self.config.decorrelated == "frame"
        features, codes = (window.own_feature, window.own_code) if is_own else (window.feature, window.code)
        rows = features if is_literal else codes
        more = torch.ones(len(batch.more_sound), dtype=torch.bool, device=rows.device)
        counts = torch.cat([batch.has_sound, more])
        return self.decorrelation(rows[counts], torch.cat([batch.sound, batch.more_sound])[counts])

    def judge_loss(self, batch: DrivenBatch, step: int) -> LossTerms | None:
        """Hinge loss of the judge on what ``loss`` just made."""
        if self.judge is None or self._last is None or step < self.config.adversarial_from:
            return None
        made, target = self._last
        return LossTerms({"hinge": judge_hinge_loss(self.judge(target), self.judge(made))}, {}, {})

    def pictures(self, batch: DrivenBatch) -> dict[str, Tensor]:
        """Rows of portrait, made picture, made without expression, target."""
        shown = DrivenBatch(*(part[:_SHOWN] for part in batch))
        code = self.driven.drive(shown.unified, shown.sound, shown.by_sight).code
        look = self.driven.look_at(shown.portraits)
        made = [self.driven.render(look, each) for each in (code, self.driven.without_expression(code))]
        strips = torch.cat([shown.portraits[:, 0], *made, shown.target], 3)
        return {"reconstruction": strips}

    def checks(self) -> list[Check]:
        """See ``ExpressionChecks``."""
        return self._checks.measure()

    def memory(self) -> dict[str, Any]:
        """Rows of the memory banks."""
        return {} if self.decorrelation is None else {"decorrelation": self.decorrelation.memory()}

    def restore(self, memory: dict[str, Any]) -> None:
        """Take back the memory banks. Raises ValueError when they have another size."""
        if self.decorrelation is not None:
            self.decorrelation.restore(memory["decorrelation"])


def _thinned(rows: Tensor) -> Tensor:
    """Some rows, evenly from all."""
    return rows[:: -(-len(rows) // _FITTED_FRAMES)]


def fix_normalisation(module: nn.Module) -> None:
    """Let batch normalisation use its running statistics; its weights go on learning."""
    for part in module.modules():
        if isinstance(part, nn.BatchNorm1d | nn.BatchNorm2d):
            part.eval()


def _psnr(made: Tensor, target: Tensor) -> float:
    error = (made.detach().float() - target.float()).square().mean((1, 2, 3)).clamp(min=1e-8)
    return float((10.0 * torch.log10(4.0 / error)).mean())


def make_expression_stage(context: StageContext) -> Stage:
    """Stage 3 on the stages of this run. Raises ValueError when one of them is not finished."""
    return ExpressionStage(context)
