import io
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.multiprocessing.spawn import start_processes

from facet_training.config.overrides import with_settings
from facet_training.config.stages.loop import LoopConfig
from facet_training.config.training import load_training_config
from facet_training.loop.averaging import WeightAverages
from facet_training.loop.batches import move_batch
from facet_training.loop.curves import picture_sheet
from facet_training.loop.distributed import World, choose_device, join_world, leave_world
from facet_training.loop.learner import Learner
from facet_training.loop.modules import set_learning_modes, use_channels_last
from facet_training.loop.progress import Progress, duration_text, progress_line
from facet_training.loop.run import RunSurroundings, run_stage
from facet_training.loop.schedule import rate_scale
from tests.toy_stage import ToyBatch, ToyStage

CONFIG = LoopConfig(batch=8, rate=1e-2, warmup=0, schedule="constant", is_half=False)


def test_averages_follow_the_weights_and_forget_the_random_start() -> None:
    module = nn.Sequential(nn.Linear(1, 1, bias=False), nn.BatchNorm1d(1))
    nn.init.zeros_(module[0].weight)
    averages = WeightAverages(module, 0.5)
    with torch.no_grad():
        module[0].weight.fill_(1.0)
    module(torch.randn(4, 1))
    averages.update(module, 0)
    assert averages.state["0.weight"].item() == pytest.approx(0.9)  # a tenth of the start is kept at first
    averages.update(module, 1000)
    assert averages.state["0.weight"].item() == pytest.approx(0.95)
    assert averages.state["1.num_batches_tracked"].item() == 1
    with averages.inside(module):
        assert module.state_dict()["0.weight"].item() == pytest.approx(0.95)
    assert module.state_dict()["0.weight"].item() == 1.0


@pytest.mark.parametrize("schedule", ["cosine", "constant", "step"])
def test_rates_rise_over_the_warm_up_and_then_go_as_the_schedule_says(schedule: str) -> None:
    config = LoopConfig(iterations=100, warmup=10, schedule=schedule, step_every=40, step_factor=0.5)
    assert [rate_scale(step, config) for step in (0, 4, 9)] == pytest.approx([0.1, 0.5, 1.0])
    expected = {"cosine": (0.5, 0.0), "constant": (1.0, 1.0), "step": (0.5, 0.25)}[schedule]
    assert (rate_scale(55, config), rate_scale(100, config)) == pytest.approx(expected)


def test_settings_out_of_their_range_are_refused() -> None:
    with pytest.raises(ValueError, match="expected a schedule of cosine, constant, step, got linear"):
        LoopConfig(schedule="linear")
    with pytest.raises(ValueError, match="expected batch of at least 1, got 0"):
        LoopConfig(batch=0)


def test_a_gradient_longer_than_the_limit_is_clipped() -> None:
    config = replace(CONFIG, clip=1e-3)
    stage = ToyStage(config, dropout=0.0)
    learner = Learner(stage, config, World())
    numbers = learner.iterate(stage.batches()[0], 0)
    norm = math.sqrt(sum(float(p.grad.square().sum()) for p in stage.trained.parameters() if p.grad is not None))
    assert numbers["gradient"] > 1e-3
    assert norm == pytest.approx(1e-3, rel=1e-3)


def test_a_judge_learns_from_its_own_loss_alone() -> None:
    stage = ToyStage(CONFIG)
    assert stage.judge is not None
    before = [parameter.detach().clone() for parameter in stage.judge.parameters()]
    learner = Learner(stage, replace(CONFIG, judge_rate=0.0), World())
    learner.iterate(stage.batches()[0], 0)
    for old, new in zip(before, stage.judge.parameters(), strict=True):
        assert torch.equal(old, new)
        assert new.grad is not None


