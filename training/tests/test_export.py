import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from facet_training.constants import MEL_BINS
from facet_training.data.audio_features import log_mel
from facet_training.data.synthetic import synthetic_basis
from facet_training.export.golden import golden_samples
from facet_training.export.graph import OUTPUT_NAMES
from facet_training.export.pack import export_pack
from facet_training.export.parity import run_graph
from facet_training.networks.lip_predictor import LipEnsemble, LipPredictor

PACK = Path(__file__).resolve().parents[2] / "resources" / "models" / "atlas"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("pack")
    network = LipEnsemble([LipPredictor(16, (1, 2)), LipPredictor(16, (1, 2))]).eval()
    worst = export_pack(network, synthetic_basis(), folder, {"articulationScale": 0.045, "data": {}}, {})
    assert worst < 1e-4
    return folder


@pytest.mark.parametrize("where", ["fresh", "committed"])
def test_the_manifest_describes_the_files(pack: Path, where: str) -> None:
    folder = pack if where == "fresh" else PACK
    manifest = json.loads((folder / "manifest.json").read_text())
    for entry in manifest["files"]:
        data = (folder / entry["path"]).read_bytes()
        assert len(data) == entry["bytes"]
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    lip = manifest["lip"]
    shape = lip["basis"]["shape"]
    assert shape == [14, len(lip["pointIndices"]), 3]
    assert (folder / lip["basis"]["file"]).stat().st_size == int(np.prod(shape)) * 4


@pytest.mark.parametrize("where", ["fresh", "committed"])
def test_the_graph_reproduces_its_golden_file(pack: Path, where: str) -> None:
    folder = pack if where == "fresh" else PACK
    golden = json.loads((folder / "golden" / "lip-predictor.json").read_text())
    found = run_graph(folder / "lip-predictor.onnx", log_mel(golden_samples()))
    for name in OUTPUT_NAMES[:4]:
        assert np.abs(found[name] - np.asarray(golden[name])).max() < golden["tolerance"]


def test_the_committed_graph_gives_the_same_in_chunks_with_the_stated_context() -> None:
    manifest = json.loads((PACK / "manifest.json").read_text())
    context = manifest["lip"]["contextFrames"]
    mel = (np.random.default_rng(0).standard_normal((MEL_BINS, 600)) * 0.5).astype(np.float32)
    whole = run_graph(PACK / "lip-predictor.onnx", mel)
    part = run_graph(PACK / "lip-predictor.onnx", mel[:, (60 - context) * 4 : (90 + context) * 4])
    assert np.abs(whole["opening"][60:90] - part["opening"][context : context + 30]).max() < 1e-4


def test_the_committed_pack_looks_ahead_at_most_seven_tenths_of_a_second() -> None:
    lip = json.loads((PACK / "manifest.json").read_text())["lip"]
    assert lip["contextFrames"] / lip["frameRateHz"] <= 0.7


def test_the_hidden_size_is_stated(pack: Path) -> None:
    manifest = json.loads((pack / "manifest.json").read_text())
    hidden = next(item for item in manifest["graphs"]["lipPredictor"]["outputs"] if item["name"] == "hidden")
    assert run_graph(pack / "lip-predictor.onnx", np.zeros((MEL_BINS, 8), np.float32))["hidden"].shape == (
        2,
        hidden["shape"][2],
    )
