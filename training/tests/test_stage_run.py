import io
import json
import os
import signal
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import Tensor, nn

from facet_training.config.stages.loop import LoopConfig
from facet_training.loop.checkpoint import load_checkpoint
from facet_training.loop.context import load_networks
from facet_training.loop.curves import read_curves
from facet_training.loop.progress import Progress
from facet_training.loop.run import RunSurroundings, run_stage
from facet_training.loop.run_folder import RunFolder
from facet_training.loop.stage import LossTerms
from facet_training.loop.stopping import StopRequest, TrainingStoppedError
from tests.toy_stage import FEATURES, ToyBatch, ToyStage

CPU = torch.device("cpu")
CONFIG = LoopConfig(
    iterations=24,
    batch=8,
    rate=1e-2,
    warmup=3,
    average=0.9,
    log_every=4,
    pictures_every=12,
    check_every=12,
    checkpoint_every=8,
)


def _quiet(**kept: Any) -> RunSurroundings:
    return RunSurroundings(progress=Progress(io.StringIO()), **kept)


def _stored(run: Path, file: str) -> dict[str, Any]:
    stored = load_checkpoint(run / "toy" / file)
    assert stored is not None
    return stored


def _assert_same(one: Any, other: Any, where: str = "") -> None:
    if isinstance(one, Tensor):
        assert torch.equal(one, other), where
    elif isinstance(one, dict):
        assert one.keys() == other.keys(), where
        for name in one:
            _assert_same(one[name], other[name], f"{where}.{name}")
    elif isinstance(one, list):
        for index, pair in enumerate(zip(one, other, strict=True)):
            _assert_same(*pair, f"{where}[{index}]")
    else:
        assert one == other, where


class PowerCutError(Exception):
    pass


class _CutStage(ToyStage):
    cut_at = -1

    def loss(self, batch: ToyBatch, step: int) -> LossTerms:
        if step == self.cut_at:
            raise PowerCutError
        return super().loss(batch, step)


@pytest.mark.parametrize("cut_at", [8, 13, 23])
def test_a_resumed_run_ends_bit_for_bit_where_an_uninterrupted_one_does(tmp_path: Path, cut_at: int) -> None:
    config = replace(CONFIG, is_half=True)
    whole = run_stage(ToyStage(config), config, tmp_path / "whole", CPU, _quiet())
    cut = _CutStage(config)
    cut.cut_at = cut_at
    with pytest.raises(PowerCutError):
        run_stage(cut, config, tmp_path / "cut", CPU, _quiet())
    rest = run_stage(ToyStage(config), config, tmp_path / "cut", CPU, _quiet())
    assert rest == whole[-len(rest) :]
    assert len(rest) == 24 - cut_at // 8 * 8
    _assert_same(_stored(tmp_path / "whole", "networks.pt"), _stored(tmp_path / "cut", "networks.pt"))
    one, other = _stored(tmp_path / "whole", "checkpoint.pt"), _stored(tmp_path / "cut", "checkpoint.pt")
    for name in ("networks", "averages", "optimizer", "judge", "judge_optimizer", "memory", "step", "seed"):
        _assert_same(one[name], other[name], name)


def test_what_was_logged_after_the_checkpoint_is_not_logged_twice(tmp_path: Path) -> None:
    cut = _CutStage(CONFIG)
    cut.cut_at = 15
    with pytest.raises(PowerCutError):
        run_stage(cut, CONFIG, tmp_path, CPU, _quiet())
    (tmp_path / "toy" / "curves.jsonl").open("a").write('{"step": 16, "ter')
    run_stage(ToyStage(CONFIG), CONFIG, tmp_path, CPU, _quiet())
    steps = [entry["step"] for entry in read_curves(tmp_path / "toy") if "terms" in entry]
    assert steps == [4, 8, 12, 16, 20, 24]