def test_parts_that_do_not_learn_stay_in_evaluation_mode() -> None:
    trunk = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3), nn.Dropout(0.5)).requires_grad_(False)
    head = nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.5))
    network = nn.ModuleDict({"trunk": trunk, "head": head})
    set_learning_modes(network)
    assert [part.training for part in trunk] == [False] * 3
    assert [part.training for part in head] == [True] * 2


def test_convolutions_and_pictures_lie_channels_last_and_other_weights_stay() -> None:
    module = nn.Sequential(nn.Conv2d(4, 8, 3))
    module.register_parameter("filters", nn.Parameter(torch.ones(1, 2, 3, 4, 5)))
    use_channels_last(module)
    assert module[0].weight.is_contiguous(memory_format=torch.channels_last)
    batch = ToyBatch(torch.zeros(2, 3, 8, 8), torch.zeros(2, 5))
    moved = move_batch([batch, {"steps": 3}], torch.device("cpu"), is_channels_last=True)
    assert isinstance(moved[0], ToyBatch)
    assert moved[0].given.is_contiguous(memory_format=torch.channels_last)
    assert moved[1] == {"steps": 3}


def _train_in_a_process(rank: int, folder: str) -> None:
    import os

    os.environ |= {"RANK": str(rank), "WORLD_SIZE": "2", "LOCAL_RANK": str(rank), "MASTER_ADDR": "127.0.0.1"}
    torch.set_num_threads(1)
    port = Path(folder, "port").read_text()
    os.environ["MASTER_PORT"] = port
    world = join_world(choose_device("cpu"))
    config = replace(CONFIG, seed=1 + rank, clip=0.0)  # other weights in each process until the first one's are spread
    stage = ToyStage(config, dropout=0.0, has_judge=False)
    stage.trained["body"][1].eval()
    learner = Learner(stage, config, world)
    stage.trained["body"][1].eval()  # statistics of a whole batch would not be the mean of those of its halves
    learner.iterate(stage.batches()[world.rank], 0)
    gradients = {name: p.grad for name, p in stage.trained.named_parameters() if p.grad is not None}
    torch.save({"gradients": gradients, "weights": stage.trained.state_dict()}, Path(folder, f"{rank}.pt"))
    longer = ToyStage(replace(config, iterations=4))
    surroundings = RunSurroundings(world=world, progress=Progress(io.StringIO()))
    run_stage(longer, replace(config, iterations=4), Path(folder, "run"), world.device, surroundings)
    averages = dict(longer.trained.named_parameters())
    torch.save({"drawn": longer.drawing.drawn, "averages": averages}, Path(folder, f"run-{rank}.pt"))
    leave_world(world)


def test_two_processes_have_the_gradients_of_one_with_both_batches_and_one_writes(tmp_path: Path) -> None:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        (tmp_path / "port").write_text(str(free.getsockname()[1]))
    start_processes(_train_in_a_process, (str(tmp_path),), nprocs=2, start_method="spawn")  # type: ignore[no-untyped-call]
    first, second = torch.load(tmp_path / "0.pt"), torch.load(tmp_path / "1.pt")
    config = replace(CONFIG, clip=0.0)
    alone = ToyStage(config, dropout=0.0, has_judge=False)
    learner = Learner(alone, config, World())
    alone.trained["body"][1].eval()
    halves = [alone.batches()[rank] for rank in (0, 1)]
    alone.bank = torch.zeros(4)
    learner.iterate(ToyBatch(*[torch.cat(parts) for parts in zip(*halves, strict=True)]), 0)
    for name, parameter in alone.trained.named_parameters():
        torch.testing.assert_close(first["gradients"][name], parameter.grad, atol=1e-6, rtol=1e-4)
        assert torch.equal(first["gradients"][name], second["gradients"][name])
        assert torch.equal(first["weights"][name], second["weights"][name])
    runs = [torch.load(tmp_path / f"run-{rank}.pt") for rank in (0, 1)]
    assert [run["drawn"] for run in runs] == [[0, 2, 4, 6], [1, 3, 5, 7]]
    written = torch.load(tmp_path / "run" / "toy" / "networks.pt")["networks"]["body"]
    for name, average in runs[0]["averages"].items():
        assert torch.equal(average, runs[1]["averages"][name])
        assert torch.equal(average, written[name.removeprefix("body.")])


