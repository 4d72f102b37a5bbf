"""``facet-train prepare | regroup | compact | expand``: videos to the faces that the stages of PD-FGC learn from."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from facet_training.cli.folders import REPOSITORY
from facet_training.data.compact_faces import compact_faces, expand_faces
from facet_training.data.face_gates import GateSettings
from facet_training.data.footage_sources import find_sources, read_identities
from facet_training.data.prepare_faces import PrepareSettings, prepare_faces
from facet_training.data.regroup_faces import regroup_faces
from facet_training.data.source_clips import SourceSettings
from facet_training.data.sync_check import KnownLag, SyncSettings, read_lags
from facet_training.export.face_goldens import write_face_goldens

GOLDEN_FOLDER = REPOSITORY / "test" / "fixtures" / "training-golden"
_LIP_PREDICTOR = REPOSITORY / "resources" / "models" / "atlas" / "lip-predictor.onnx"


class _Progress:
    """One line on stderr that is overwritten; on a file one line in a hundred."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __call__(self, done: int, todo: int, pictures: int) -> None:
        is_terminal = sys.stderr.isatty()
        if not is_terminal and done % 100 and done != todo:
            return
        left = (time.monotonic() - self._start) / done * (todo - done) / 60.0
        line = f"{done} of {todo} files, {pictures} pictures, about {left:.0f} min left"
        print(
            f"\r\x1b[K{line}" if is_terminal else line, end="" if is_terminal and done < todo else "\n", file=sys.stderr
        )


def summary_table(summary: dict[str, Any]) -> str:
    """The summary of a data folder as lines of two columns."""
    rows = [(name.replace("_", " "), value) for name, value in summary.items() if name != "rejected"]
    rows += [(f"left out: {reason}", count) for reason, count in summary["rejected"].items()]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value:>9}" for name, value in rows)


def prepare(arguments: argparse.Namespace) -> None:
    """Find, align and measure the faces of videos; an interrupted run goes on."""
    identities: dict[str, str | None] = {}
    for path in arguments.identities:
        identities |= read_identities(path)
    lags: dict[str, KnownLag] = {}
    for path in arguments.lags:
        lags |= read_lags(path)
    gates = GateSettings(arguments.least_face, arguments.most_yaw, arguments.least_sharpness, arguments.least_pictures)
    sync = SyncSettings(arguments.least_fit, arguments.least_confidence)
    settings = PrepareSettings(
        SourceSettings(gates, sync, None if arguments.silent else _LIP_PREDICTOR, lags),
        arguments.validation_share,
        arguments.limit_per_person,
        arguments.for_scoring,
        arguments.seed,
    )
    sources = find_sources(arguments.inputs, identities, is_for_scoring=arguments.for_scoring)
    facts = prepare_faces(sources, arguments.out, settings, arguments.workers, _Progress())
    print(summary_table(facts["summary"]))


def regroup(arguments: argparse.Namespace) -> None:
    """Give prepared faces other people and make the split again."""
    people = read_identities(arguments.identities)
    facts = regroup_faces(arguments.data, people, arguments.validation_share, arguments.seed)
    print(summary_table(facts["summary"]))


def compact(arguments: argparse.Namespace) -> None:
    """Write prepared faces as one small file: pictures as video, arrays packed."""
    limit = round(arguments.limit_mb * 1e6)
    report = compact_faces(arguments.data, arguments.out, limit, arguments.side, lambda line: print(line, flush=True))
    print(
        f"{report.size / 1e6:.1f} MB: {report.pictures} pictures at rate factor {report.rate_factor}"
        + (f", {report.left_out} left out" if report.left_out else "")
    )


def expand(arguments: argparse.Namespace) -> None:
    """Make prepared faces of a compact file."""
    print(f"{expand_faces(arguments.file, arguments.out)} clips")


def export_face_goldens(arguments: argparse.Namespace) -> None:
    """Write the numbers that the application's analysis is compared with."""
    write_face_goldens(arguments.out)


def add_face_commands(commands: Any) -> None:
    """Add the commands to an argument parser's subcommands."""
    gates, sync = GateSettings(), SyncSettings()
    sub = commands.add_parser("prepare", help=prepare.__doc__)
    sub.set_defaults(command=prepare)
    sub.add_argument("inputs", type=Path, nargs="+", metavar="VIDEO_OR_FOLDER")
    sub.add_argument("-o", "--out", type=Path, required=True, metavar="DATA")
    sub.add_argument("--identities", type=Path, action="append", default=[], help="JSON {path: person or null}")
    sub.add_argument("--lags", type=Path, action="append", default=[], help="JSON of known lags; later files win")
    sub.add_argument("--validation-share", type=float, default=0.15, help="of the pictures, by person")
    sub.add_argument("--limit-per-person", type=float, metavar="SECONDS")
    sub.add_argument("--for-scoring", action="store_true", help="keep everything for validation")
    sub.add_argument("--silent", action="store_true", help="take no sound")
    sub.add_argument("--workers", type=int, default=1)
    sub.add_argument("--seed", type=int, default=0)
    sub.add_argument("--least-face", type=float, default=gates.least_face_px, metavar="PX", help="brow to chin")
    sub.add_argument("--most-yaw", type=float, default=gates.most_yaw_deg, metavar="DEGREES")
    sub.add_argument("--least-sharpness", type=float, default=gates.least_sharpness)
    sub.add_argument("--least-pictures", type=int, default=gates.least_pictures, help="of a face in a shot")
    sub.add_argument("--least-fit", type=float, default=sync.least_fit, help="of sound and mouth, a correlation")
    sub.add_argument("--least-confidence", type=float, default=sync.least_confidence)
    named = commands.add_parser("regroup", help=regroup.__doc__)
    named.set_defaults(command=regroup)
    named.add_argument("data", type=Path, metavar="DATA")
    named.add_argument("--identities", type=Path, required=True, help="JSON {name of a source: person}")
    named.add_argument("--validation-share", type=float, default=0.15)
    named.add_argument("--seed", type=int, default=0)
    small = commands.add_parser("compact", help=compact.__doc__)
    small.set_defaults(command=compact)
    small.add_argument("data", type=Path, metavar="DATA")
    small.add_argument("-o", "--out", type=Path, required=True, metavar="FILE")
    small.add_argument("--limit-mb", type=float, default=60.0)
    small.add_argument("--side", type=int, default=224, help="of the stored pictures, px")
    large = commands.add_parser("expand", help=expand.__doc__)
    large.set_defaults(command=expand)
    large.add_argument("file", type=Path, metavar="FILE")
    large.add_argument("-o", "--out", type=Path, required=True, metavar="DATA")
    goldens = commands.add_parser("export-face-goldens", help=export_face_goldens.__doc__)
    goldens.set_defaults(command=export_face_goldens)
    goldens.add_argument("--out", type=Path, default=GOLDEN_FOLDER)
