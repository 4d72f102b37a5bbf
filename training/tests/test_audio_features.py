import json
from pathlib import Path

import numpy as np
import pytest

from facet_training.constants import MEL_BINS, SILENT_FEATURE
from facet_training.data.audio_features import log_mel, mel_filters, mel_magnitudes, speech_gain
from facet_training.export.golden import golden_samples

GOLDEN = Path(__file__).resolve().parents[2] / "resources" / "models" / "atlas" / "golden" / "audio-features.json"


@pytest.mark.parametrize(("samples", "frames"), [(0, 0), (1, 1), (160, 1), (161, 2), (16000, 100)])
def test_the_number_of_frames_is_the_ceiling_of_samples_over_hop(samples: int, frames: int) -> None:
    assert log_mel(np.zeros(samples, np.float32)).shape == (MEL_BINS, frames)


def test_digital_silence_is_the_silent_feature() -> None:
    assert np.allclose(log_mel(np.zeros(3200, np.float32)), SILENT_FEATURE, atol=1e-5)


def test_frames_are_centred_on_their_sample() -> None:
    samples = np.zeros(16000, np.float32)
    samples[8000] = 1.0
    assert int(mel_magnitudes(samples).sum(0).argmax()) == 50


def test_every_filter_sees_at_least_one_bin() -> None:
    assert mel_filters().sum(1).min() > 0


def test_loudness_does_not_reach_the_features() -> None:
    samples = golden_samples()
    assert np.abs(log_mel(samples) - log_mel(samples * np.float32(0.1))).max() < 1e-3


def test_silence_is_not_amplified() -> None:
    assert speech_gain(np.zeros(16000, np.float32)) == 1.0


def test_pauses_do_not_change_the_gain() -> None:
    samples = golden_samples()
    paused = np.concatenate([samples, np.zeros(8000, np.float32)])
    assert abs(speech_gain(paused) / speech_gain(samples) - 1) < 0.1


def test_the_golden_file_is_reproduced() -> None:
    golden = json.loads(GOLDEN.read_text())
    samples = golden_samples()
    for index, value in golden["waveformProbe"].items():
        assert abs(float(samples[int(index)]) - value) < 1e-6
    assert abs(speech_gain(samples) - golden["gain"]) < golden["gainTolerance"]
    assert np.abs(log_mel(samples) - np.asarray(golden["mel"])).max() < golden["melTolerance"]
