"""Files of any rate become 25 pictures a second, and sound keeps its place beside them."""

import numpy as np
import pytest

from facet_training.data.clip_sound import sound_of_pictures, speech_of_pictures
from facet_training.data.pdfgc_audio import mel_rows, mel_windows
from facet_training.data.picture_clock import picture_runs
from facet_training.data.voice_activity import detect_speech
from facet_training.export.face_goldens import made_sound


@pytest.mark.parametrize("rate_hz", [24.0, 25.0, 30000 / 1001, 30.0, 50.0, 59.94])
def test_every_picture_shows_the_frame_nearest_in_time(rate_hz: float) -> None:
    times = np.arange(round(4 * rate_hz)) / rate_hz
    ((grid, frames),) = picture_runs(times)
    np.testing.assert_array_equal(grid, np.arange(len(grid)))
    assert 99 <= len(grid) <= 101
    wanted = grid / 25.0
    assert np.abs(times[frames] - wanted).max() <= 0.5 / min(rate_hz, 25.0) + 1e-6
    nearest = np.abs(times[None] - wanted[:, None]).min(1)
    np.testing.assert_allclose(np.abs(times[frames] - wanted), nearest, atol=1e-8)


def test_frames_of_uneven_times_keep_their_times() -> None:
    times = np.asarray([0.0, 0.03, 0.08, 0.13, 0.16, 0.2, 0.25])
    ((grid, frames),) = picture_runs(times)
    np.testing.assert_array_equal(grid, np.arange(7))
    np.testing.assert_array_equal(frames, [0, 1, 2, 3, 4, 5, 6])


def test_a_lost_frame_is_filled_and_a_longer_gap_makes_two_runs() -> None:
    times = np.arange(40) / 25.0
    ((grid, _),) = picture_runs(np.delete(times, 7))
    assert len(grid) == 40
    runs = picture_runs(np.delete(times, np.arange(10, 20)))
    assert [int(grid[0]) for grid, _ in runs] == [0, 19]
    assert picture_runs(times[:0]) == []


def test_windows_are_those_of_the_official_program_for_the_same_picture() -> None:
    samples = made_sound()
    official = np.round(mel_windows(mel_rows(samples)) * 255.0)
    rows = sound_of_pictures(samples, 0, 60, 0.0)
    for picture in (2, 17, 40):
        np.testing.assert_array_equal(rows[4 * picture :][:20].T[None], official[picture - 2])
    later = sound_of_pictures(samples, 11, 20, 0.0)
    np.testing.assert_array_equal(later, rows[44 : 44 + len(later)])


def test_late_sound_is_moved_back_to_its_picture() -> None:
    samples = made_sound()
    for lag_sec in (0.08, -0.06, 0.0231):
        late = round(lag_sec * 16000)
        shifted = np.concatenate([np.zeros(max(0, late), np.float32), samples[max(0, -late) :]])
        found = sound_of_pictures(shifted, 10, 40, lag_sec).astype(int)
        wanted = sound_of_pictures(samples, 10, 40, 0.0).astype(int)
        assert np.abs(found - wanted).mean() < 0.6


def test_beyond_both_ends_of_the_recording_there_is_silence() -> None:
    rows = sound_of_pictures(made_sound(), 0, 110, 0.0)
    assert len(rows) == 4 * 109 + 20
    assert rows[:8].max() == 0
    assert rows[-20:].max() == 0


def test_speech_is_told_at_the_pictures_where_it_is_heard() -> None:
    is_speech = detect_speech(made_sound())
    pictures = speech_of_pictures(is_speech, 0, 100, 0.0)
    assert pictures[15:25].all()
    assert not pictures[52:62].any()
    later = speech_of_pictures(is_speech, 0, 90, 0.4)
    np.testing.assert_array_equal(later, pictures[10:])
    assert not detect_speech(np.zeros(16000, np.float32)).any()
    assert len(detect_speech(np.zeros(0, np.float32))) == 0
