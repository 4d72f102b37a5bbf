"""``facet-train ablate``: what each part of the method is good for."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from facet_training.cli.folders import commit_hash
from facet_training.data.face_sets import join_faces
from facet_training.loop.run import RunSurroundings
from facet_training.loop.stopping import StopRequest, TrainingStoppedError
from facet_training.metrics.ablation import Ablation, AblationPlan
from facet_training.metrics.ablation_table import ablation_tables
from facet_training.metrics.ablation_variants import variants_named
from facet_training.metrics.judges import READERS
from facet_training.metrics.score_model import Protocol


def ablate(arguments: argparse.Namespace) -> None:
    """Train and score variants of the method, several seeds each; interrupted, the same command goes on."""
    training, validation = join_faces(arguments.data)
    plan = AblationPlan(
        config=arguments.config,
        settings=tuple(arguments.set),
        variants=tuple(variants_named(arguments.variants)),
        seeds=tuple(range(1, arguments.seeds + 1)),
        training=training,
        validation=validation,
        folder=arguments.out,
        protocol=Protocol(("self", "matrix"), arguments.cases, arguments.frames),
        reader=arguments.reader,
        surroundings=RunSurroundings(facts={"commit": commit_hash()}, stop=StopRequest(arguments.minutes)),
    )
    try:
        found = Ablation(plan).carry_out()
    except TrainingStoppedError as stopped:
        print(f"facet-train: {stopped}")
        raise SystemExit(stopped.exit_code) from None
    print(ablation_tables(found))


def add_ablation_commands(commands: Any) -> None:
    """Add ``ablate`` to an argument parser's subcommands."""
    sub: argparse.ArgumentParser = commands.add_parser("ablate", help=ablate.__doc__)
    sub.set_defaults(command=ablate)
    sub.add_argument("--config", default="ablation", help="ablation (56 px), debug, small, paper or a TOML file")
    sub.add_argument("--set", action="append", default=[], metavar="TABLE.KEY=VALUE", help="a setting over the file's")
    sub.add_argument("--data", type=Path, action="append", default=[], help="folder of prepared faces; may be repeated")
    sub.add_argument("--variants", nargs="*", default=[], help="names or their beginnings, e.g. window; none: all")
    sub.add_argument("--seeds", type=int, default=3, help="trainings of each variant")
    sub.add_argument("--cases", type=int, default=12, help="of each mode, for scores")
    sub.add_argument("--frames", type=int, default=25, help="of a case, at most")
    sub.add_argument(
        "--reader", choices=READERS, default="prior", help="prior: a judge trained for this; mesh: MediaPipe"
    )
    sub.add_argument("--minutes", type=float, help="stop with a checkpoint after so long")
    sub.add_argument("-o", "--out", type=Path, required=True, help="folder of all runs, and of ablation.json")
