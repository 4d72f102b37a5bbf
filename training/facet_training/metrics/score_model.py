"""Scoring a model over all cases of the protocol, going on where an earlier process stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from facet_training.data.face_clip import FaceClip
from facet_training.metrics.disentanglement import scales_of
from facet_training.metrics.protocol import CROSS, MATRIX, MODES, SELF, cross_cases, self_cases, swap_cases
from facet_training.metrics.renderers import Renderer
from facet_training.metrics.score_sheet import ScoreSheet
from facet_training.metrics.scoring import Judges, Scorer, score_swaps
from facet_training.metrics.strips import case_rows, write_strip


@dataclass(frozen=True)
class Protocol:
    """Attributes: modes: of ``MODES``. cases: of each mode. frames: of a case, at most. seed: of the choice."""

    modes: tuple[str, ...] = MODES
    cases: int = 20
    frames: int = 50
    seed: int = 1

    def __post_init__(self) -> None:
        unknown = set(self.modes) - set(MODES)
        if unknown or not self.modes:
            raise ValueError(f"expected modes of {', '.join(MODES)}, got {', '.join(sorted(unknown)) or 'none'}")
        if self.cases < 1 or self.frames < 5:
            raise ValueError(f"expected at least 1 case of at least 5 frames, got {self.cases} of {self.frames}")


def score_model(
    renderer: Renderer,
    judges: Judges,
    clips: Sequence[FaceClip],
    protocol: Protocol,
    sheet: ScoreSheet,
    strips: Path | None = None,
    report: Callable[[str], None] = print,
) -> None:
    """Score every case that the sheet does not hold yet.

    Args:
        clips: held-out people. strips: folder for pictures to look at, one file a case. report: told of each case.

    Raises ValueError when the clips do not do for a mode.
    """
    scorer = Scorer(judges)
    for mode, choose in ((SELF, self_cases), (CROSS, cross_cases)):
        if mode not in protocol.modes:
            continue
        for case in choose(clips, protocol.cases, protocol.frames, protocol.seed):
            if sheet.has(case.name):
                continue
            rendered = scorer.score(case, renderer)
            sheet.add(case.name, case.facts(), rendered.scores)
            if strips is not None:
                write_strip(strips / f"{case.name}.png", case_rows(case, rendered.pictures))
            report(f"{case.name} {case.portrait} by {case.lip}")
    if MATRIX in protocol.modes:
        _score_matrix(renderer, judges, clips, protocol, sheet, strips, report)


def _score_matrix(
    renderer: Renderer,
    judges: Judges,
    clips: Sequence[FaceClip],
    protocol: Protocol,
    sheet: ScoreSheet,
    strips: Path | None,
    report: Callable[[str], None],
) -> None:
    scales = scales_of(clips)
    for case in swap_cases(clips, protocol.cases, protocol.frames, protocol.seed):
        name = case.base.name
        if sheet.has(name):
            continue
        rendered = score_swaps(case, renderer, judges.reader, scales)
        facts = {**case.base.facts(), "other": str(case.other.lip)}
        sheet.add_swaps(name, facts, rendered.swap, rendered.off)
        if strips is not None:
            write_strip(strips / f"{name}.png", rendered.pictures)
        report(f"{name} {case.base.portrait}: {case.base.lip} against {case.other.lip}")
