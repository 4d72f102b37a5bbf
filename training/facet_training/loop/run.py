"""The loop that trains any stage: iterations, checkpoints, curves, checks, and a clean end.

A stage's folder ``<run>/<stage>`` holds ``checkpoint.pt`` (all that a resumed run needs), ``run.json`` (settings, seed,
commit, data, time), ``curves.jsonl``, ``checks.json``, ``pictures/``, ``tensorboard/`` and, once it is finished,
``networks.pt`` (averaged weights; ``judge`` as it is).
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from facet_training.config.stages.loop import LoopConfig
from facet_training.loop.batches import draws_of, move_batch
from facet_training.loop.checkpoint import save_checkpoint
from facet_training.loop.context import save_networks
from facet_training.loop.curves import RunCurves, checks_table
from facet_training.loop.distributed import World
from facet_training.loop.learner import Learner, NotFiniteError
from facet_training.loop.progress import Progress, RunningMeans, duration_text, progress_line
from facet_training.loop.run_folder import RunFolder
from facet_training.loop.stage import Batch, Stage
from facet_training.loop.stage_checkpoint import CHECKPOINT_FILE, flat_settings, read_stage_checkpoint
from facet_training.loop.stopping import StopRequest, TrainingStoppedError


@dataclass(frozen=True)
class RunSurroundings:
    """What surrounds the run of a stage.

    Attributes:
        settings: nested; a checkpoint made with others is refused. Empty: those of the loop alone.
        facts: what ``run.json`` says beside settings, device and time.
        world: the processes that train together; None: this one, on the device.
        may_settings_differ: go on from a checkpoint that was made with other settings.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    world: World | None = None
    stop: StopRequest = field(default_factory=StopRequest)
    progress: Progress = field(default_factory=Progress)
    may_settings_differ: bool = False


def run_stage(
    stage: Stage,
    config: LoopConfig,
    run: Path,
    device: torch.device,
    surroundings: RunSurroundings | None = None,
) -> list[float]:
    """Train a stage to its end, or go on where an earlier process stopped.

    The stage's networks are moved to the device; at the end they hold their averages, in evaluation mode, and
    ``<run>/<stage.name>/networks.pt`` is written. A resumed run ends bit for bit where an uninterrupted one does (in
    one process, on the same kind of machine).

    Returns the loss of every iteration of this process. Raises TrainingStoppedError when a signal came or the time was
    over (a checkpoint has been written), ValueError when a loss is not finite, the checkpoint belongs to other settings
    or networks, or another process trains in the same folder.
    """
    surroundings = surroundings or RunSurroundings()
    world = surroundings.world or World(device=device)
    folder = RunFolder(run / stage.name)
    with ExitStack() as held:
        if world.is_first:
            held.enter_context(folder)
        held.enter_context(surroundings.stop.listening())
        return _StageRun(stage, config, folder, world, surroundings).to_the_end(run)


