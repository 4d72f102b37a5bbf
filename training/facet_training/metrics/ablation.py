"""Trains and scores variants of the method, several seeds each; whatever is finished is not done again.

``<folder>/judge`` holds a sync network and a face prior that only score; ``<folder>/<variant>/seed-<n>`` a run each.
Stages that a variant does not touch, and that need nothing it touches, are taken from the whole method's run of the
same seed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from facet_training.config.training import TrainingConfig, load_training_config
from facet_training.data.cache import write_atomically
from facet_training.data.face_clip import FaceClip
from facet_training.loop.context import NETWORKS_FILE
from facet_training.loop.curves import CHECKS_FILE, CURVES_FILE
from facet_training.loop.run import RunSurroundings
from facet_training.loop.run_folder import FACTS_FILE
from facet_training.metrics.ablation_variants import WHOLE, Variant
from facet_training.metrics.judges import PRIOR_STAGE, SYNC_STAGE, judges_of, stage_digest
from facet_training.metrics.renderers import run_renderer
from facet_training.metrics.score_model import Protocol, score_model
from facet_training.metrics.score_sheet import ScoreSheet
from facet_training.metrics.scoring import Judges
from facet_training.stages.registry import STAGES, StageEntry
from facet_training.stages.stage_sequence import StageSequence
from facet_training.stages.unified_features import FEATURES_FOLDER

JUDGE_SEED: Final = 1000
LAYOUT: Final = 1
_SHARED_FILES: Final = (NETWORKS_FILE, FACTS_FILE, CHECKS_FILE, CURVES_FILE)
# The sync network only scores, so it is trained for the judge alone.
_MODEL_STAGES: Final = tuple(entry for entry in STAGES if entry.name != SYNC_STAGE)


@dataclass(frozen=True)
class AblationPlan:
    """Attributes:
    config: name or file of the settings, with ``settings`` over it. variants, seeds: what is trained.
    training, validation: clips. folder: of all runs. protocol: how they are scored.
    reader: who reads faces, see ``judges_of``. surroundings: stop request and progress of every training.
    """

    config: str
    settings: tuple[str, ...]
    variants: tuple[Variant, ...]
    seeds: tuple[int, ...]
    training: list[FaceClip]
    validation: list[FaceClip]
    folder: Path
    protocol: Protocol
    reader: str = "prior"
    surroundings: RunSurroundings = field(default_factory=RunSurroundings)


def seeded_config(plan: AblationPlan, variant: Variant, seed: int) -> TrainingConfig:
    """Settings of one run: the plan's, the seed in every stage, then the variant's."""
    seeds = [f"{entry.module}.loop.seed={seed}" for entry in STAGES]
    return load_training_config(plan.config, [*plan.settings, *seeds, *variant.settings])


def touched_stages(config: TrainingConfig, whole: TrainingConfig) -> list[StageEntry]:
    """Stages that come out differently: with other settings, or in need of one that does, in order."""
    touched: dict[str, StageEntry] = {}
    for entry in _MODEL_STAGES:
        is_other = config.sizes != whole.sizes or entry.settings(config) != entry.settings(whole)
        if is_other or touched.keys() & set(entry.needs):
            touched[entry.name] = entry
    return list(touched.values())


def share_stage(source: Path, goal: Path, stage: str) -> None:
    """Take a finished stage from another run, unless the run has it. The networks come last: they mean finished."""
    if (goal / stage / NETWORKS_FILE).exists():
        return
    (goal / stage).mkdir(parents=True, exist_ok=True)
    for name in (*(name for name in _SHARED_FILES if name != NETWORKS_FILE), NETWORKS_FILE):
        if (source / stage / name).exists():
            aside = goal / stage / f".{name}.shared"
            shutil.copy2(source / stage / name, aside)
            aside.rename(goal / stage / name)


def share_features(source: Path, goal: Path) -> None:
    """Look features of a trunk up where the whole method put them (folders are named by their trunk's weights)."""
    (source / FEATURES_FOLDER).mkdir(parents=True, exist_ok=True)
    goal.mkdir(parents=True, exist_ok=True)
    if not (goal / FEATURES_FOLDER).exists():
        (goal / FEATURES_FOLDER).symlink_to(os.path.relpath(source / FEATURES_FOLDER, goal), target_is_directory=True)


class Ablation:
    """Carries a plan out. ``report`` is told of each step."""

    def __init__(self, plan: AblationPlan, report: Callable[[str], None] = print) -> None:
        self._plan, self._report = plan, report

    def run_folder(self, variant: Variant, seed: int) -> Path:
        """Where a run lies."""
        return self._plan.folder / variant.name / f"seed-{seed}"

    def carry_out(self) -> dict[str, Any]:
        """Train and score everything that is not there yet; returns and writes what ``<folder>/ablation.json`` holds.

        Raises TrainingStoppedError when the training was stopped; ValueError as the stages do.
        """
        judge = self._train_judge()
        judges = judges_of(judge, self._plan.reader)
        for seed in self._plan.seeds:
            for variant in self._distinct(seed):
                self._train(variant, seed)
                self._score(variant, seed, judges, judge)
                self.write()
        return self.write()

    def _sequence(self, config: TrainingConfig, run: Path) -> StageSequence:
        plan = self._plan
        return StageSequence(config, run, plan.training, plan.validation, surroundings=plan.surroundings)

    def _train_judge(self) -> Path:
        run = self._plan.folder / "judge"
        config = seeded_config(self._plan, WHOLE, JUDGE_SEED)
        self._sequence(config, run).train([entry for entry in STAGES if entry.name in (PRIOR_STAGE, SYNC_STAGE)])
        return run

    def _distinct(self, seed: int) -> list[Variant]:
        """The plan's variants without those that are the whole method under another name."""
        whole = seeded_config(self._plan, WHOLE, seed)
        return [v for v in self._plan.variants if v is WHOLE or seeded_config(self._plan, v, seed) != whole]

    def _train(self, variant: Variant, seed: int) -> None:
        config, run = seeded_config(self._plan, variant, seed), self.run_folder(variant, seed)
        self._report(f"{variant.name}, seed {seed}")
        if variant is not WHOLE:
            source = self.run_folder(WHOLE, seed)
            touched = {entry.name for entry in touched_stages(config, seeded_config(self._plan, WHOLE, seed))}
            for entry in _MODEL_STAGES:
                if entry.name not in touched:
                    share_stage(source, run, entry.name)
            share_features(source, run)
        self._sequence(config, run).train(_MODEL_STAGES)

    def _score(self, variant: Variant, seed: int, judges: Judges, judge: Path) -> None:
        plan, run = self._plan, self.run_folder(variant, seed)
        renderer = run_renderer(run, seeded_config(plan, variant, seed).networks)
        renderer.name = variant.name
        settings = {
            "weights": stage_digest(run, [entry.name for entry in _MODEL_STAGES]),
            "judges": stage_digest(judge, (PRIOR_STAGE, SYNC_STAGE)),
            "reader": plan.reader,
            "clips": len(plan.validation),
            "frames": plan.protocol.frames,
            "seed": plan.protocol.seed,
        }
        sheet = ScoreSheet(run / "scores.json", variant.name, settings)
        score_model(renderer, judges, plan.validation, plan.protocol, sheet, run / "strips", report=lambda _: None)
        sheet.write()

    def write(self) -> dict[str, Any]:
        """Gather what has been scored so far into ``<folder>/ablation.json``."""
        plan = self._plan
        found: dict[str, Any] = {}
        for variant in plan.variants:
            seeds = {}
            for seed in plan.seeds:
                run = self.run_folder(variant, seed)
                if (run / "scores.json").exists():
                    seeds[str(seed)] = {"summary": _summary(run), "checks": _checks(run)}
            if seeds:
                found[variant.name] = {
                    "question": variant.question,
                    "settings": list(variant.settings),
                    "seeds": seeds,
                }
        same = [v.name for v in plan.variants if v not in self._distinct(plan.seeds[0])]
        content = {
            "layout": LAYOUT,
            "config": plan.config,
            "settings": list(plan.settings),
            "same_as_whole": same,
            "people": {
                "training": len({clip.identity for clip in plan.training}),
                "validation": len({clip.identity for clip in plan.validation}),
            },
            "cases": plan.protocol.cases,
            "frames": plan.protocol.frames,
            "variants": found,
        }
        write_atomically(plan.folder / "ablation.json", (json.dumps(content, indent=1) + "\n").encode())
        return content


def _summary(run: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((run / "scores.json").read_text())["summary"]
    return summary


def _checks(run: Path) -> dict[str, dict[str, float | None]]:
    """Values of every stage's last checks, by stage."""
    found: dict[str, dict[str, float | None]] = {}
    for entry in _MODEL_STAGES:
        path = run / entry.name / CHECKS_FILE
        if path.exists():
            found[entry.name] = {row["name"]: row["value"] for row in json.loads(path.read_text())["checks"]}
    return found


def with_matrix_first(protocol: Protocol) -> Protocol:
    """The modes that an ablation compares by: the matrix, and faces that move themselves."""
    return replace(protocol, modes=("self", "matrix"))
