from pathlib import Path

import numpy as np
import pytest
import torch

from facet_training.config.lip import LipStageConfig, OptimizationConfig
from facet_training.config.load import config_from, load_config
from facet_training.data.cache import PreparedClip, load_clip, save_clip
from facet_training.data.synthetic import synthetic_basis, synthetic_sequences
from facet_training.loop.trainer import train_module
from facet_training.stages.lip import train_member


def _tiny(iterations: int) -> LipStageConfig:
    return config_from(
        LipStageConfig,
        {
            "network": {"channels": 24, "dilations": [1], "dropout": 0.0},
            "optimization": {"iterations": iterations, "batch": 4, "window_frames": 32, "warmup": 5},
        },
    )


def test_debug_training_lowers_the_loss() -> None:
    _, log = train_member(_tiny(60), synthetic_sequences(4, 4.0, 2), synthetic_basis())
    assert np.mean(log.losses[-10:]) < 0.8 * np.mean(log.losses[:10])


def test_a_resumed_run_ends_where_an_uninterrupted_one_does(tmp_path: Path) -> None:
    def module_and_loss() -> tuple[torch.nn.Module, object]:
        torch.manual_seed(0)
        module = torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.Dropout(0.3))
        return module, lambda step: (module(torch.full((8, 3), 1.0 + step % 3)) - 1.0).square().mean()

    settings = OptimizationConfig(iterations=20, warmup=2, checkpoint_every=10)
    whole, loss = module_and_loss()
    train_module(whole, loss, settings, None)  # type: ignore[arg-type]

    class PowerCutError(Exception):
        pass

    part, inner = module_and_loss()

    def interrupted(step: int) -> torch.Tensor:
        if step == 10:
            raise PowerCutError
        return inner(step)  # type: ignore[operator, no-any-return]

    with pytest.raises(PowerCutError):
        train_module(part, interrupted, settings, tmp_path / "run.pt")
    resumed, again = module_and_loss()
    train_module(resumed, again, settings, tmp_path / "run.pt")  # type: ignore[arg-type]
    for name, value in whole.state_dict().items():
        assert torch.allclose(value, resumed.state_dict()[name], atol=1e-6)


@pytest.mark.parametrize("name", ["base", "debug", "align"])
def test_every_settings_file_loads(name: str) -> None:
    assert load_config(name).optimization.iterations > 0


def test_an_unknown_setting_is_named_together_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"unknown setting network\.chanels; known: channels"):
        config_from(LipStageConfig, {"network": {"chanels": 3}})


def test_a_prepared_clip_survives_the_disk(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    points = random.standard_normal((6, 175, 3)).astype(np.float32)
    points[2] = np.nan
    clip = PreparedClip(
        times_sec=np.arange(6) / 25,
        points=points,
        rotation=np.tile(np.eye(3, dtype=np.float32), (6, 1, 1)),
        portrait=np.zeros((48, 48, 3), np.uint8),
        samples=random.uniform(-1, 1, 4000).astype(np.float32),
    )
    save_clip(tmp_path / "clip.npz", clip)
    back = load_clip(tmp_path / "clip.npz")
    assert np.isnan(back.points[2]).all()
    seen = [0, 1, 3, 4, 5]
    assert np.abs(back.points[seen] - points[seen]).max() < 2e-4
    assert np.abs(back.samples - clip.samples).max() < 1e-4
