"""``facet-train train``: the stages of PD-FGC."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from facet_training.cli.folders import commit_hash
from facet_training.config.training import load_training_config
from facet_training.data.face_sets import join_faces
from facet_training.loop.distributed import choose_device, join_world, leave_world
from facet_training.loop.run import RunSurroundings
from facet_training.loop.stopping import StopRequest, TrainingStoppedError
from facet_training.stages.registry import STAGES, stages_named
from facet_training.stages.stage_sequence import StageSequence

_EXIT_CODES = (
    "Exit codes: 0 finished; 2 wrong input, or a loss that is not finite; 3 stopped because the time was over, "
    "130 and 143 by SIGINT and SIGTERM, each with a whole checkpoint: the same command goes on. "
    "On processors OMP_NUM_THREADS threads compute (1 unless set). "
    "Several accelerators: torchrun --nproc-per-node N --no-python -- ./facet-train train ..."
)


def train(arguments: argparse.Namespace) -> None:
    """Train a stage, or all of them in order; interrupted runs go on where they stopped."""
    config = load_training_config(arguments.config, arguments.set)
    entries = stages_named(arguments.stage)
    stop = StopRequest(arguments.minutes)
    training, validation = join_faces(arguments.data)
    world = join_world(choose_device(arguments.device))
    surroundings = RunSurroundings(
        facts={"commit": commit_hash(), "data_folders": [str(folder) for folder in arguments.data]},
        stop=stop,
        may_settings_differ=arguments.changed_settings,
    )
    try:
        StageSequence(config, arguments.run, training, validation, world, surroundings).train(entries)
    except TrainingStoppedError as stopped:
        if world.is_first:
            print(f"facet-train: {stopped}")
        raise SystemExit(stopped.exit_code) from None
    finally:
        leave_world(world)


def add_stage_commands(commands: Any) -> None:
    """Add ``train`` to an argument parser's subcommands."""
    sub: argparse.ArgumentParser = commands.add_parser("train", help=train.__doc__, epilog=_EXIT_CODES)
    sub.set_defaults(command=train)
    sub.add_argument("stage", metavar="STAGE", help=f"all, {', '.join(entry.name for entry in STAGES)}")
    sub.add_argument("--config", default="small", help="debug, small, paper or a TOML file")
    sub.add_argument("--data", type=Path, action="append", default=[], help="folder of prepared faces; may be repeated")
    sub.add_argument("--run", type=Path, required=True, help="folder of the run: one folder a stage")
    sub.add_argument("--minutes", type=float, help="stop with a checkpoint after so long")
    sub.add_argument("--device", default="auto", help="auto, cpu or cuda")
    sub.add_argument("--set", action="append", default=[], metavar="TABLE.KEY=VALUE", help="a setting over the file's")
    sub.add_argument("--changed-settings", action="store_true", help="go on from a checkpoint of other settings")
