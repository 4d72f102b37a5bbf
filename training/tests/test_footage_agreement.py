"""Prepared footage against the application's own analysis; skipped without footage or without Node."""

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from facet_training.cli.folders import DEFAULT_SHARED, REPOSITORY
from facet_training.data.canonical import to_canonical
from facet_training.data.face_clip import FaceClip, measure_columns
from facet_training.data.face_gates import GateSettings
from facet_training.data.footage_sources import FootageSource
from facet_training.data.head_angles import angles_from_rotation
from facet_training.data.landmarks import FaceTracker, probe_video
from facet_training.data.source_clips import SourceReader, SourceSettings
from facet_training.data.video_faces import FaceRun, find_faces
from tests.test_footage_measures import LIP_PREDICTOR

NODE = REPOSITORY / "node_modules" / ".bin" / "node"
CLIP = DEFAULT_SHARED / "clips" / "grid" / "s31_bgiq6p.mp4"
needs_both = pytest.mark.skipif(
    not (CLIP.exists() and NODE.exists()), reason="no footage (../shared/clips) or no Node beside the checkout"
)
needs_footage = pytest.mark.skipif(not CLIP.exists(), reason="no footage beside the checkout (../shared/clips)")

MOST_ANGLE_DEG = 0.5  # mean difference; two resizings in front of the same network
MOST_LENGTH_IOD = 0.012  # root mean square after each side's own rest is taken off


def _run() -> FaceRun:
    tracker = FaceTracker()
    (run,), _ = find_faces(CLIP, probe_video(CLIP), tracker, GateSettings())
    tracker.close()
    return run


def _handles(track: dict[str, Any]) -> NDArray[np.float64]:
    values = np.asarray([np.nan if value is None else value for value in track["values"]], np.float64)
    return values.reshape(-1, len(track["handles"]))


@needs_both
def test_the_application_sees_the_same_angles_and_the_same_mouth(tmp_path: Path) -> None:
    tracks = tmp_path / "tracks.json"
    command = [str(NODE), "bin/facet.mjs", "analyze", str(CLIP), "--json", "--tracks", str(tracks)]
    subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True)
    (track,) = json.loads(tracks.read_text())["tracks"]
    run = _run()
    angles = np.degrees(angles_from_rotation(to_canonical(run.landmarks.astype(np.float64))[1]))
    difference = np.degrees(_handles(track["factors"]["headPose"])[run.frames, :3]) - angles
    assert np.abs(difference).mean() < MOST_ANGLE_DEG

    from facet_training.data.face_measures import measure_faces

    measured = measure_faces(run.landmarks)[:, measure_columns(("opening", "mouth_width", "chin_y"))]
    handles = _handles(track["factors"]["lip"])[run.frames][:, [0, 1, 3]]
    apart = handles - measured
    assert (apart - np.median(apart, 0)).std(0).max() < MOST_LENGTH_IOD
    assert np.corrcoef(handles[:, 0], measured[:, 0])[0, 1] > 0.97


@needs_footage
def test_a_studio_clip_becomes_one_face_with_its_sound_in_sync() -> None:
    reader = SourceReader(SourceSettings(lip_predictor=LIP_PREDICTOR))
    found = reader.read(FootageSource(CLIP, "grid/a.mp4", "somebody"))
    reader.close()
    clip: FaceClip
    (clip,) = found.clips
    assert clip.frames == 75
    assert clip.mel is not None
    assert abs(clip.lag_sec) <= 0.06
    assert clip.sync > 0.3
    assert 0.3 < clip.is_speech.mean() < 0.95
    # Eyes and mouth lie where the cut and the resize bring the alignment's targets.
    eyes, mouth = clip.points[:, 36:48].mean((0, 1)), clip.points[:, 60:68].mean((0, 1))
    assert np.abs(eyes - (112.0, 68.8)).max() < 12.0
    assert np.abs(mouth - (112.0, 140.0)).max() < 3.0
    assert np.ptp(clip.measures[:, 0]) > 0.05
    assert clip.picture(0)[40:180, 40:180].std() > 15