def test_a_device_that_is_not_there_is_refused() -> None:
    if torch.cuda.is_available():
        pytest.skip("this machine has an accelerator")
    with pytest.raises(ValueError, match="expected a CUDA accelerator"):
        choose_device("cuda")
    assert choose_device("auto").type == "cpu"


def test_single_settings_are_given_over_those_of_a_file() -> None:
    config = load_training_config("debug", ["face-prior.loop.iterations=7", "eye.loop.schedule = constant"])
    assert config.face_prior.loop.iterations == 7
    assert config.eye.loop.schedule == "constant"
    assert config.eye.loop.iterations == load_training_config("debug").eye.loop.iterations
    with pytest.raises(ValueError, match=r"unknown setting eye\.loop\.rat; known"):
        load_training_config("debug", ["eye.loop.rat=1"])
    with pytest.raises(ValueError, match=r"setting eye\.loop\.rate: expected number, got 'fast'"):
        load_training_config("debug", ["eye.loop.rate=fast"])
    with pytest.raises(ValueError, match=r"setting eye\.loop: expected table, got 3"):
        load_training_config("debug", ["eye.loop=3"])
    with pytest.raises(ValueError, match=r"expected a setting table\.key=value, got eye"):
        with_settings({}, ["eye"])


@pytest.mark.parametrize("name", ["debug", "small", "paper"])
def test_every_training_settings_file_loads(name: str) -> None:
    assert load_training_config(name).networks.picture_px > 0


def test_a_sheet_is_eight_squares_wide_and_refuses_other_shapes() -> None:
    assert picture_sheet(torch.zeros(10, 3, 4, 4)).shape == (8, 32, 3)
    assert picture_sheet(torch.zeros(3, 3, 4, 16)).shape == (8, 32, 3)  # strips of four pictures, two in a row
    with pytest.raises(ValueError, match=r"expected pictures \[N, 3, H, W\], got \[3, 4, 6\]"):
        picture_sheet(torch.zeros(3, 4, 6))


def test_durations_are_said_in_two_units() -> None:
    assert [duration_text(value) for value in (12.2, 250, 11100)] == ["12 s", "4 min 10 s", "3 h 05 min"]


def test_a_terminal_sees_one_line_rewritten_and_a_file_sees_all() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    means = {"loss": 2.5, "pixel": 0.25, "gradient": 9.0}
    line = progress_line("eye", 20, 60, means, (12.5, 2.0))
    assert line == "eye 20/60  loss 2.5000  pixel 0.25  12.5 pictures/s  1 min 20 s left"
    for stream, expected in ((Terminal(), "\rlonger\rshort \nend\n"), (io.StringIO(), "longer\nshort\nend\n")):
        progress = Progress(stream)
        progress.update("longer")
        progress.update("short")
        progress.note("end")
        assert stream.getvalue() == expected


_DRAW_AFTER_OPENCV = """
import cv2
import numpy
import torch
from facet_training.loop.batches import draws_of
from facet_training.loop.distributed import World

def blur() -> float:
    return float(cv2.GaussianBlur(numpy.ones((1500, 1500, 3), numpy.uint8), (31, 31), 5).mean())

class Batches:
    def __getitem__(self, step):
        return torch.tensor([step * blur()])

cv2.setNumThreads(2)
blur()
print([int(batch) for batch in draws_of(Batches(), range(4), World(0, 1, torch.device("cpu")), 2)])
"""


def test_workers_draw_although_this_process_used_opencv_in_threads_before() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _DRAW_AFTER_OPENCV], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.stdout.strip() == "[0, 1, 2, 3]", done.stderr
