"""A preparation goes on where it stopped, keeps people on one side of the split and says what it left out."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

from facet_training.data import prepare_faces as preparation
from facet_training.data.face_clip import FaceClip, encode_picture
from facet_training.data.face_gates import NO_FACE
from facet_training.data.face_people import FaceEntry, choose_validation, settle_people, within_limit
from facet_training.data.face_shards import INDEX_FILE, read_faces
from facet_training.data.footage_sources import FootageSource, find_sources, read_identities
from facet_training.data.prepare_faces import PrepareSettings, prepare_faces
from facet_training.data.regroup_faces import regroup_faces
from facet_training.data.source_clips import SourceClips, SourceSettings


def _look(person: int) -> NDArray[np.float32]:
    return np.random.default_rng(person).normal(0, 1, 64).astype(np.float32)


def _clip(source: FootageSource, frames: int = 12) -> FaceClip:
    picture = encode_picture(np.full((224, 224, 3), 90, np.uint8))
    return FaceClip(
        name=f"{source.name}#0.0",
        identity=source.person,
        source=source.name,
        is_validation=False,
        pictures=(picture,) * frames,
        points=np.zeros((frames, 68, 2), np.float32),
        head_pose=np.zeros((frames, 6), np.float32),
        measures=np.zeros((frames, 12), np.float32),
        mel=None,
        is_speech=np.zeros(frames, bool),
    )


class _Reader:
    """Stands for the reading of files: a face in each, the look by the last digit of its name."""

    read_names: ClassVar[list[str]] = []
    stops_at = ""

    def __init__(self, settings: SourceSettings) -> None:
        pass

    def close(self) -> None:
        pass

    def read(self, source: FootageSource) -> SourceClips:
        if source.name == self.stops_at:
            raise KeyboardInterrupt
        self.read_names.append(source.name)
        if "empty" in source.name:
            return SourceClips(source.name, [], [], Counter({NO_FACE: 7}))
        return SourceClips(source.name, [_clip(source)], [_look(int(source.path.stem[-1]))], Counter())


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> type[_Reader]:
    monkeypatch.setattr(preparation, "SourceReader", _Reader)
    monkeypatch.setattr("facet_training.data.prepare_state._SHARD_CLIPS", 3)
    _Reader.read_names, _Reader.stops_at = [], ""
    return _Reader


def _sources(count: int, person: str = "") -> list[FootageSource]:
    return [FootageSource(Path(f"/f/{i}.mp4"), f"f/{i}.mp4", person and f"{person}{i % 4}") for i in range(count)]


def _silent(done: int, todo: int, pictures: int) -> None:
    pass


def test_an_interrupted_run_goes_on_behind_its_last_whole_shard(tmp_path: Path, reader: type[_Reader]) -> None:
    sources = _sources(9, "p")
    reader.stops_at = "f/7.mp4"
    with pytest.raises(KeyboardInterrupt):
        prepare_faces(sources, tmp_path, PrepareSettings(), 1, _silent)
    assert not (tmp_path / INDEX_FILE).exists()
    reader.stops_at, reader.read_names = "", []
    facts = prepare_faces(sources, tmp_path, PrepareSettings(), 1, _silent)
    assert reader.read_names == ["f/6.mp4", "f/7.mp4", "f/8.mp4"]
    assert sorted(clip.source for clip in read_faces(tmp_path)) == [source.name for source in sources]
    assert facts["summary"]["clips"] == 9
    assert [path.name for path in sorted(tmp_path.iterdir())] == [
        *(f"faces-0000{i}.safetensors" for i in range(3)),
        INDEX_FILE,
    ]


def test_a_finished_folder_is_not_made_again_and_says_when_other_settings_are_asked_for(
    tmp_path: Path, reader: type[_Reader]
) -> None:
    first = prepare_faces(_sources(4, "p"), tmp_path, PrepareSettings(), 1, _silent)
    reader.read_names = []
    again = prepare_faces(_sources(4, "p"), tmp_path, PrepareSettings(), 1, _silent)
    assert reader.read_names == []
    assert again["summary"] == first["summary"]
    with pytest.raises(ValueError, match="made with another seed"):
        prepare_faces(_sources(4, "p"), tmp_path, PrepareSettings(seed=1), 1, _silent)
    with pytest.raises(ValueError, match="without 2 of these files"):
        prepare_faces(_sources(6, "p"), tmp_path, PrepareSettings(), 1, _silent)


def test_people_are_on_one_side_of_the_split_and_all_of_them_for_scoring(tmp_path: Path, reader: type[_Reader]) -> None:
    prepare_faces(_sources(12, "p"), tmp_path / "a", PrepareSettings(validation_share=0.25), 1, _silent)
    clips = read_faces(tmp_path / "a")
    kept_back = {clip.identity for clip in clips if clip.is_validation}
    assert len(kept_back) == 1
    assert not kept_back & {clip.identity for clip in clips if not clip.is_validation}
    prepare_faces(_sources(4, "p"), tmp_path / "b", PrepareSettings(is_for_scoring=True), 1, _silent)
    assert all(clip.is_validation for clip in read_faces(tmp_path / "b"))


def test_people_without_names_are_told_apart_by_their_looks(tmp_path: Path, reader: type[_Reader]) -> None:
    sources = [FootageSource(Path(f"/n/{i}{look}.mp4"), f"n/{i}{look}.mp4", "") for i in range(3) for look in (1, 2)]
    prepare_faces(sources, tmp_path, PrepareSettings(), 1, _silent)
    person_of = {clip.source: clip.identity for clip in read_faces(tmp_path)}
    assert len(set(person_of.values())) == 2
    assert person_of["n/01.mp4"] == person_of["n/11.mp4"] != person_of["n/02.mp4"]


def test_names_that_become_known_later_make_other_people_and_another_split(
    tmp_path: Path, reader: type[_Reader]
) -> None:
    prepare_faces(_sources(8, "p"), tmp_path, PrepareSettings(), 1, _silent)
    names = {f"f/{i}.mp4": ("anna" if i < 7 else "bert") for i in range(8)}
    facts = regroup_faces(tmp_path, names, 0.1, 3)
    clips = read_faces(tmp_path)
    assert {clip.source: clip.identity for clip in clips} == names
    assert {clip.identity for clip in clips if clip.is_validation} == {"bert"}
    assert facts["people"]["anna"]["clips"] == 7
    assert json.loads((tmp_path / INDEX_FILE).read_text())["settings"]["seed"] == 3
    with pytest.raises(ValueError, match="is for 'prepare'"):
        regroup_faces(tmp_path, {"f/1.mp4": None}, 0.1, 3)
    with pytest.raises(ValueError, match="expected prepared faces"):
        regroup_faces(tmp_path / "none", names, 0.1, 3)


def test_nobody_has_more_than_the_limit_and_what_is_left_out_is_counted(tmp_path: Path, reader: type[_Reader]) -> None:
    sources = [*_sources(8, "p"), FootageSource(Path("/f/empty.mp4"), "f/empty.mp4", "p0")]
    facts = prepare_faces(sources, tmp_path, PrepareSettings(limit_per_person_sec=0.5), 1, _silent)
    assert {name: counts["clips"] for name, counts in facts["people"].items()} == {f"p{i}": 1 for i in range(4)}
    assert facts["summary"]["rejected"] == {NO_FACE: 7, "person over the limit": 48}
    assert len(read_faces(tmp_path)) == 4
    assert json.loads((tmp_path / INDEX_FILE).read_text())["sources"][-1] == "f/empty.mp4"


def test_no_good_face_at_all_is_said(tmp_path: Path, reader: type[_Reader]) -> None:
    with pytest.raises(ValueError, match="found none; left out: {'no face': 7}"):
        prepare_faces([FootageSource(Path("/f/empty.mp4"), "f/empty.mp4", "")], tmp_path, PrepareSettings(), 1, _silent)


def test_people_alike_at_a_second_look_stay_on_one_side() -> None:
    random = np.random.default_rng(1)
    people = random.normal(0, 1, (8, 300))
    people[1] = 0.42 * people[0] + 0.91 * people[1]
    looks = (np.repeat(people, 6, 0) + random.normal(0, 0.3, (48, 300))).astype(np.float32)
    entries = [FaceEntry(str(i), "n", "", 10) for i in range(48)]
    names, units = settle_people(entries, looks)
    assert len(set(names)) == 8
    assert all(len(set(names[i : i + 6])) == 1 for i in range(0, 48, 6))
    assert units[0] == units[6]
    assert len({name.split("-")[0] for name in names}) == 1
    assert len(set(units)) < 8


def test_the_split_holds_about_the_share_and_is_the_same_for_the_same_seed() -> None:
    random = np.random.default_rng(2)
    units = [f"u{i}" for i in range(60)]
    frames = random.integers(20, 400, 60).tolist()
    chosen = choose_validation(units, frames, 0.15, 5)
    share = sum(count for unit, count in zip(units, frames, strict=True) if unit in chosen) / sum(frames)
    assert 0.12 < share < 0.19
    assert chosen == choose_validation(units[::-1], frames[::-1], 0.15, 5)
    assert chosen != choose_validation(units, frames, 0.15, 6)
    assert choose_validation(["a", "b"], [900, 10], 0.15, 0) == {"b"}
    assert choose_validation(["a"], [900], 0.15, 0) == set()


def test_a_person_keeps_one_clip_however_long_it_is() -> None:
    assert within_limit(["a", "b", "b"], [500, 10, 10], ["x", "y", "z"], 15, 0).count(True) == 2


def _touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return path


def test_people_are_found_by_file_by_folder_or_left_open(tmp_path: Path) -> None:
    _touch(tmp_path / "dev" / "id00012" / "abc" / "00001.mp4")
    _touch(tmp_path / "dev" / "other" / "x.mpg")
    _touch(tmp_path / "dev" / "other" / "child.mp4")
    _touch(tmp_path / "dev" / "notes.txt")
    names = _touch(tmp_path / "names.json")
    names.write_text(json.dumps({"other/x.mpg": "anna", "child.mp4": None}))
    found = find_sources([tmp_path / "dev"], read_identities(names), is_for_scoring=False)
    assert [(source.name, source.person) for source in found] == [
        ("dev/id00012/abc/00001.mp4", "id00012"),
        ("dev/other/x.mpg", "anna"),
    ]
    ((single),) = find_sources([tmp_path / "dev" / "other" / "child.mp4"], {}, is_for_scoring=False)
    assert replace(single, path=Path()) == FootageSource(Path(), "other/child.mp4", "")


def test_a_folder_called_test_is_only_for_scoring(tmp_path: Path) -> None:
    _touch(tmp_path / "test" / "x.mp4")
    with pytest.raises(ValueError, match="never learned from"):
        find_sources([tmp_path / "test"], {}, is_for_scoring=False)
    with pytest.raises(ValueError, match="never learned from"):
        find_sources([tmp_path / "test" / "x.mp4"], {}, is_for_scoring=False)
    assert len(find_sources([tmp_path / "test"], {}, is_for_scoring=True)) == 1


def test_what_is_not_there_and_what_is_no_list_of_people_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="found nothing at"):
        find_sources([tmp_path / "none"], {}, is_for_scoring=False)
    with pytest.raises(ValueError, match="found none"):
        find_sources([tmp_path], {}, is_for_scoring=False)
    (tmp_path / "list.json").write_text("[1]")
    with pytest.raises(ValueError, match="got another form"):
        read_identities(tmp_path / "list.json")
