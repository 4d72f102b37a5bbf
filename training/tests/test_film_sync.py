import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch

from facet_training.data.drawn_faces import cast_role, draw_clip
from facet_training.data.landmarks import FaceTracker
from facet_training.metrics.film_sync import cut_syncnet_face, face_boxes, score_film
from facet_training.networks.sync import SyncNetwork
from facet_training.networks.syncnet import SyncNet


def test_a_box_is_square_steady_and_as_large_as_the_face() -> None:
    landmarks = np.tile([140.0, 100.0, 0.0], (15, 478, 1))
    landmarks[:, 0, :2], landmarks[:, 1, :2] = (100, 50), (180, 150)
    landmarks[7] += 40  # one frame that jumps
    boxes = face_boxes(landmarks)
    assert boxes == pytest.approx(np.tile([140.0, 100.0, 50.0], (15, 1)))
    assert len(face_boxes(landmarks[:4])) == 4


def test_a_face_is_cut_with_more_below_than_above_and_grey_outside() -> None:
    image = np.zeros((200, 200, 3), np.uint8)
    image[100] = 255
    cut = cut_syncnet_face(image, np.array([100.0, 100.0, 40.0]))
    assert cut.shape == (224, 224, 3)
    # From 40 px above the middle to 72 below, 112 px in all: the middle lies at 40 / 112 of the height.
    assert abs(int(cut[:, 112, 0].argmax()) - 224 * 40 / 112) <= 2
    assert cut_syncnet_face(image, np.array([0.0, 100.0, 40.0]))[10, 2].tolist() == [110, 110, 110]


def test_a_film_is_scored_shot_by_shot_by_both_judges(tmp_path: Path) -> None:
    role = cast_role(3, 1, 16)
    clip = draw_clip(role.person, role.tracks, role.speech)
    pictures = np.stack([np.pad(clip.picture(t), ((48, 48), (48, 48), (0, 0)), mode="edge") for t in range(16)])
    (tmp_path / "sound.f32").write_bytes(role.speech.samples[: 16 * 640].astype("<f4").tobytes())
    film = tmp_path / "film.mp4"
    command = ["ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "320x320", "-r", "25", "-i", "-"]
    command += ["-f", "f32le", "-ar", "16000", "-ac", "1", "-i", str(tmp_path / "sound.f32"), "-pix_fmt", "yuv420p"]
    subprocess.run([*command, str(film)], input=pictures.tobytes(), check=True)
    torch.manual_seed(0)
    tracker = FaceTracker()
    found = score_film(film, tracker, SyncNetwork(16, (8, 16), 16).eval(), SyncNet().eval())
    assert len(found) == 1
    assert found[0].pictures >= 14
    assert found[0].own is not None
    assert found[0].syncnet is not None
    assert len(found[0].syncnet.by_shift) == len(found[0].own.by_shift) == 31
    silent = tmp_path / "silent.mp4"
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(film), "-an", "-c:v", "copy", str(silent)], check=True)
    with pytest.raises(ValueError, match=r"expected sound in silent.mp4"):
        score_film(silent, tracker)
    tracker.close()
