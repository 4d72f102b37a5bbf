"""All stages in the order in which they are trained, and what each begins from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module, util
from typing import Any, Final

from facet_training.config.stages.loop import LoopConfig
from facet_training.config.training import TrainingConfig
from facet_training.loop.context import StageContext
from facet_training.loop.stage import Stage


@dataclass(frozen=True)
class StageEntry:
    """One stage. Attributes: name: of its folder. needs: stages that must be finished in the same run."""

    name: str
    needs: tuple[str, ...]

    @property
    def module(self) -> str:
        """Name of its Python module and of its table in the settings."""
        return self.name.replace("-", "_")

    @property
    def is_there(self) -> bool:
        """True when this package has the stage."""
        return util.find_spec(f"facet_training.stages.{self.module}") is not None

    def settings(self, config: TrainingConfig) -> Any:
        """The stage's own settings."""
        return getattr(config, self.module)

    def loop(self, config: TrainingConfig) -> LoopConfig:
        """How the stage is optimised."""
        loop: LoopConfig = self.settings(config).loop
        return loop

    def make(self, context: StageContext) -> Stage:
        """Build the stage, its networks fresh or from the stages it needs. Raises ValueError when it is not there."""
        if not self.is_there:
            raise ValueError(f"stage {self.name} is not there yet: expected facet_training/stages/{self.module}.py")
        factory: Callable[[StageContext], Stage] = getattr(
            import_module(f"facet_training.stages.{self.module}"), f"make_{self.module}_stage"
        )
        return factory(context)


STAGES: Final = (
    StageEntry("face-prior", ()),
    StageEntry("appearance-motion", ("face-prior",)),
    StageEntry("lip-sound", ("appearance-motion",)),
    StageEntry("eye", ("appearance-motion",)),
    StageEntry("head-pose", ("appearance-motion",)),
    StageEntry("expression", ("face-prior", "appearance-motion", "lip-sound", "eye", "head-pose")),
    StageEntry("sync", ()),
)


def stages_named(name: str) -> list[StageEntry]:
    """One stage by its name, or all of them in order. Raises ValueError naming those that exist."""
    if name == "all":
        return list(STAGES)
    found = [entry for entry in STAGES if entry.name == name]
    if not found:
        raise ValueError(f"expected a stage of all, {', '.join(entry.name for entry in STAGES)}, got {name}")
    return found
