import math
from pathlib import Path

import numpy as np
import pytest
import torch

from facet_training.data.syncnet_audio import cepstral_coefficients, mel_filters
from facet_training.metrics.sync import SyncScores
from facet_training.metrics.syncnet import score_syncnet
from facet_training.networks.syncnet import SyncNet, load_syncnet


@pytest.fixture(scope="module")
def network() -> SyncNet:
    torch.manual_seed(0)
    made = SyncNet()
    made.eval()
    return made


def coefficients_by_the_formula(samples: list[float], frame: int) -> list[float]:
    """One frame, sum by sum, as the package's documentation states it."""
    levels = [32768.0 * value for value in samples]
    sharp = [levels[0]] + [levels[n] - 0.97 * levels[n - 1] for n in range(1, len(levels))]
    cut = sharp[160 * frame : 160 * frame + 400]
    angles = [[2 * math.pi * k * n / 512 for n in range(400)] for k in range(257)]
    power = [
        (
            sum(x * math.cos(a) for x, a in zip(cut, row, strict=True)) ** 2
            + sum(x * math.sin(a) for x, a in zip(cut, row, strict=True)) ** 2
        )
        / 512
        for row in angles
    ]
    mels = [2595 * math.log10(1 + 8000 / 700) * i / 27 for i in range(28)]
    edges = [math.floor(513 * 700 * (10 ** (mel / 2595) - 1) / 16000) for mel in mels]
    bands = []
    for low, centre, high in zip(edges, edges[1:], edges[2:], strict=False):
        rising = sum(power[k] * (k - low) / (centre - low) for k in range(low, centre))
        falling = sum(power[k] * (high - k) / (high - centre) for k in range(centre, high))
        bands.append(math.log(rising + falling))
    found = [math.log(sum(power))]
    for order in range(1, 13):
        raw = sum(value * math.cos(math.pi * order * (2 * n + 1) / 52) for n, value in enumerate(bands))
        found.append(math.sqrt(2 / 26) * raw * (1 + 11 * math.sin(math.pi * order / 22)))
    return found


def test_coefficients_are_those_of_the_written_formula() -> None:
    times = np.arange(1200) / 16000
    samples = (0.3 * np.sin(2 * np.pi * 440 * times) + 0.1 * np.sin(2 * np.pi * 2900 * times**1.1)).astype(np.float32)
    found = cepstral_coefficients(samples)
    assert found.shape == (6, 13)
    for frame in (0, 3):
        assert found[frame] == pytest.approx(coefficients_by_the_formula(samples.tolist(), frame), rel=1e-6, abs=1e-6)


def test_coefficients_of_sounds_that_are_short_or_nothing() -> None:
    assert cepstral_coefficients(np.zeros(0, np.float32)).shape == (0, 13)
    assert cepstral_coefficients(np.ones(10, np.float32)).shape == (1, 13)
    assert np.isfinite(cepstral_coefficients(np.zeros(640, np.float32))).all()
    assert mel_filters().shape == (26, 257)


def test_the_network_has_the_names_and_sizes_of_the_published_file(network: SyncNet) -> None:
    state = network.state_dict()
    assert list(state["netcnnaud.18.weight"].shape) == [512, 256, 5, 4]
    assert list(state["netcnnlip.0.weight"].shape) == [96, 3, 5, 7, 7]
    assert list(state["netcnnlip.18.weight"].shape) == [512, 256, 1, 6, 6]
    assert list(state["netfclip.3.weight"].shape) == [1024, 512]
    with torch.no_grad():
        assert network.lips(torch.zeros(1, 3, 5, 224, 224)).shape == (1, 1024)
        assert network.sound(torch.zeros(1, 1, 13, 20)).shape == (1, 1024)


def test_a_users_file_is_read_or_refused_by_name(network: SyncNet, tmp_path: Path) -> None:
    path = tmp_path / "syncnet_v2.model"
    with pytest.raises(ValueError, match="found no file"):
        load_syncnet(path)
    state = network.state_dict()
    torch.save(state, path)
    again = load_syncnet(path).state_dict()
    assert all(torch.equal(again[name], value) for name, value in state.items())
    torch.save({**state, "netfcaud.0.weight": torch.zeros(3, 3)}, path)
    with pytest.raises(ValueError, match=r"netfcaud.0.weight \[512, 512\], found \[3, 3\]"):
        load_syncnet(path)
    path.write_bytes(b"nothing of this kind")
    with pytest.raises(ValueError, match="could not read it"):
        load_syncnet(path)


def test_pictures_and_sound_give_31_distances(network: SyncNet) -> None:
    random = np.random.default_rng(0)
    pictures = [random.integers(0, 256, (56, 56, 3)).astype(np.uint8) for _ in range(8)]
    samples = random.normal(0, 0.1, 8 * 640 + 100).astype(np.float32)
    scores = score_syncnet(network, pictures, samples)
    assert isinstance(scores, SyncScores)
    assert len(scores.by_shift) == 31
    assert scores.distance == min(scores.by_shift)
    with pytest.raises(ValueError, match="more than 5 pictures"):
        score_syncnet(network, pictures[:5], samples)