def test_training_lowers_the_loss_and_hands_on_averages(tmp_path: Path) -> None:
    stage = ToyStage(CONFIG, dropout=0.0)
    losses = run_stage(stage, CONFIG, tmp_path, CPU, _quiet())
    assert sum(losses[-5:]) < 0.8 * sum(losses[:5])
    averages = _stored(tmp_path, "checkpoint.pt")["averages"]
    last = _stored(tmp_path, "checkpoint.pt")["networks"]
    assert not torch.equal(averages["body.0.weight"], last["body.0.weight"])
    torch.testing.assert_close(stage.trained.state_dict()["body.0.weight"], averages["body.0.weight"])
    assert not stage.trained.training
    again = ToyStage(replace(CONFIG, seed=5))
    load_networks(tmp_path, "toy", {"body": again.trained["body"]})
    torch.testing.assert_close(again.trained.state_dict(), stage.trained.state_dict())


def test_pictures_and_checks_see_the_averages_in_evaluation_mode(tmp_path: Path) -> None:
    seen: list[Tensor] = []

    class Looking(ToyStage):
        def pictures(self, batch: ToyBatch) -> dict[str, Tensor]:
            seen.append(self.trained.state_dict()["body.0.weight"].clone())
            return super().pictures(batch)

    stage = Looking(CONFIG)
    run_stage(stage, CONFIG, tmp_path, CPU, _quiet())
    assert stage.modes_seen == [False] * 4
    torch.testing.assert_close(seen[-1], _stored(tmp_path, "checkpoint.pt")["averages"]["body.0.weight"])


def test_a_loss_that_is_no_number_names_stage_step_term_and_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"toy, iteration 11: distance was nan; .*checkpoint\.pt of iteration 8"):
        run_stage(ToyStage(CONFIG, spoil_at=10), CONFIG, tmp_path, CPU, _quiet())
    for value in _stored(tmp_path, "checkpoint.pt")["networks"].values():
        assert torch.isfinite(value.float()).all()
    with pytest.raises(ValueError, match=r"iteration 4: distance was nan; there is no checkpoint yet"):
        run_stage(ToyStage(CONFIG, spoil_at=3), CONFIG, tmp_path / "early", CPU, _quiet())


def test_a_checkpoint_of_other_settings_is_refused_with_the_setting_that_differs(tmp_path: Path) -> None:
    run_stage(ToyStage(CONFIG), CONFIG, tmp_path, CPU, _quiet())
    other = replace(CONFIG, rate=2e-2, iterations=30)
    with pytest.raises(ValueError, match=r"loop\.iterations = 24, now 30; loop\.rate = 0\.01, now 0\.02"):
        run_stage(ToyStage(other), other, tmp_path, CPU, _quiet())
    free = replace(CONFIG, log_every=3, workers=1, checkpoint_every=2)
    assert run_stage(ToyStage(free), free, tmp_path, CPU, _quiet()) == []
    losses = run_stage(ToyStage(other), other, tmp_path, CPU, _quiet(may_settings_differ=True))
    assert len(losses) == 6


def test_a_checkpoint_of_other_networks_names_the_weights_that_do_not_fit(tmp_path: Path) -> None:
    run_stage(ToyStage(CONFIG), CONFIG, tmp_path, CPU, _quiet())
    wider = ToyStage(CONFIG)
    wider.trained["body"][4] = nn.Linear(16, FEATURES + 1)
    with pytest.raises(ValueError, match=r"toy: expected body\.4\.weight \[7, 16\], the checkpoint has \[6, 16\]"):
        run_stage(wider, CONFIG, tmp_path, CPU, _quiet())


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_leaves_a_whole_checkpoint_from_which_the_run_goes_on(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    class Killed(ToyStage):
        def loss(self, batch: ToyBatch, step: int) -> LossTerms:
            if step == 5:
                os.kill(os.getpid(), number)
            return super().loss(batch, step)

    before = signal.getsignal(number)
    with pytest.raises(TrainingStoppedError, match=rf"{number.name} after iteration 6/24; .*goes on") as stopped:
        run_stage(Killed(CONFIG), CONFIG, tmp_path, CPU, _quiet())
    assert stopped.value.exit_code == code
    assert signal.getsignal(number) == before
    assert _stored(tmp_path, "checkpoint.pt")["step"] == 6
    assert not (tmp_path / "toy" / "networks.pt").exists()
    assert len(run_stage(ToyStage(CONFIG), CONFIG, tmp_path, CPU, _quiet())) == 18


def test_a_run_whose_time_is_over_stops_with_a_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(TrainingStoppedError, match="time is over after iteration 1/24") as stopped:
        run_stage(ToyStage(CONFIG), CONFIG, tmp_path, CPU, _quiet(stop=StopRequest(minutes=0.0)))
    assert stopped.value.exit_code == 3
    assert _stored(tmp_path, "checkpoint.pt")["step"] == 1


def test_two_runs_in_one_folder_are_refused_and_leftovers_of_a_killed_one_are_cleared(tmp_path: Path) -> None:
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / ".checkpoint.pt.12345").write_bytes(b"half")
    with RunFolder(tmp_path / "toy"), pytest.raises(ValueError, match="expected to train alone"):
        run_stage(ToyStage(CONFIG), CONFIG, tmp_path, CPU, _quiet())
    assert not (tmp_path / "toy" / ".checkpoint.pt.12345").exists()


