from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from facet_training.data.face_clip import FaceClip, decode_picture, encode_picture
from facet_training.data.face_shards import INDEX_FILE, read_faces, write_index, write_shard


def _clip(name: str, frames: int, *, has_sound: bool = True, is_validation: bool = False) -> FaceClip:
    random = np.random.default_rng(len(name) + frames)
    pictures = [np.full((224, 224, 3), level, np.uint8) for level in random.integers(0, 255, frames)]
    return FaceClip(
        name=name,
        identity=name[:1],
        source="drawn",
        is_validation=is_validation,
        pictures=tuple(encode_picture(picture) for picture in pictures),
        points=random.random((frames, 68, 2)).astype(np.float32),
        head_pose=random.random((frames, 6)).astype(np.float32),
        measures=random.random((frames, 12)).astype(np.float32),
        mel=random.integers(0, 255, (4 * frames + 16, 80)).astype(np.uint8) if has_sound else None,
        is_speech=random.random(frames) > 0.5,
        lag_sec=0.04,
        sync=3.5 if has_sound else float("nan"),
    )


def test_clips_come_back_from_a_shard_as_they_went_in(tmp_path: Path) -> None:
    clips = [_clip("a1", 3), _clip("b22", 5, has_sound=False), _clip("c333", 2, is_validation=True)]
    write_shard(tmp_path / "0000.safetensors", clips)
    write_index(tmp_path, [tmp_path / "0000.safetensors"], {"made_by": "a test"})
    for before, after in zip(clips, read_faces(tmp_path), strict=True):
        assert (before.name, before.identity, before.is_validation) == (after.name, after.identity, after.is_validation)
        assert before.pictures == after.pictures
        for field in ("points", "head_pose", "measures", "is_speech"):
            np.testing.assert_array_equal(getattr(before, field), getattr(after, field))
        assert (before.mel is None) == (after.mel is None)
        assert np.isnan(before.sync) == np.isnan(after.sync)
    np.testing.assert_array_equal(clips[0].mel_window(2), next(iter(read_faces(tmp_path))).mel_window(2))


def test_people_kept_for_validation_are_asked_for_by_name(tmp_path: Path) -> None:
    write_shard(tmp_path / "0.safetensors", [_clip("a", 2), _clip("b", 2, is_validation=True)])
    write_index(tmp_path, [tmp_path / "0.safetensors"], {})
    assert [clip.name for clip in read_faces(tmp_path, is_validation=True)] == ["b"]
    assert [clip.name for clip in read_faces(tmp_path, is_validation=False)] == ["a"]


def test_a_folder_without_an_index_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="run 'prepare' or 'synthesize' first"):
        read_faces(tmp_path)


def test_a_shard_that_the_index_does_not_list_is_not_read(tmp_path: Path) -> None:
    write_shard(tmp_path / "0.safetensors", [_clip("a", 2)])
    write_shard(tmp_path / "1.safetensors", [_clip("b", 2)])
    write_index(tmp_path, [tmp_path / "0.safetensors"], {})
    assert (tmp_path / INDEX_FILE).exists()
    assert [clip.name for clip in read_faces(tmp_path)] == ["a"]


def test_arrays_that_do_not_fit_the_pictures_are_refused() -> None:
    clip = _clip("a", 3)
    with pytest.raises(ValueError, match="expected head_pose"):
        replace(clip, head_pose=clip.head_pose[:2])


def test_bytes_that_are_no_picture_are_refused() -> None:
    with pytest.raises(ValueError, match="expected a JPEG"):
        decode_picture(b"no picture")
