"""``facet-train atlas ...``: the lip predictor of the atlas pack."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from facet_training.cli.folders import CACHE_ROOT, DEFAULT_SHARED, REPOSITORY, commit_hash, write_json
from facet_training.config.lip import LipStageConfig
from facet_training.config.load import config_from, load_config
from facet_training.data.clip_index import TRAINING_FOLDERS, ClipEntry, read_clip_index
from facet_training.data.face_curves import read_curve_sequences
from facet_training.data.lag_estimation import LagEstimate, estimate_lags
from facet_training.data.lip_sequences import LipSequence, build_sequences
from facet_training.data.lip_shape import LipBasis
from facet_training.data.prepare import prepare_clips
from facet_training.data.synthetic import synthetic_basis, synthetic_sequences
from facet_training.export.pack import export_pack
from facet_training.loop.checkpoint import load_checkpoint, save_checkpoint
from facet_training.metrics.evaluation import evaluate_network
from facet_training.metrics.lip_scores import align_sequence, score_aligned
from facet_training.networks.lip_predictor import LipEnsemble, LipPredictor
from facet_training.stages.lip import train_ensemble, train_member


def _read_lags(cache: Path) -> dict[str, LagEstimate]:
    path = cache / "lags.json"
    if not path.exists():
        return {}
    return {name: LagEstimate(**value) for name, value in json.loads(path.read_text()).items()}


def _training_sequences(shared: Path, cache: Path) -> tuple[list[LipSequence], LipBasis, np.ndarray[Any, Any]]:
    entries = [entry for entry in read_clip_index(shared) if entry.folder in TRAINING_FOLDERS]
    lags = _read_lags(cache)
    kept = [entry for entry in entries if entry.name not in lags or lags[entry.name].is_kept]
    believed = {name: estimate.lag_sec for name, estimate in lags.items()}
    sequences, basis, explained = build_sequences(kept, cache, lags=believed)
    return sequences + read_curve_sequences(shared), basis, explained


def _test_entries(shared: Path) -> list[ClipEntry]:
    return [entry for entry in read_clip_index(shared) if entry.folder == "test"]


def prepare(arguments: argparse.Namespace) -> None:
    """Landmarks and sound of every clip into the cache."""
    entries = read_clip_index(arguments.shared)
    made = prepare_clips([(entry.path, entry.cache_path(arguments.cache)) for entry in entries], arguments.workers)
    print(f"prepared {made} clips, {len(entries)} in all")


def align(arguments: argparse.Namespace) -> None:
    """Train a short first model and write what it believes about every clip's sync."""
    config = load_config(arguments.config)
    entries = [entry for entry in read_clip_index(arguments.shared) if entry.folder in TRAINING_FOLDERS]
    sequences, basis, _ = build_sequences(entries, arguments.cache)
    first, _ = train_member(config, sequences, basis)
    estimates = estimate_lags(first, sequences, entries)
    write_json(arguments.cache / "lags.json", {name: asdict(value) for name, value in estimates.items()})
    dropped = sum(not value.is_kept for value in estimates.values())
    print(f"{len(estimates)} clips, {dropped} dropped")


def _data_summary(sequences: list[LipSequence]) -> dict[str, Any]:
    folders = sorted({sequence.folder for sequence in sequences})
    return {
        folder: {
            "clips": sum(sequence.folder == folder for sequence in sequences),
            "seconds": round(sum(sequence.seconds for sequence in sequences if sequence.folder == folder)),
            "identities": len({sequence.identity for sequence in sequences if sequence.folder == folder}),
        }
        for folder in folders
    }


def train(arguments: argparse.Namespace) -> None:
    """Train the ensemble; interrupted runs go on where they stopped."""
    config = load_config(arguments.config)
    started = time.monotonic()
    sequences, basis, explained = _training_sequences(arguments.shared, arguments.cache)
    if arguments.member is not None:
        train_member(config, sequences, basis, arguments.member, arguments.run / f"member-{arguments.member}.pt")
        return
    ensemble = train_ensemble(config, sequences, basis, arguments.run)
    speaking = [sequence for sequence in sequences if sequence.curves is None]
    save_checkpoint(
        arguments.run / "lip-predictor.pt",
        {"network": ensemble.state_dict(), "basis": torch.from_numpy(basis.shapes)},
    )
    write_json(
        arguments.run / "run.json",
        {
            "config": asdict(config),
            "seed": config.seed,
            "commit": commit_hash(),
            "data": _data_summary(sequences),
            "explained": [round(float(value), 4) for value in explained],
            "articulationScale": round(float(np.median([sequence.scale for sequence in speaking])), 5),
            "secondsOfTraining": round(time.monotonic() - started),
        },
    )


