"""What tells early whether stage 3 goes wrong, measured on people that no loss has seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import torch
from torch import Tensor

from facet_training.data.driven_portraits import DrivingClip, window_frames
from facet_training.data.face_clip import EXPRESSION_MEASURES, LIP_MEASURES, measure_columns
from facet_training.data.pictures import clip_picture
from facet_training.loop.stage import Check
from facet_training.losses.consistency import SeenLips
from facet_training.losses.decorrelation import correlations
from facet_training.metrics.retrieval import retrieval
from facet_training.networks.face_prior import FacePrior
from facet_training.stages.driven_generator import DrivenGenerator

_CLIPS: Final = 48  # for pictures, at most; spread over the people
_RETRIEVAL_CLIPS: Final = 6
_RETRIEVAL_FRAMES: Final = 25
_AT_ONCE: Final = 8
_ROW_STEP: Final = 5  # neighbouring frames say nearly the same
_OTHER_SOUNDS: Final = 5
_OUTER_EYES: Final = (36, 45)


class Driven(NamedTuple):
    """Frames driven from the first of their clip. Shapes: made, neutral (expression code 0), target [N, 3, S, S]."""

    made: Tensor
    neutral: Tensor
    target: Tensor


def spread_over_people(clips: Sequence[DrivingClip], most: int) -> list[DrivingClip]:
    """At most so many clips, in turn from each person."""
    by_person: dict[str, list[DrivingClip]] = {}
    for driving in clips:
        by_person.setdefault(driving.clip.identity, []).append(driving)
    rounds = max((len(own) for own in by_person.values()), default=0)
    turns = [own[turn] for turn in range(rounds) for own in by_person.values() if turn < len(own)]
    return turns[:most]


class ExpressionChecks:
    """Checks of spec C.4 (5) and (6), reconstruction, and lips by sight. Reads the networks as they are."""

    def __init__(
        self, driven: DrivenGenerator, seen_lips: SeenLips, prior: FacePrior, clips: Sequence[DrivingClip]
    ) -> None:
        self._driven = driven
        self._seen_lips = seen_lips
        self._prior = prior
        self._heard = [driving for driving in clips if driving.sound is not None]
        self._shown = spread_over_people([driving for driving in clips if driving.clip.frames > 1], _CLIPS)
        long = [driving for driving in self._heard if driving.clip.frames >= _RETRIEVAL_FRAMES]
        self._long = spread_over_people(long, _RETRIEVAL_CLIPS)

    @torch.no_grad()
    def measure(self) -> list[Check]:
        """Measure all; what has no clips is left out."""
        checks = []
        if self._heard:
            checks += self._correlation()
        if self._shown:
            checks += self._reconstruction()
        if self._long:
            checks += self._lips()
        return checks

    def _windows(self, driving: DrivingClip, frames: Sequence[int]) -> Tensor:
        count = driving.clip.frames
        window = self._driven.config.window
        found = torch.stack([driving.unified[window_frames(frame, window, count)] for frame in frames])
        return found.to(self._driven.device)

    def _correlation(self) -> list[Check]:
        """Mean |r| of expression codes with lip features of the sound, over frames of all clips, and what is chance.

        Of the frames' own codes, as use has them, and of the windows' means, as the generator learned from them.
        Few frames of few people correlate with any sound; how much shows when every clip gets another clip's sound.
        """
        means, codes, sounds = [], [], []
        for driving in self._heard:
            assert driving.sound is not None
            frames = list(range(0, driving.clip.frames, _ROW_STEP))
            window = self._driven.heads.window(self._windows(driving, frames))
            means.append(window.code.float().cpu())
            codes.append(window.own_code.float().cpu())
            sounds.append(driving.sound[frames])

        def mean_correlation(shift: int) -> float:
            others = [sounds[(place + shift) % len(sounds)] for place in range(len(sounds))]
            rows = [other[torch.arange(len(code)) % len(other)] for code, other in zip(codes, others, strict=True)]
            return float(correlations(torch.cat(codes), torch.cat(rows)).abs().mean())

        own = mean_correlation(0)
        by_window = float(correlations(torch.cat(means), torch.cat(sounds)).abs().mean())
        checks = [Check("correlation_with_sound", own), Check("correlation_with_sound_by_window", by_window)]
        shifts = range(1, min(_OTHER_SOUNDS, len(sounds) - 1) + 1)
        if shifts:
            chance = sum(mean_correlation(shift) for shift in shifts) / len(shifts)
            checks.append(Check("correlation_with_sound_of_other_clips", chance))
            checks.append(Check("correlation_with_sound_above_chance", own - chance, at_most=0.05))
        return checks

    def _drive(self, driving: DrivingClip, frames: Sequence[int]) -> Driven:
        """Frames of a clip, driven from its first. Lips by sound where there is any."""
        driven, device = self._driven, self._driven.device
        side = driven.sizes.picture_px
        silent = torch.zeros(len(frames), driven.sizes.codes.lip_feature)
        sound = silent if driving.sound is None else driving.sound[list(frames)]
        by_sight = torch.full((len(frames),), driving.sound is None, device=device)
        code = driven.drive(self._windows(driving, frames), sound.to(device), by_sight).code
        look = driven.look_at(clip_picture(driving.clip, 0, side)[None, None].to(device))
        made, neutral = (driven.render(look, each) for each in (code, driven.without_expression(code)))
        target = torch.stack([clip_picture(driving.clip, frame, side) for frame in frames]).to(device)
        return Driven(made, neutral, target)

    def _reconstruction(self) -> list[Check]:
        errors, points, moves = [], [], []
        lips, brows = measure_columns(LIP_MEASURES), measure_columns(EXPRESSION_MEASURES)
        for driving in self._shown:
            count = driving.clip.frames
            driven = self._drive(driving, [count // 2, count - 1])
            errors.append((driven.made.clamp(-1, 1) - driven.target).square().mean((1, 2, 3)))
            made, neutral, target = (self._prior(pictures) for pictures in driven)
            first, last = _OUTER_EYES
            width = (target.points[:, first] - target.points[:, last]).norm(dim=1)
            points.append((made.points - target.points).norm(dim=2).mean(1) / width)
            change = (made.measures - neutral.measures).abs()
            moves.append(torch.stack([change[:, lips].mean(1), change[:, brows].mean(1)], 1))
        change = torch.cat(moves).mean(0)
        psnr = 10.0 * torch.log10(4.0 / torch.cat(errors).clamp(min=1e-8))
        return [
            Check("psnr_db", float(psnr.mean()), at_least=15.0),
            Check("point_error_percent", 100.0 * float(torch.cat(points).mean()), at_most=6.0),
            Check("expression_moved_by_its_code", float(change[1])),
            Check("expression_over_lips_by_its_code", float(change[1] / change[0].clamp(min=1e-6)), at_least=1.0),
        ]

    def _lips(self) -> list[Check]:
        """Does the sound of a frame find the made picture of that frame among 25?"""
        sounds, sights, real = [], [], []
        for driving in self._long:
            assert driving.sound is not None
            frames = list(range(_RETRIEVAL_FRAMES))
            parts = [frames[start : start + _AT_ONCE] for start in range(0, len(frames), _AT_ONCE)]
            made = torch.cat([self._drive(driving, part).made for part in parts])
            sights.append(self._seen_lips(made).float().cpu())
            real.append(self._driven.encoder.to_mouth(driving.unified[frames].to(self._driven.device)).float().cpu())
            sounds.append(driving.sound[frames])
        cosines = torch.cosine_similarity(torch.cat(sounds), torch.cat(sights), dim=1)
        chance = 1.0 / _RETRIEVAL_FRAMES
        return [
            Check("lip_cosine", float(cosines.mean())),
            Check("lip_retrieval", retrieval(sounds, sights).sound_to_sight, at_least=2.0 * chance),
            Check("lip_retrieval_of_real_pictures", retrieval(sounds, real).sound_to_sight),
        ]
