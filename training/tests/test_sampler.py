import numpy as np
import torch

from facet_training.config.lip import AugmentationConfig, SamplingConfig
from facet_training.data.augmentation import NoiseBank
from facet_training.data.sampler import LipSampler, cut_window
from facet_training.data.synthetic import synthetic_sequences


def _sampler(seed: int = 1) -> LipSampler:
    return LipSampler(synthetic_sequences(3, 4.0, 5), SamplingConfig(), AugmentationConfig(), 32, 4, seed)


def test_the_same_step_gives_the_same_batch() -> None:
    first, second = _sampler().draw(7), _sampler().draw(7)
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
    assert not torch.equal(_sampler().draw(7).mel, _sampler().draw(8).mel)


def test_a_batch_has_the_stated_shapes() -> None:
    batch = _sampler().draw(0)
    assert batch.mel.shape == (4, 80, 128)
    assert batch.coefficients.shape == (4, 32, 14)
    assert batch.opening.shape == batch.lip_mask.shape == (4, 32)


def test_a_late_sound_belongs_to_an_earlier_picture() -> None:
    sequence = synthetic_sequences(1, 4.0, 5)[0]
    _, now = cut_window(sequence, 1.0, 20)
    _, late = cut_window(sequence.with_lag(0.2), 1.2, 20)
    assert np.allclose(now["opening"], late["opening"], atol=1e-5)


def test_frames_outside_the_clip_do_not_count() -> None:
    sequence = synthetic_sequences(1, 4.0, 5)[0]
    _, targets = cut_window(sequence, -1.0, 50)
    assert targets["mask"][:24].sum() == 0
    assert targets["mask"][26:].all()


def test_speed_keeps_sound_and_picture_together() -> None:
    sequence = synthetic_sequences(1, 4.0, 5)[0]
    magnitudes, targets = cut_window(sequence, 0.0, 40, speed=1.25)
    loud = np.log(magnitudes.sum(0)[::4] + 1e-3)
    assert np.corrcoef(loud, targets["opening"])[0, 1] > 0.6


def test_noise_has_the_stated_level_and_never_stands_still() -> None:
    noises = NoiseBank(seed=1, takes=6, seconds=2.0)
    for _ in range(6):
        noise = noises.draw(np.random.default_rng(2), 100)
        assert noise.shape == (80, 100)
        assert (noise >= 0).all()
        assert noise.std(1).max() > 0
