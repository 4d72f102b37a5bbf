"""Prepared faces in one small file come back nearly as they went in."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from facet_training.data.compact_arrays import pack_arrays, unpack_arrays
from facet_training.data.compact_faces import compact_faces, expand_faces, first_pictures, thin_people
from facet_training.data.face_clip import FaceClip, encode_picture
from facet_training.data.face_shards import read_faces, write_index, write_shard


def _clip(name: str, identity: str, frames: int, *, has_sound: bool = True, is_validation: bool = False) -> FaceClip:
    """A bright disc that wanders over a shaded ground."""
    random = np.random.default_rng(len(name) * 31 + frames)
    rows, columns = np.mgrid[0:224, 0:224]
    pictures = []
    for t in range(frames):
        disc = (rows - 100 - 2 * t) ** 2 + (columns - 60 - 3 * t) ** 2 < 40**2
        ground = np.stack([rows // 2 + 40, columns // 2 + 30, np.full_like(rows, 90)], 2)
        pictures.append(encode_picture(np.where(disc[..., None], (220, 160, 130), ground).astype(np.uint8)))
    return FaceClip(
        name=name,
        identity=identity,
        source=f"folder/{name}",
        is_validation=is_validation,
        pictures=tuple(pictures),
        points=(random.random((1, 68, 2)) * 200 + random.normal(0, 2, (frames, 68, 2)).cumsum(0)).astype(np.float32),
        head_pose=random.normal(0, 0.3, (frames, 6)).astype(np.float32),
        measures=random.normal(0, 0.3, (frames, 12)).astype(np.float32),
        mel=random.integers(0, 256, (4 * frames + 16, 80)).astype(np.uint8) if has_sound else None,
        is_speech=random.random(frames) > 0.5,
        lag_sec=0.04,
        sync=0.7 if has_sound else float("nan"),
    )


def _folder(path: Path, clips: list[FaceClip], **facts: Any) -> Path:
    write_shard(path / "0.safetensors", clips)
    write_index(path, [path / "0.safetensors"], facts)
    return path


def _ignore(line: str) -> None:
    pass


def test_arrays_come_back_within_what_they_were_measured_to() -> None:
    clips = [_clip("a", "p", 7), _clip("bb", "q", 3, has_sound=False), _clip("ccc", "q", 4)]
    data = pack_arrays(clips)
    found = unpack_arrays(data, [7, 3, 4], [44, 0, 32])
    for clip, arrays in zip(clips, found, strict=True):
        np.testing.assert_allclose(arrays.points, clip.points, atol=1 / 16 + 1e-4)
        np.testing.assert_allclose(arrays.head_pose, clip.head_pose, atol=1e-3)
        np.testing.assert_allclose(arrays.measures, clip.measures, atol=1e-3)
        np.testing.assert_array_equal(arrays.is_speech, clip.is_speech)
        assert (arrays.mel is None) == (clip.mel is None)
        if clip.mel is not None and arrays.mel is not None:
            assert np.abs(arrays.mel.astype(int) - clip.mel).max() <= 1


def test_a_folder_goes_into_one_file_and_back(tmp_path: Path) -> None:
    clips = [_clip("a", "p", 12), _clip("bb", "q", 15, has_sound=False, is_validation=True)]
    report = compact_faces(_folder(tmp_path / "in", clips, made_by="a test"), tmp_path / "f", 200_000, 224, _ignore)
    assert (report.pictures, report.left_out) == (27, 0)
    assert (tmp_path / "f").stat().st_size == report.size <= 200_000
    assert expand_faces(tmp_path / "f", tmp_path / "out") == 2
    assert '"made_by": "a test"' in (tmp_path / "out" / "faces.json").read_text()
    for before, after in zip(clips, read_faces(tmp_path / "out"), strict=True):
        assert (before.name, before.identity, before.source) == (after.name, after.identity, after.source)
        assert (before.is_validation, before.lag_sec) == (after.is_validation, after.lag_sec)
        assert np.isnan(before.sync) == np.isnan(after.sync)
        for t in (0, before.frames - 1):
            assert np.abs(before.picture(t).astype(int) - after.picture(t)).mean() < 4.0


def test_what_does_not_fit_loses_rate_first_and_then_the_people_with_the_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("facet_training.data.compact_faces.RATE_FACTORS", (26, 35))
    clips = [_clip("a", "p", 40), _clip("bb", "p", 40), _clip("ccc", "q", 12)]
    folder = _folder(tmp_path / "in", clips)
    free = compact_faces(folder, tmp_path / "free", 10_000_000, 64, _ignore)
    heard: list[str] = []
    # The sound is noise here, which nothing packs: only thinning can halve the file.
    tight = compact_faces(folder, tmp_path / "tight", free.size // 2, 64, heard.append)
    assert tight.size <= free.size // 2
    assert tight.rate_factor > free.rate_factor
    assert tight.left_out > 0
    assert any("thinned" in line for line in heard)
    expand_faces(tmp_path / "tight", tmp_path / "out")
    kept = read_faces(tmp_path / "out")
    assert {clip.identity for clip in kept} == {"p", "q"}
    assert kept[0].picture(0).shape == (224, 224, 3)


def test_thinning_shortens_the_last_clip_of_a_person_and_leaves_others_alone() -> None:
    clips = [_clip("a", "p", 30), _clip("bb", "p", 30), _clip("ccc", "q", 12)]
    kept = thin_people(clips, 45)
    assert sum(clip.frames for clip in kept if clip.identity == "p") == 45
    assert [clip.frames for clip in kept if clip.identity == "q"] == [12]
    part = first_pictures(clips[0], 5)
    assert part.mel is not None and clips[0].mel is not None
    np.testing.assert_array_equal(part.mel, clips[0].mel[:36])


def test_other_files_and_full_folders_are_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "in", [_clip("a", "p", 3)])
    with pytest.raises(ValueError, match="an even side"):
        compact_faces(folder, tmp_path / "f", 1000, 225, _ignore)
    with pytest.raises(ValueError, match="holds faces already"):
        expand_faces(folder / "0.safetensors", folder)
    with pytest.raises(ValueError, match="0.safetensors is none"):
        expand_faces(folder / "0.safetensors", tmp_path / "out")
    (tmp_path / "text").write_text("no")
    with pytest.raises(ValueError, match="text is none"):
        expand_faces(tmp_path / "text", tmp_path / "out")
