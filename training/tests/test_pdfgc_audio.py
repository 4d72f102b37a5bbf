import numpy as np
import pytest
from numpy.typing import NDArray

from facet_training.data.pdfgc_audio import analysis_window, mel_basis, mel_rows, mel_windows

SECOND = np.arange(16000) / 16000.0


def tone() -> NDArray[np.float32]:
    return np.asarray(np.sin(2.0 * np.pi * 440.0 * SECOND), np.float32)


def test_a_tone_gives_the_numbers_of_the_official_front_end() -> None:
    rows = mel_rows(tone())
    assert rows.shape == (107, 80)
    assert int(rows[50].argmax()) == 8
    assert np.allclose(rows[50, 6:11], [0.450866, 0.653036, 0.811155, 0.650292, 0.443829], atol=2e-6)
    assert abs(float(rows[50].mean()) - 0.095477) < 2e-6
    assert abs(float(rows.mean()) - 0.115552) < 2e-6
    assert abs(float(rows[0].max()) - 0.585753) < 2e-6


def test_a_rising_tone_rises_through_the_bands() -> None:
    chirp = np.sin(2.0 * np.pi * (200.0 * SECOND + 1400.0 * SECOND**2)).astype(np.float32)
    rows = mel_rows(chirp)
    assert [int(rows[row].argmax()) for row in (10, 30, 50, 70, 90)] == [7, 23, 35, 44, 51]
    assert abs(float(rows.mean()) - 0.114889) < 2e-6


def test_silence_is_zero() -> None:
    assert not mel_rows(np.zeros(16000, np.float32)).any()


@pytest.mark.parametrize(("samples", "rows"), [(0, 7), (1, 8), (160, 8), (161, 9), (12345, 85)])
def test_the_number_of_rows_is_the_ceiling_of_samples_over_hop_and_seven(samples: int, rows: int) -> None:
    assert mel_rows(np.full(samples, 0.1, np.float32)).shape == (rows, 80)


def test_loudness_does_not_matter_above_the_floor_and_matters_below_it() -> None:
    assert np.allclose(mel_rows(tone()), mel_rows(tone() * np.float32(0.01)), atol=1e-4)
    assert float(mel_rows(tone() * np.float32(1e-6)).max()) < float(mel_rows(tone()).max()) - 0.1


def test_a_row_is_centred_480_samples_before_its_hop() -> None:
    click = np.zeros(16000, np.float32)
    click[160 * 50 - 480] = 1.0
    assert int(mel_rows(click).sum(1).argmax()) == 50


def test_window_and_filters_have_their_published_sums() -> None:
    assert abs(float(analysis_window().sum()) - 407.4368) < 1e-3
    assert mel_basis().shape == (80, 641)
    assert mel_basis().sum(1).min() > 0.0


@pytest.mark.parametrize(("rows", "windows"), [(0, 0), (19, 0), (20, 1), (41, 6), (107, 22)])
def test_windows_are_four_rows_apart_and_end_with_the_sound(rows: int, windows: int) -> None:
    spectrogram = np.arange(rows, dtype=np.float32)[:, None] + np.zeros((1, 80), np.float32)
    found = mel_windows(spectrogram)
    assert found.shape == (windows, 1, 80, 20)
    assert np.array_equal(found[:, 0, 3, 0], 4.0 * np.arange(windows))
