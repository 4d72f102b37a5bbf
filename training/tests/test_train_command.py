import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from facet_training.__main__ import main
from facet_training.cli.debug import fall_of
from facet_training.data.face_clip import FaceClip, encode_picture
from facet_training.data.face_sets import join_faces, split_faces, summarise_faces
from facet_training.data.face_shards import write_index, write_shard
from facet_training.loop.context import StageContext
from facet_training.loop.curves import read_curves
from facet_training.stages import registry
from facet_training.stages.registry import STAGES, StageEntry, stages_named
from tests.toy_stage import ToyStage

TRAINING_FOLDER = Path(__file__).resolve().parents[1]
QUICK = ["--config", "debug", "--device", "cpu", "--set", "eye.loop.iterations=12", "--set", "eye.loop.log_every=4"]


def _clip(name: str, *, is_validation: bool = False) -> FaceClip:
    return FaceClip(
        name=name,
        identity=name[:1],
        source=f"drawn/{name}",
        is_validation=is_validation,
        pictures=(encode_picture(np.zeros((224, 224, 3), np.uint8)),) * 25,
        points=np.zeros((25, 68, 2), np.float32),
        head_pose=np.zeros((25, 6), np.float32),
        measures=np.zeros((25, 12), np.float32),
        mel=None,
        is_speech=np.zeros(25, np.bool_),
    )


def _write(folder: Path, clips: list[FaceClip]) -> Path:
    write_shard(folder / "0.safetensors", clips)
    write_index(folder, [folder / "0.safetensors"], {})
    return folder


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    return _write(tmp_path / "faces", [_clip("a1"), _clip("a2"), _clip("b1", is_validation=True)])


@pytest.fixture
def run_command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def run(*words: str | Path) -> None:
        monkeypatch.setattr(sys, "argv", ["facet-train", *[str(word) for word in words]])
        main()

    return run


@pytest.fixture
def toy_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a toy learn in the place of each stage, with the settings of stage ``eye``."""

    def make(entry: StageEntry, context: StageContext) -> ToyStage:
        stage = ToyStage(context.config.eye.loop)
        stage.name = entry.name
        return stage

    monkeypatch.setattr(StageEntry, "make", make)
    monkeypatch.setattr(StageEntry, "module", "eye")


def test_folders_of_faces_are_joined_and_people_counted(tmp_path: Path) -> None:
    first = _write(tmp_path / "1", [_clip("a1"), _clip("a2")])
    second = _write(tmp_path / "2", [_clip("c1"), _clip("b1", is_validation=True)])
    training, validation = join_faces([first, second])
    assert [clip.name for clip in training] == ["a1", "a2", "c1"]
    assert [clip.name for clip in validation] == ["b1"]
    assert summarise_faces(training) == {
        "people": 2,
        "clips": 3,
        "seconds": 3.0,
        "with_sound": 0,
        "sources": {"drawn": 3},
    }


def test_a_person_in_training_and_validation_is_refused() -> None:
    with pytest.raises(ValueError, match="expected other people for validation, a is in training too"):
        split_faces([_clip("a1"), _clip("a2", is_validation=True)])


def test_no_validation_clips_and_no_folders_are_refused() -> None:
    with pytest.raises(ValueError, match="expected validation clips among the prepared faces, got none of 1"):
        split_faces([_clip("a1")])
    with pytest.raises(ValueError, match="expected at least one folder"):
        join_faces([])


def test_every_stage_has_its_settings_and_stands_behind_what_it_needs() -> None:
    seen: set[str] = set()
    for entry in STAGES:
        assert set(entry.needs) <= seen
        seen.add(entry.name)
    assert [entry.name for entry in stages_named("all")] == [entry.name for entry in STAGES]
    with pytest.raises(ValueError, match="expected a stage of all, face-prior"):
        stages_named("nose")


def test_terms_that_join_on_the_way_are_no_rise_of_the_loss() -> None:
    early = [{"step": step, "terms": {"loss": 2.0, "pixel": 2.0}} for step in (1, 2)]
    late = [{"step": step, "terms": {"loss": 9.0 - step, "pixel": 1.0, "judge": 7.0}} for step in (3, 4, 5)]
    checks = {"step": 5, "checks": {"retrieval": 0.1}}
    assert fall_of([*early, *late, checks]) == (6.0, 4.0)
    with pytest.raises(ValueError, match="expected two lines of losses with all terms, got 1 of 3"):
        fall_of([*early, late[0]])


def test_a_stage_that_is_not_there_says_so(tmp_path: Path) -> None:
    context = StageContext.__new__(StageContext)
    with pytest.raises(ValueError, match=r"stage nose is not there yet: expected facet_training/stages/nose\.py"):
        registry.StageEntry("nose", ()).make(context)


def test_a_stage_whose_needs_are_not_finished_names_the_command(
    faces: Path, tmp_path: Path, run_command: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run_command("train", "eye", "--data", faces, "--run", tmp_path / "run", *QUICK)
    assert ended.value.code == 2
    assert "run 'facet-train train appearance-motion' first" in capsys.readouterr().err


@pytest.mark.usefixtures("toy_stages")
def test_all_stages_are_trained_in_order_and_finished_ones_are_not_trained_again(
    faces: Path, tmp_path: Path, run_command: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    run_command("train", "all", "--data", faces, "--run", run, *QUICK)
    for entry in STAGES:
        assert (run / entry.name / "networks.pt").exists()
    facts = json.loads((run / "expression" / "run.json").read_text())
    assert facts["data"]["training"]["people"] == 1
    assert facts["config"]["eye"]["loop"]["iterations"] == 12
    assert len(facts["commit"]) >= 7
    capsys.readouterr()
    os.utime(run / "appearance-motion" / "networks.pt")
    run_command("train", "all", "--data", faces, "--run", run, *QUICK)
    said = capsys.readouterr().out
    assert said.count("finished already") == len(STAGES)
    assert "eye: finished already, but from an older appearance-motion" in said


@pytest.mark.usefixtures("toy_stages")
def test_time_that_is_over_ends_the_command_with_code_3_and_the_same_command_goes_on(
    faces: Path, tmp_path: Path, run_command: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("train", "sync", "--data", faces, "--run", tmp_path / "run", *QUICK)
    with pytest.raises(SystemExit) as ended:
        run_command(*command, "--minutes", "0")
    assert ended.value.code == 3
    assert "time is over after iteration 1/12" in capsys.readouterr().out
    run_command(*command)
    steps = [entry["step"] for entry in read_curves(tmp_path / "run" / "sync") if "terms" in entry]
    assert steps == [4, 8, 12]


def test_a_command_killed_by_sigterm_ends_with_143_and_a_checkpoint(faces: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from tests.toy_stage import ToyStage; from facet_training.stages.registry import StageEntry\n"
        "def make(entry, context):\n"
        "    stage = ToyStage(context.config.sync.loop); stage.name = entry.name; return stage\n"
        "StageEntry.make = make\n"
        "from facet_training.__main__ import main; main()"
    )
    words = ["train", "sync", "--config", "debug", "--data", str(faces), "--run", str(tmp_path / "run")]
    length = ["--set", "sync.loop.iterations=1000000", "--set", "sync.loop.log_every=5"]
    process = subprocess.Popen(
        [sys.executable, "-c", script, *words, *length], cwd=TRAINING_FOLDER, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert "sync 5/1000000" in process.stdout.readline()
    process.terminate()
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 143
    assert "stopped by SIGTERM" in said
    assert (tmp_path / "run" / "sync" / "checkpoint.pt").exists()
    assert not list((tmp_path / "run" / "sync").glob(".checkpoint*"))