def load_run(run: Path) -> tuple[LipEnsemble, LipBasis, dict[str, Any]]:
    """Read what ``train`` wrote: network in evaluation mode, basis, run facts."""
    stored = load_checkpoint(run / "lip-predictor.pt")
    if stored is None:
        raise ValueError(f"expected a finished training run in {run}")
    facts: dict[str, Any] = json.loads((run / "run.json").read_text())
    network = config_from(LipStageConfig, facts["config"]).network
    ensemble = LipEnsemble(
        [
            LipPredictor(network.channels, network.dilations, network.dropout, network.input_dropout, network.norm)
            for _ in range(network.members)
        ]
    )
    ensemble.load_state_dict(stored["network"])
    ensemble.eval()
    return ensemble, LipBasis(stored["basis"].numpy()), facts


def evaluate(arguments: argparse.Namespace) -> None:
    """Score the run on the people kept for testing and on difficult sound."""
    network, basis, _ = load_run(arguments.run)
    test, _, _ = build_sequences(_test_entries(arguments.shared), arguments.cache, basis)
    scores = evaluate_network(network, test, arguments.shared)
    write_json(arguments.run / "scores.json", scores)
    print(json.dumps(scores, indent=1))


def export(arguments: argparse.Namespace) -> None:
    """Write the model pack from a finished and evaluated run."""
    network, basis, facts = load_run(arguments.run)
    scores_path = arguments.run / "scores.json"
    scores = json.loads(scores_path.read_text()) if scores_path.exists() else {}
    worst = export_pack(network, basis, arguments.out, facts, scores)
    print(f"exported to {arguments.out}; largest difference torch to onnxruntime {worst:.2e}")


def debug_train(arguments: argparse.Namespace) -> None:
    """Train a tiny network on made-up speech, check that it learns, export it to a scratch folder."""
    config = load_config("debug")
    sequences = synthetic_sequences(12, 6.0, seed=3)
    basis = synthetic_basis()
    network = train_ensemble(config, sequences[:9], basis)
    scores = score_aligned([align_sequence(network, sequence) for sequence in sequences[9:]])
    facts = {
        "config": asdict(config),
        "seed": config.seed,
        "commit": commit_hash(),
        "data": {},
        "articulationScale": 0.045,
    }
    worst = export_pack(network, basis, arguments.out, facts, {})
    print(f"made-up people never heard: opening r {scores.opening_r:.3f}; torch to onnxruntime {worst:.1e}")
    if scores.opening_r < 0.7:
        raise SystemExit("debug training did not learn: expected opening r of at least 0.7")


def add_atlas_commands(groups: Any) -> None:
    """Add the group ``atlas`` to the commands of ``facet-train``."""
    group = groups.add_parser("atlas", help="the lip predictor of the atlas pack")
    commands = group.add_subparsers(required=True)
    for command in (prepare, align, train, evaluate, export, debug_train):
        sub = commands.add_parser(command.__name__.replace("_", "-"), help=command.__doc__)
        sub.set_defaults(command=command)
        sub.add_argument("--shared", type=Path, default=DEFAULT_SHARED, help="folder with clips/ and curves/")
        sub.add_argument("--cache", type=Path, default=CACHE_ROOT / "lip-data", help="prepared clips")
        sub.add_argument("--run", type=Path, default=CACHE_ROOT / "lip-runs" / "base", help="folder of the run")
        if command in (align, train):
            sub.add_argument("--config", default="align" if command is align else "base")
        if command is prepare:
            sub.add_argument("--workers", type=int, default=1)
        if command is train:
            sub.add_argument("--member", type=int, help="train one member only (to spread members over processes)")
        if command in (export, debug_train):
            scratch = CACHE_ROOT / "debug-pack"
            pack = REPOSITORY / "resources" / "models" / "atlas"
            sub.add_argument("--out", type=Path, default=pack if command is export else scratch)
