"""``facet-train``: one command line for everything that trains, measures and exports models."""

from __future__ import annotations

import argparse
import os

import torch

from facet_training.cli.ablations import add_ablation_commands
from facet_training.cli.atlas import add_atlas_commands
from facet_training.cli.debug import add_debug_commands
from facet_training.cli.drawn import add_drawn_commands
from facet_training.cli.faces import add_face_commands
from facet_training.cli.film_sync import add_film_commands
from facet_training.cli.packs import add_pack_commands
from facet_training.cli.scores import add_score_commands
from facet_training.cli.stages import add_stage_commands


def main() -> None:
    """Parse the command line and run one command; what is wrong with its input becomes one sentence and exit code 2."""
    parser = argparse.ArgumentParser(prog="facet-train", description=__doc__)
    commands = parser.add_subparsers(required=True)
    add_stage_commands(commands)
    add_debug_commands(commands)
    add_score_commands(commands)
    add_ablation_commands(commands)
    add_film_commands(commands)
    add_pack_commands(commands)
    add_atlas_commands(commands)
    add_face_commands(commands)
    add_drawn_commands(commands)
    arguments = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    try:
        arguments.command(arguments)
    except ValueError as error:
        parser.exit(2, f"facet-train: {error}\n")


if __name__ == "__main__":
    main()
