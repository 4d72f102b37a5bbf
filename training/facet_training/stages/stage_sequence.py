"""Training stages one after the other in one run, each from what the ones before it left there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from facet_training.config.training import TrainingConfig
from facet_training.data.face_clip import FaceClip
from facet_training.data.face_sets import summarise_faces
from facet_training.loop.context import NETWORKS_FILE, StageContext
from facet_training.loop.distributed import World
from facet_training.loop.run import RunSurroundings, run_stage
from facet_training.loop.seed import seed_everything
from facet_training.stages.registry import StageEntry


@dataclass(frozen=True)
class StageSequence:
    """Attributes: run: folder with one folder a stage. training, validation: clips of different people.

    surroundings: stop request, progress, and facts for ``run.json``; settings and data are added for each stage.
    """

    config: TrainingConfig
    run: Path
    training: list[FaceClip]
    validation: list[FaceClip]
    world: World = field(default_factory=World)
    surroundings: RunSurroundings = field(default_factory=RunSurroundings)

    def train(self, entries: Sequence[StageEntry]) -> dict[str, list[float]]:
        """Train stages that are not finished yet; losses of each iteration by stage.

        Raises ValueError when a stage that one of them needs is not finished, TrainingStoppedError as ``run_stage``.
        """
        losses = {}
        for entry in entries:
            if self.is_finished(entry.name):
                self._say(f"{entry.name}: finished already{self._outdated(entry)}")
                continue
            losses[entry.name] = self._train_one(entry)
        return losses

    def is_finished(self, name: str) -> bool:
        """True when the run holds the networks of a stage."""
        return (self.run / name / NETWORKS_FILE).exists()

    def _train_one(self, entry: StageEntry) -> list[float]:
        missing = [name for name in entry.needs if not self.is_finished(name)]
        if missing:
            raise ValueError(
                f"stage {entry.name} needs {', '.join(missing)} finished in {self.run}; "
                f"run 'facet-train train {missing[0]}' first"
            )
        loop = entry.loop(self.config)
        seed_everything(loop.seed)
        stage = entry.make(StageContext(self.config, self.run, self.training, self.validation, self.world.device))
        surroundings = replace(
            self.surroundings,
            world=self.world,
            settings={"sizes": self.config.sizes, **asdict(entry.settings(self.config))},
            facts={**self.surroundings.facts, "config": asdict(self.config), "data": self._data()},
        )
        return run_stage(stage, loop, self.run, self.world.device, surroundings)

    def _data(self) -> dict[str, Any]:
        return {"training": summarise_faces(self.training), "validation": summarise_faces(self.validation)}

    def _outdated(self, entry: StageEntry) -> str:
        file = self.run / entry.name / NETWORKS_FILE
        newer = [
            name
            for name in entry.needs
            if self.is_finished(name) and (self.run / name / NETWORKS_FILE).stat().st_mtime > file.stat().st_mtime
        ]
        return f", but from an older {', '.join(newer)}: remove {file.parent} to train it anew" if newer else ""

    def _say(self, text: str) -> None:
        if self.world.is_first:
            self.surroundings.progress.note(text)