class _StageRun:
    def __init__(
        self, stage: Stage, config: LoopConfig, folder: RunFolder, world: World, surroundings: RunSurroundings
    ) -> None:
        self._stage, self._config, self._folder, self._world = stage, config, folder, world
        self._stop, self._facts = surroundings.stop, surroundings.facts
        self._progress = surroundings.progress if world.is_first else Progress(is_silent=True)
        self._settings = flat_settings(surroundings.settings or {"loop": asdict(config)})
        self._learner = Learner(stage, config, world)
        self._step = 0  # iterations done
        self._saved_step: int | None = None
        seconds = 0.0
        stored = read_stage_checkpoint(folder.path, self._settings, may_differ=surroundings.may_settings_differ)
        if stored is not None:
            self._learner.restore(stored)
            self._step = self._saved_step = int(stored["step"])
            seconds = float(stored["seconds"])
            self._progress.note(f"{stage.name}: goes on from iteration {self._step}")
        self._started = time.monotonic() - seconds
        self._window = (time.monotonic(), self._step)
        self._means = RunningMeans()
        self._curves: RunCurves | None = None

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._started

    def to_the_end(self, run: Path) -> list[float]:
        config = self._config
        losses: list[float] = []
        self._write_facts()
        self._curves = RunCurves(self._folder.path, self._step) if self._world.is_first else None
        try:
            steps = range(self._step, config.iterations)
            for drawn in draws_of(self._stage.batches(), steps, self._world, config.workers):
                batch = move_batch(drawn, self._world.device, is_channels_last=config.is_half)
                losses.append(self._iterate(batch))
                self._tend(batch)
            self._finish(run, is_checked=bool(losses))
        finally:
            if self._curves is not None:
                self._curves.close()
        return losses

    def _iterate(self, batch: Batch) -> float:
        try:
            numbers = self._learner.iterate(batch, self._step)
        except NotFiniteError as error:
            kept = "there is no checkpoint yet"
            if self._saved_step is not None:
                kept = f"the last good checkpoint is {self._checkpoint} of iteration {self._saved_step}"
            raise ValueError(f"{self._stage.name}, iteration {self._step + 1}: {error}; {kept}") from error
        self._step += 1
        self._means.add(numbers)
        return numbers["loss"]

    def _tend(self, batch: Batch) -> None:
        """Log, save, show and check when it is time."""
        config, step = self._config, self._step
        is_last = step == config.iterations
        if step % config.log_every == 0 or is_last:
            self._log()
        (is_asked,) = self._world.any_of(self._stop.is_set)
        if step % config.checkpoint_every == 0 or is_last or is_asked:
            self._save()
        if is_asked and not is_last:
            left = f"{self._stage.name}: {self._stop.reason} after iteration {step}/{config.iterations}"
            raise TrainingStoppedError(
                f"{left}; {self._checkpoint} is whole, the same command goes on", self._stop.exit_code
            )
        if step % config.pictures_every == 0 or is_last:
            self._show(batch)
        if step % config.check_every == 0 or is_last:
            self._check()

    def _log(self) -> None:
        means = self._means.take()
        since, first = self._window
        each = (time.monotonic() - since) / max(1, self._step - first)
        pace = self._config.batch * self._world.size / each
        line = progress_line(self._stage.name, self._step, self._config.iterations, means, (pace, each))
        self._progress.update(line)
        if self._curves is not None:
            self._curves.log_terms(self._step, {**means, "pictures_per_second": pace}, self._seconds)
        self._restart_window()

    def _restart_window(self) -> None:
        self._window = (time.monotonic(), self._step)

    @property
    def _checkpoint(self) -> Path:
        return self._folder.path / CHECKPOINT_FILE

    def _save(self) -> None:
        if self._world.is_first:
            content = {**self._learner.state(), "settings": self._settings, "step": self._step}
            save_checkpoint(self._checkpoint, {**content, "seed": self._config.seed, "seconds": self._seconds})
            self._write_facts()
        self._saved_step = self._step

    def _write_facts(self) -> None:
        if self._world.is_first:
            device = self._world.device
            name = torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu"
            own = {"stage": self._stage.name, "seed": self._config.seed, "settings": self._settings}
            spent = {"iterations": self._step, "seconds_of_training": round(self._seconds, 1)}
            machine = {"device": name, "processes": self._world.size, "torch": torch.__version__}
            self._folder.write_facts({**own, **self._facts, **machine, **spent})

    def _show(self, batch: Batch) -> None:
        if self._curves is not None:
            with self._learner.averaged():
                self._curves.log_pictures(self._step, self._stage.pictures(batch))
        self._restart_window()

    def _check(self) -> None:
        if self._curves is not None:
            with self._learner.averaged():
                checks = self._stage.checks()
            self._curves.log_checks(self._step, checks, self._seconds)
            if checks:
                self._progress.note(f"{self._stage.name}, checks at iteration {self._step}:\n{checks_table(checks)}")
        self._world.wait()
        self._restart_window()

    def _finish(self, run: Path, *, is_checked: bool) -> None:
        if not is_checked:  # a process was killed between its last iteration and this
            self._check()
        self._learner.finish()
        if self._world.is_first:
            states = {name: network.state_dict() for name, network in self._stage.trained.items()}
            if self._stage.judge is not None:
                states["judge"] = self._stage.judge.state_dict()
            save_networks(run, self._stage.name, states)
            self._write_facts()
            self._progress.note(f"{self._stage.name}: finished after {duration_text(self._seconds)} of training")
        self._world.wait()
