"""``facet-train debug``: all stages of PD-FGC on drawn faces, with the smallest networks, to a pack; no footage."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from facet_training.cli.folders import commit_hash
from facet_training.config.training import load_training_config
from facet_training.data.drawn_faces import drawn_faces
from facet_training.data.face_sets import split_faces
from facet_training.export.pdfgc_pack import PackFacts, export_pdfgc_pack
from facet_training.loop.curves import read_curves
from facet_training.loop.run import RunSurroundings
from facet_training.stages.pack_networks import join_networks
from facet_training.stages.registry import STAGES
from facet_training.stages.stage_sequence import StageSequence

PEOPLE: Final = 12
SECONDS: Final = 3.0


def fall_of(curves: list[dict[str, Any]]) -> tuple[float, float]:
    """Mean loss in the first and in the last third of the lines of ``curves.jsonl`` that have all terms.

    Terms that join on the way (a judge's) would look like a rise. Raises ValueError when only one line has all.
    """
    lines = [entry["terms"] for entry in curves if "terms" in entry]
    whole = [terms["loss"] for terms in lines if terms.keys() == lines[-1].keys()]
    if len(whole) < 2:
        raise ValueError(f"expected two lines of losses with all terms, got {len(whole)} of {len(lines)}")
    part = max(1, len(whole) // 3)
    return statistics.fmean(whole[:part]), statistics.fmean(whole[-part:])


def debug(arguments: argparse.Namespace) -> None:
    """Train all stages on drawn faces in minutes, check that each learns, and export a pack."""
    with tempfile.TemporaryDirectory() as scratch:
        debug_training(arguments.out or Path(scratch), arguments.seed)


def debug_training(folder: Path, seed: int) -> None:
    """Train into ``folder/run`` and export to ``folder/pack``. Exits when a stage's loss did not fall.

    Raises ValueError when the graphs of the pack do not say what the networks say.
    """
    started = time.monotonic()
    config = load_training_config("debug")
    training, validation = split_faces(drawn_faces(PEOPLE, SECONDS, seed, config.networks.picture_px))
    surroundings = RunSurroundings(facts={"commit": commit_hash()})
    sequence = StageSequence(config, folder / "run", training, validation, surroundings=surroundings)
    lazy = []
    for name in sequence.train(STAGES):
        first, last = fall_of(read_curves(folder / "run" / name))
        print(f"{name:<18} loss {first:.4f} -> {last:.4f}")
        if not last < first:
            lazy.append(name)
    if lazy:
        raise SystemExit(f"debug training did not learn: expected the loss of {', '.join(lazy)} to fall")
    networks = join_networks(folder / "run", config.networks)
    worst = export_pdfgc_pack(networks, config.networks, folder / "pack", PackFacts("debug", "0.0.0", "none"))
    took = time.monotonic() - started
    print(f"pack of all stages: torch to onnxruntime {worst:.1e}; {took:.0f} s in all")


def add_debug_commands(commands: Any) -> None:
    """Add ``debug`` to an argument parser's subcommands."""
    sub = commands.add_parser("debug", help=debug.__doc__)
    sub.set_defaults(command=debug)
    sub.add_argument("--out", type=Path, help="folder to keep run and pack in; without it they are thrown away")
    sub.add_argument("--seed", type=int, default=1, help="of the drawn people")
