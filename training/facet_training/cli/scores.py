"""``facet-train score | results``: how good a model is on people it never saw, and the page that tells it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from facet_training.data.face_shards import read_faces
from facet_training.export.pdfgc_pack import MANIFEST_FILE
from facet_training.metrics.judges import PRIOR_STAGE, READERS, SYNC_STAGE, digest, judges_of, run_config, stage_digest
from facet_training.metrics.protocol import MODES
from facet_training.metrics.renderers import DriverCopy, PortraitCopy, Renderer, pack_renderer, run_renderer
from facet_training.metrics.results_page import sort_files, write_results
from facet_training.metrics.score_model import Protocol, score_model
from facet_training.metrics.score_sheet import ScoreSheet
from facet_training.metrics.score_table import summary_text
from facet_training.stages.registry import STAGES

_BASELINES: dict[str, type[PortraitCopy] | type[DriverCopy]] = {"portrait": PortraitCopy, "driving": DriverCopy}


def _subject(arguments: argparse.Namespace) -> tuple[Renderer, str]:
    """What is scored, and a fingerprint of its weights."""
    if arguments.run is not None:
        config = run_config(arguments.run, "expression")
        stages = [entry.name for entry in STAGES if entry.name not in (PRIOR_STAGE, SYNC_STAGE)]
        return run_renderer(arguments.run, config.networks), stage_digest(arguments.run, stages)
    if arguments.pack is not None:
        return pack_renderer(arguments.pack), digest([arguments.pack / MANIFEST_FILE])
    return _BASELINES[arguments.baseline](), "none"


def score(arguments: argparse.Namespace) -> None:
    """Score a run, a pack or a baseline on held-out people; an interrupted scoring goes on."""
    modes = MODES if arguments.mode == "all" else (arguments.mode,)
    protocol = Protocol(modes, arguments.cases, arguments.frames, arguments.seed)
    judging_run = arguments.judge or arguments.run
    clips = [clip for folder in arguments.data for clip in read_faces(folder, is_validation=True)]
    renderer, weights = _subject(arguments)
    settings = {
        "weights": weights,
        "judges": stage_digest(judging_run, (PRIOR_STAGE, SYNC_STAGE)),
        "reader": arguments.reader,
        "clips": len(clips),
        "people": len({clip.identity for clip in clips}),
        "frames": protocol.frames,
        "seed": protocol.seed,
    }
    sheet = ScoreSheet(arguments.out, renderer.name, settings)
    judges = judges_of(judging_run, arguments.reader)
    score_model(renderer, judges, clips, protocol, sheet, arguments.strips)
    sheet.write()
    print(summary_text(renderer.name, sheet.summary()))


def results(arguments: argparse.Namespace) -> None:
    """Write the page of results: tables and curves from scores, ablations and runs."""
    write_results(sort_files(arguments.scores, arguments.run), arguments.out)
    print(f"wrote {arguments.out}")


def add_score_commands(commands: Any) -> None:
    """Add ``score`` and ``results`` to an argument parser's subcommands."""
    sub: argparse.ArgumentParser = commands.add_parser("score", help=score.__doc__)
    sub.set_defaults(command=score)
    subject = sub.add_mutually_exclusive_group(required=True)
    subject.add_argument("--run", type=Path, help="folder of a finished run")
    subject.add_argument("--pack", type=Path, help="folder of a pack")
    subject.add_argument("--baseline", choices=sorted(_BASELINES), help="the portrait itself, or the driving pictures")
    sub.add_argument("--data", type=Path, action="append", required=True, help="prepared faces; may be repeated")
    sub.add_argument("--cases", type=int, default=20, help="of each mode")
    sub.add_argument("--frames", type=int, default=50, help="of a case, at most")
    sub.add_argument("--seed", type=int, default=1, help="of the choice of cases")
    sub.add_argument("--mode", choices=[*MODES, "all"], default="all")
    sub.add_argument("--judge", type=Path, help="run whose sync network and face prior judge; --run if not given")
    sub.add_argument("--reader", choices=READERS, default="mesh", help="mesh: MediaPipe; prior: the judge's face prior")
    sub.add_argument("--strips", type=Path, help="folder for pictures to look at")
    sub.add_argument("-o", "--out", type=Path, required=True, help="JSON file of scores")
    page: argparse.ArgumentParser = commands.add_parser("results", help=results.__doc__)
    page.set_defaults(command=results)
    page.add_argument("scores", type=Path, nargs="*", help="JSON files of score and ablate, in the order of columns")
    page.add_argument("--run", type=Path, action="append", default=[], help="run whose stages are told of")
    page.add_argument("-o", "--out", type=Path, required=True, help="Markdown file; curves go into a folder beside it")
