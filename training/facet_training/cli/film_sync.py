"""``facet-train sync-of``: whether lips and sound of finished films belong together."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from facet_training.data.landmarks import FaceTracker
from facet_training.metrics.film_sync import FilmSync, score_film
from facet_training.metrics.judges import load_sync
from facet_training.metrics.score_table import markdown_table
from facet_training.metrics.sync import SyncScores
from facet_training.networks.syncnet import load_syncnet


def sync_of(arguments: argparse.Namespace) -> None:
    """Score the lip sync of films by our own network, by SyncNet, or both; offset > 0: the sound is late."""
    if arguments.judge is None and arguments.syncnet is None:
        raise ValueError("expected --judge RUN or --syncnet FILE to judge with, got neither")
    own = None if arguments.judge is None else load_sync(arguments.judge)
    published = None if arguments.syncnet is None else load_syncnet(arguments.syncnet)
    tracker = FaceTracker()
    try:
        found = [face for film in arguments.films for face in score_film(film, tracker, own, published)]
    finally:
        tracker.close()
    head = ["film", "shot", "from (s)", "pictures", "distance", "confidence", "offset", "LSE-D", "LSE-C", "offset"]
    print(markdown_table(head, [_row(face) for face in found]), end="")


def _row(face: FilmSync) -> list[str]:
    start = f"{face.first_picture / 25:.2f}"
    return [face.film, str(face.shot), start, str(face.pictures), *_cells(face.own), *_cells(face.syncnet)]


def _cells(scores: SyncScores | None) -> list[str]:
    if scores is None:
        return ["-", "-", "-"]
    return [f"{scores.distance:.3f}", f"{scores.confidence:.3f}", f"{scores.offset:+d}"]


def add_film_commands(commands: Any) -> None:
    """Add ``sync-of`` to an argument parser's subcommands."""
    sub: argparse.ArgumentParser = commands.add_parser("sync-of", help=sync_of.__doc__)
    sub.set_defaults(command=sync_of)
    sub.add_argument("films", type=Path, nargs="+", help="video files with sound")
    sub.add_argument("--judge", type=Path, help="run whose sync network judges")
    sub.add_argument("--syncnet", type=Path, help="SyncNet's published weights, syncnet_v2.model (not ours to ship)")
