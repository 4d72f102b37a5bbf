import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from facet_training.cli.packs import add_pack_commands
from facet_training.export.joined_run import join_run, read_joined_facts
from facet_training.export.pdfgc_card import StageRecord, pdfgc_card
from facet_training.loop.checkpoint import load_checkpoint, save_checkpoint
from facet_training.loop.context import NETWORKS_FILE, save_networks
from facet_training.loop.run import RunSurroundings, run_stage
from facet_training.networks.official_checkpoint import NETWORK_NAMES, read_official_checkpoint
from facet_training.recipe.conditioning import MotionTracks, smooth_head_pose
from facet_training.recipe.pack_recipe import LEARNED_RECIPE, OFFICIAL_RECIPE, prepare_codes, prepared_motion
from facet_training.stages.expression import ExpressionStage
from facet_training.stages.pack_networks import driving_encoder, join_networks, join_states, read_networks
from tests.tiny_run import expression_config, expression_context, finish_stages_before


def nested(value: Any) -> Any:
    return json.loads(json.dumps(asdict(value)))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    context = expression_context(folder)
    stage = ExpressionStage(context)
    data = {"people": 3, "clips": 4, "seconds": 90.0, "with_sound": 3, "sources": {"drawn": 4}}
    facts = {"config": nested(context.config), "commit": "0123456789abcdef", "data": {"training": data}}
    run_stage(stage, stage.config.loop, folder, context.device, RunSurroundings(facts=facts))
    return folder


def command(*words: str) -> None:
    parser = argparse.ArgumentParser()
    add_pack_commands(parser.add_subparsers())
    arguments = parser.parse_args(words)
    arguments.command(arguments)


def test_every_part_of_the_motion_encoder_comes_from_the_stage_that_learned_it(run: Path) -> None:
    joined = join_states(run)
    sources = {
        "model.fc.weight": ("appearance-motion", "motion"),
        "to_mouth.0.weight": ("lip-sound", "motion"),
        "to_eye.0.weight": ("eye", "motion"),
        "eye_embed.1.weight": ("eye", "motion"),
        "to_headpose.3.bias": ("head-pose", "motion"),
        "headpose_embed.1.bias": ("head-pose", "motion"),
        "to_emo.0.weight": ("expression", "expression"),
        "mouth_embed.1.weight": ("expression", "expression"),
    }
    for key, (stage, network) in sources.items():
        assert torch.equal(joined["motion"][key], read_networks(run, stage)[network][key]), key
    assert torch.equal(joined["audio"]["model.fc.bias"], read_networks(run, "lip-sound")["audio"]["model.fc.bias"])
    learned = read_networks(run, "expression")["audio"]["mouth_embed.1.weight"]
    assert torch.equal(joined["audio"]["mouth_embed.1.weight"], learned)


def test_joined_files_are_official_ones_and_become_a_pack_that_says_what_torch_says(run: Path, tmp_path: Path) -> None:
    config = expression_config().networks
    command("join", "--run", str(run), "-o", str(tmp_path / "files"))
    networks = join_networks(run, config)
    for name in NETWORK_NAMES:
        found, report = read_official_checkpoint(name, tmp_path / "files", config)
        assert report.absent == ()
        own = networks[name].state_dict()
        assert all(torch.equal(value, own[key]) for key, value in found.state_dict().items())
    command(
        "export-pdfgc", "--checkpoints", str(tmp_path / "files"), "--out", str(tmp_path / "pack"), "--licence", "none"
    )
    manifest = json.loads((tmp_path / "pack" / "manifest.json").read_text())
    assert manifest["recipe"]["gains"] == {"lip": 1.0, "eye": 1.0, "headPose": 1.0, "expression": 1.0}
    assert manifest["recipe"]["taps"]["lip"] is None
    assert manifest["eyeRoles"] == {"blink": [0, 1, 4, 5], "gaze": [2, 3]}
    assert manifest["widths"]["lip"] == 20
    assert "MODEL_CARD.md" in {entry["path"] for entry in manifest["files"]}


def test_the_card_says_what_was_seen_and_what_was_measured(run: Path, tmp_path: Path) -> None:
    facts = join_run(run, tmp_path)
    assert facts == read_joined_facts(tmp_path)
    card = (tmp_path / "MODEL_CARD.md").read_text()
    assert "| training | 3 | 4 | 1.5 | 3 | drawn 4 |" in card
    assert "| expression | psnr db |" in card
    assert "0123456789ab" in card
    assert '"window": 5' in card
    with pytest.raises(ValueError, match="at least one stage"):
        pdfgc_card([])


def test_a_stage_on_another_trunk_is_named(run: Path, tmp_path: Path) -> None:
    finish_stages_before(tmp_path, expression_config())
    driving_encoder(tmp_path, expression_config().networks)
    path = tmp_path / "eye" / NETWORKS_FILE
    stored = load_checkpoint(path)
    assert stored is not None
    stored["networks"]["motion"]["model.fc.bias"] += 1.0
    save_checkpoint(path, stored)
    with pytest.raises(ValueError, match="stage eye .* another trunk"):
        driving_encoder(tmp_path, expression_config().networks)


def test_a_missing_stage_or_network_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="facet-train train expression"):
        join_states(tmp_path)
    save_networks(tmp_path, "expression", {"expression": {}, "generator": {}})
    with pytest.raises(ValueError, match="expected a network audio"):
        join_states(tmp_path)
    with pytest.raises(ValueError, match="finished stage expression"):
        join_run(tmp_path / "nowhere", tmp_path / "out")


def test_an_unsupervised_eye_code_has_no_known_roles(run: Path, tmp_path: Path) -> None:
    record = json.loads((run / "expression" / "run.json").read_text())
    record["config"]["eye"]["measures"] = 0.0
    (run / "eye" / "run.json").write_text(json.dumps(record))
    try:
        assert not join_run(run, tmp_path).has_eye_roles
    finally:
        (run / "eye" / "run.json").unlink()


def test_a_card_without_hours_or_checks_is_still_written() -> None:
    assert "## Checks" in pdfgc_card([StageRecord("expression", {}, [])])


def test_codes_are_prepared_as_the_application_prepares_them() -> None:
    code = np.asarray([[0.0], [3.0], [6.0]], np.float32)
    assert np.array_equal(prepare_codes(code, LEARNED_RECIPE.lip), code)
    assert prepare_codes(code, LEARNED_RECIPE.expression)[:, 0].tolist() == pytest.approx([1.0, 3.0, 5.0])
    assert prepare_codes(code, OFFICIAL_RECIPE.eye)[:, 0].tolist() == pytest.approx([0.0, 3.6, 7.2])
    inner = prepare_codes(code, OFFICIAL_RECIPE.head_pose)[1:2]
    assert np.allclose(inner, smooth_head_pose(code)[1:2])
    tracks = MotionTracks(lip=code, expression=2 * code, eye=3 * code, head_pose=4 * code)
    assert prepared_motion(tracks, LEARNED_RECIPE)[1].tolist() == pytest.approx([3.0, 6.0, 9.0, 12.0])
    with pytest.raises(ValueError, match="expected one of lip"):
        LEARNED_RECIPE.of("mouth")
