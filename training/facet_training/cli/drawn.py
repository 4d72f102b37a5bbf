"""``facet-train synthesize``: a set of drawn people whose factors are known exactly."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from facet_training.data.drawn_faces import DrawnFaces, write_drawn_faces

_REPORT_EVERY_SEC = 10.0


def synthesize(arguments: argparse.Namespace) -> None:
    """Draw people with voices, factors known exactly, as data for training; goes on where it was interrupted."""
    settings = DrawnFaces(
        arguments.people, arguments.seconds, arguments.side, arguments.seed, arguments.validation_share
    )
    started = last = time.monotonic()
    drawn = 0

    def report(done: int) -> None:
        nonlocal last, drawn
        now = time.monotonic()
        drawn += 1
        if now - last >= _REPORT_EVERY_SEC or done == settings.people:
            last = now
            left = (now - started) / drawn * (settings.people - done)
            print(f"drew {done} of {settings.people} people, {left:.0f} s left", file=sys.stderr, flush=True)

    found = write_drawn_faces(arguments.out, settings, report)
    print(f"{settings.people} people of {settings.frames} pictures are in {arguments.out}, {found} were there before")


def add_drawn_commands(commands: Any) -> None:
    """Add the command to an argument parser's subcommands."""
    defaults = DrawnFaces()
    parser = commands.add_parser("synthesize", help=synthesize.__doc__)
    parser.set_defaults(command=synthesize)
    parser.add_argument("-o", "--out", type=Path, required=True, help="folder for shards and index")
    parser.add_argument("--people", type=int, default=defaults.people)
    parser.add_argument("--seconds", type=float, default=defaults.seconds, help="length of each person's clip")
    parser.add_argument("--side", type=int, default=defaults.side, help="px of the square pictures")
    parser.add_argument("--seed", type=int, default=defaults.seed)
    parser.add_argument("--validation-share", type=float, default=defaults.validation_share, help="of the people")