def test_curves_pictures_and_checks_are_written_for_people_and_for_tensorboard(tmp_path: Path) -> None:
    said = io.StringIO()
    surroundings = RunSurroundings(facts={"commit": "abc"}, progress=Progress(said))
    run_stage(ToyStage(CONFIG), CONFIG, tmp_path, CPU, surroundings)
    folder = tmp_path / "toy"
    entry = next(entry for entry in read_curves(folder) if "terms" in entry)
    assert {"loss", "distance", "adversarial", "seen", "gradient", "judge.hinge", "judge.loss"} <= entry["terms"].keys()
    checks = json.loads((folder / "checks.json").read_text())
    assert checks["step"] == 24
    assert [check["is_met"] for check in checks["checks"]] == [True, False]
    assert checks["checks"][1]["value"] is None
    assert "NOT met (at most 0.05)" in said.getvalue()
    assert "toy 4/24  loss" in said.getvalue()
    assert "pictures/s" in said.getvalue()
    events = EventAccumulator(str(folder / "tensorboard")).Reload()
    assert events.Tags()["images"] == ["strip"]
    assert [event.step for event in events.Scalars("terms/loss")] == [4, 8, 12, 16, 20, 24]
    assert sorted(path.name for path in (folder / "pictures").iterdir()) == ["strip-000012.png", "strip-000024.png"]
    facts = json.loads((folder / "run.json").read_text())
    assert facts["commit"] == "abc"
    assert facts["iterations"] == 24
    assert facts["settings"] == json.loads(json.dumps({f"loop.{k}": v for k, v in asdict(CONFIG).items()}))


def test_batches_are_drawn_once_for_each_step_in_order(tmp_path: Path) -> None:
    stage = ToyStage(CONFIG)
    run_stage(stage, CONFIG, tmp_path, CPU, _quiet())
    assert stage.drawing.drawn == list(range(24))


def test_batches_of_worker_processes_are_those_of_this_process(tmp_path: Path) -> None:
    config = replace(CONFIG, iterations=6)
    alone = run_stage(ToyStage(config), config, tmp_path / "alone", CPU, _quiet())
    helped = replace(config, workers=1)
    assert run_stage(ToyStage(helped), helped, tmp_path / "helped", CPU, _quiet()) == alone


def test_a_stage_in_which_nothing_learns_is_refused(tmp_path: Path) -> None:
    stage = ToyStage(CONFIG)
    stage.trained.requires_grad_(False)
    with pytest.raises(ValueError, match="toy: expected parameters that learn"):
        run_stage(stage, CONFIG, tmp_path, CPU, _quiet())


def test_a_term_that_is_not_one_number_is_refused_by_name(tmp_path: Path) -> None:
    class Wide(ToyStage):
        def loss(self, batch: ToyBatch, step: int) -> LossTerms:
            return LossTerms({"distance": self.trained["body"](batch.given)}, {}, {})

    with pytest.raises(ValueError, match=r"loss term distance: expected one number, got \[8, 6\]"):
        run_stage(Wide(CONFIG), CONFIG, tmp_path, CPU, _quiet())
