"""Checks against the footage folder; skipped where it is absent."""

import numpy as np
import pytest

from facet_training.cli.folders import DEFAULT_SHARED
from facet_training.data.clip_index import TRAINING_FOLDERS, read_clip_index
from facet_training.data.landmarks import FaceTracker
from facet_training.data.lip_shape import measure_opening
from facet_training.data.prepare import prepare_clip

needs_footage = pytest.mark.skipif(
    not (DEFAULT_SHARED / "clips" / "index.jsonl").exists(), reason="no footage beside the checkout (../shared/clips)"
)


@needs_footage
def test_nobody_of_the_test_folder_is_trained_on() -> None:
    entries = read_clip_index(DEFAULT_SHARED)
    tested = {entry.identity for entry in entries if entry.folder == "test"}
    trained = {entry.identity for entry in entries if entry.folder in TRAINING_FOLDERS}
    assert tested
    assert not tested & trained


@needs_footage
def test_a_studio_clip_prepares_with_a_mouth_that_opens() -> None:
    entry = next(entry for entry in read_clip_index(DEFAULT_SHARED) if entry.folder == "grid")
    tracker = FaceTracker()
    clip = prepare_clip(entry.path, tracker)
    tracker.close()
    assert len(clip.points) == 75
    assert len(clip.samples) > 40_000
    assert 0.02 < float(np.ptp(measure_opening(clip.points))) < 0.6
