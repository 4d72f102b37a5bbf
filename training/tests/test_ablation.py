import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from facet_training.config.training import load_training_config
from facet_training.data.face_clip import FaceClip
from facet_training.loop.context import NETWORKS_FILE, save_networks
from facet_training.metrics.ablation import (
    Ablation,
    AblationPlan,
    seeded_config,
    share_features,
    share_stage,
    touched_stages,
)
from facet_training.metrics.ablation_table import ablation_tables
from facet_training.metrics.ablation_variants import VARIANTS, WHOLE, Variant, variants_named
from facet_training.metrics.score_model import Protocol
from tests.test_scoring import a_clip


def plan(folder: Path, *names: str, settings: tuple[str, ...] = ()) -> AblationPlan:
    clips: list[FaceClip] = [a_clip(1), a_clip(2)]
    chosen = tuple(variants_named(names))
    return AblationPlan("ablation", settings, chosen, (1, 2), clips, clips, folder, Protocol(("self", "matrix"), 2, 8))


def test_every_variant_is_a_setting_that_exists_and_changes_something(tmp_path: Path) -> None:
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS)
    ours = plan(tmp_path)
    whole = seeded_config(ours, WHOLE, 1)
    same = [variant.name for variant in VARIANTS if seeded_config(ours, variant, 1) == whole]
    # What the configuration has already; everything else differs from it.
    assert same == ["whole", "window-13", "decorrelation-full", "decorrelated-frame", "bank-512", "temperature-0.07"]


def test_variants_are_chosen_by_the_beginning_of_their_names() -> None:
    names = [variant.name for variant in variants_named(["window", "bank-0"])]
    assert names == ["whole", "window-1", "window-5", "window-13", "window-25", "bank-0"]
    assert [variant.name for variant in variants_named(["window-1"])] == ["whole", "window-1"]
    assert variants_named([]) == list(VARIANTS)
    with pytest.raises(ValueError, match="got nonsense"):
        variants_named(["nonsense"])


def test_a_variant_trains_only_what_its_settings_reach(tmp_path: Path) -> None:
    ours = plan(tmp_path)
    whole = seeded_config(ours, WHOLE, 1)

    def touched(*settings: str) -> list[str]:
        config = seeded_config(ours, Variant("other", "a question", settings), 1)
        return [entry.name for entry in touched_stages(config, whole)]

    assert touched() == []
    assert touched("expression.window=25") == ["expression"]
    assert touched("lip_sound.temperature=0.5") == ["lip-sound", "expression"]
    assert touched("appearance_motion.weights.motion=0.0") == [
        "appearance-motion", "lip-sound", "eye", "head-pose", "expression",
    ]  # fmt: skip


def test_seeds_reach_every_stage(tmp_path: Path) -> None:
    config = seeded_config(plan(tmp_path), WHOLE, 7)
    assert {config.eye.loop.seed, config.expression.loop.seed, config.face_prior.loop.seed} == {7}


def test_a_finished_stage_is_shared_whole_and_never_over_another(tmp_path: Path) -> None:
    save_networks(tmp_path / "one", "eye", {"motion": {"weight": torch.ones(2)}})
    (tmp_path / "one" / "eye" / "run.json").write_text("{}")
    share_stage(tmp_path / "one", tmp_path / "two", "eye")
    assert (tmp_path / "two" / "eye" / NETWORKS_FILE).exists()
    assert sorted(path.name for path in (tmp_path / "two" / "eye").iterdir()) == [NETWORKS_FILE, "run.json"]
    save_networks(tmp_path / "three", "eye", {"motion": {"weight": torch.zeros(2)}})
    before = (tmp_path / "two" / "eye" / NETWORKS_FILE).read_bytes()
    share_stage(tmp_path / "three", tmp_path / "two", "eye")
    assert (tmp_path / "two" / "eye" / NETWORKS_FILE).read_bytes() == before


def test_features_are_looked_up_where_the_whole_method_put_them(tmp_path: Path) -> None:
    share_features(tmp_path / "one", tmp_path / "two")
    (tmp_path / "two" / "unified" / "of-a-trunk").mkdir()
    assert (tmp_path / "one" / "unified" / "of-a-trunk").is_dir()
    share_features(tmp_path / "one", tmp_path / "two")


def test_what_is_scored_is_gathered_by_variant_and_seed(tmp_path: Path) -> None:
    ours = plan(tmp_path, "window-1", "window-25")
    ablation = Ablation(ours)
    for name, seed, diagonal in (("whole", 1, 0.8), ("whole", 2, 0.6), ("window-1", 1, 0.5)):
        run = ablation.run_folder(variants_named([name])[-1], seed)
        run.mkdir(parents=True)
        swap = {"mean_diagonal": diagonal, "mean_off_diagonal": 0.1, "ratios": [[diagonal] * 4] * 4}
        (run / "scores.json").write_text(json.dumps({"summary": {"matrix": {"swap": swap}}}))
    found = ablation.write()
    assert found == json.loads((tmp_path / "ablation.json").read_text())
    assert set(found["variants"]) == {"whole", "window-1"}
    table = ablation_tables(found)
    assert "0.700 ± 0.100" in table
    assert [line.split("|")[2].strip() for line in table.splitlines() if "window-1" in line] == ["0.500"]


def test_settings_that_the_configuration_has_already_are_not_trained_again(tmp_path: Path) -> None:
    config = load_training_config("ablation")
    own = replace(plan(tmp_path), settings=(f"expression.window={config.expression.window}",))
    same = Variant(f"window-{config.expression.window}", "a question", own.settings)
    found = Ablation(replace(own, variants=(WHOLE, same))).write()
    assert found["same_as_whole"] == [same.name]
    assert ablation_tables(found) == "Nothing has been scored yet.\n"
