from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import spearmanr

from facet_training.constants import STABLE_POINTS
from facet_training.data.canonical import canonical_mesh, fit_similarity
from facet_training.data.drawn_faces import (
    FACTORS,
    DrawnFaces,
    Role,
    cast_role,
    clips,
    draw_clip,
    drawn_faces,
    make_person,
    resting_tracks,
    role_of,
    write_drawn_faces,
)
from facet_training.data.drawn_faces.face_motion import FaceMotion
from facet_training.data.drawn_faces.factor_tracks import EXPRESSION_NAMES, EYE_NAMES, LIP_NAMES, Factor
from facet_training.data.drawn_faces.figure import Figure, rotation_from_angles
from facet_training.data.drawn_faces.head_shape import rest_shape
from facet_training.data.drawn_faces.mesh_rows import LOWER_LIP, UPPER_LIP
from facet_training.data.drawn_faces.performance import move_alone
from facet_training.data.drawn_faces.picture_maker import PictureMaker
from facet_training.data.drawn_faces.raster import rasterise
from facet_training.data.face_alignment import crop_affines
from facet_training.data.face_clip import FaceClip, decode_picture, measure_columns
from facet_training.data.face_measures import measure_canonical
from facet_training.data.face_shards import read_faces
from facet_training.data.head_angles import angles_from_rotation

# What is measured of each factor, and the sign with which it answers.
MEASURED = {
    "opening": ("opening", 1),
    "width": ("mouth_width", 1),
    "rounding": ("lip_thickness", 1),
    "gaze_x": ("iris_x", 1),
    "gaze_y": ("iris_y", 1),
    "blink": ("eye_open_left", -1),
    "brow_height": ("brow_y", -1),
    "brow_furrow": ("brow_gap", -1),
    "smile": ("corner_y", -1),
    "cheek": ("cheek_y", -1),
}
NAMES: dict[Factor, tuple[str, ...]] = {"lip": LIP_NAMES, "eye": EYE_NAMES, "expression": EXPRESSION_NAMES}


@lru_cache(maxsize=1)
def _clips() -> list[FaceClip]:
    return drawn_faces(2, 1.6, seed=5, side_px=56)


def _rank(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    return float(spearmanr(a, b).statistic)


def test_the_same_seed_draws_the_same_bytes_and_another_seed_another_person() -> None:
    first, again, other = (drawn_faces(1, 0.12, seed=seed, side_px=56)[0] for seed in (3, 3, 4))
    assert first.pictures == again.pictures
    assert first.mel is not None and again.mel is not None
    np.testing.assert_array_equal(first.mel, again.mel)
    np.testing.assert_array_equal(first.measures, again.measures)
    assert first.identity == again.identity != other.identity
    assert first.pictures != other.pictures


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_person_rests_with_closed_lips_in_the_canonical_frame(seed: int) -> None:
    rest = rest_shape(make_person(seed).shape)
    stable = list(STABLE_POINTS)
    scale, rotation, move = fit_similarity(rest[None, stable], canonical_mesh()[stable])
    np.testing.assert_allclose(scale[0], 1, atol=1e-9)
    np.testing.assert_allclose(rotation[0], np.eye(3), atol=1e-9)
    np.testing.assert_allclose(move[0], 0, atol=1e-9)
    measures = measure_canonical(FaceMotion(rest).meshes(resting_tracks(1)))[0]
    assert measures[measure_columns(["opening"])[0]] == 0
    assert measures[measure_columns(["eye_open_left"])[0]] > 0.15


@pytest.mark.parametrize("seed", [1, 2])
def test_each_measure_answers_to_one_factor_alone(seed: int) -> None:
    motion = FaceMotion(rest_shape(make_person(seed).shape))
    rest = measure_canonical(motion.meshes(resting_tracks(1)))[0]
    columns = {name: measure_columns([measure])[0] for name, (measure, _) in MEASURED.items()}
    for factor, names in NAMES.items():
        for column, name in enumerate(names):
            tracks = resting_tracks(1)
            tracks.track(factor)[:, column] = 0.04
            change = measure_canonical(motion.meshes(tracks))[0] - rest
            own = change[columns[name]] * MEASURED[name][1]
            assert own > 0
            others = [abs(change[place]) for other, place in columns.items() if other != name]
            assert max(others) < 0.05 * own, name


@pytest.mark.parametrize("seed", [2, 66, 73])
def test_an_opening_mouth_parts_the_lips_along_their_whole_length(seed: int) -> None:
    motion = FaceMotion(rest_shape(make_person(seed).shape))
    upper, lower = (motion.fields[0][list(rows[3]), 1] for rows in (UPPER_LIP, LOWER_LIP))
    assert np.all(upper[1:-1] < 0) and np.all(lower[1:-1] > 0)
    for edge in (-upper, lower):
        assert int(np.argmax(edge)) in (4, 5, 6)
        assert np.all(np.diff(edge[:5]) > 0) and np.all(np.diff(edge[6:]) < 0)


def test_heights_and_widths_change_by_exactly_the_factor() -> None:
    motion = FaceMotion(rest_shape(make_person(7).shape))
    rest = measure_canonical(motion.meshes(resting_tracks(1)))[0]
    moved: tuple[tuple[Factor, int, str], ...] = (
        ("lip", 0, "opening"),
        ("lip", 1, "width"),
        ("expression", 0, "brow_height"),
        ("expression", 1, "brow_furrow"),
        ("expression", 2, "smile"),
        ("expression", 3, "cheek"),
    )
    for factor, column, name in moved:
        tracks = resting_tracks(1)
        tracks.track(factor)[:, column] = 0.05
        measure, sign = MEASURED[name]
        place = measure_columns([measure])[0]
        change = measure_canonical(motion.meshes(tracks))[0, place] - rest[place]
        np.testing.assert_allclose(sign * change, 0.05, atol=2e-4)


def test_the_drawn_factors_are_what_is_measured() -> None:
    for clip in _clips():
        tracks = role_of(clip).tracks
        for factor, names in NAMES.items():
            for column, name in enumerate(names):
                measure, sign = MEASURED[name]
                drawn, measured = tracks.track(factor)[:, column], clip.measures[:, measure_columns([measure])[0]]
                if np.ptp(drawn) > 0.01:  # not every sound is round
                    assert _rank(drawn, sign * measured) > 0.99, (clip.name, name)


def test_the_pose_before_the_camera_is_the_drawn_one() -> None:
    role = cast_role(2, 0, 20)
    landmarks = Figure(role.person).stand(role.tracks).landmarks
    stable = list(STABLE_POINTS)
    _, rotation, _ = fit_similarity(landmarks[:, stable], canonical_mesh()[stable])
    angles = angles_from_rotation(rotation)[:, [1, 0, 2]]
    np.testing.assert_allclose(angles, role.tracks.head_pose[:, :3], atol=1e-6)


def test_the_pose_in_the_picture_is_the_drawn_one_turned_by_the_alignment() -> None:
    for clip in _clips():
        role = role_of(clip)
        standing = Figure(role.person).stand(role.tracks).landmarks * 100
        turn = crop_affines(standing)[0, :, :2]
        spin = np.eye(3)
        spin[:2, :2] = turn / np.hypot(turn[0, 0], turn[1, 0])
        assert abs(np.arcsin(spin[1, 0])) < 0.2
        turned = spin @ rotation_from_angles(*role.tracks.head_pose[:, :3].T.astype(np.float64))
        expected = angles_from_rotation(turned.transpose(0, 2, 1))[:, [1, 0, 2]]
        np.testing.assert_allclose(clip.head_pose[:, :3], expected, atol=1e-5)
        assert _rank(role.tracks.head_pose[:, 1], clip.head_pose[:, 1]) > 0.98


def test_pictures_are_aligned_with_the_mouth_held_in_place() -> None:
    for clip in _clips():
        mouth = clip.points[:, 60:68].mean(1)
        np.testing.assert_allclose(mouth, np.broadcast_to((112, 140), mouth.shape), atol=2.5)
        eyes = clip.points[:, 36:48].mean((0, 1))
        np.testing.assert_allclose(eyes, (112, 69), atol=8)


def test_gaze_changes_the_eyes_and_nothing_else_of_the_picture() -> None:
    maker = PictureMaker(replace(make_person(4), look=replace(make_person(4).look, softness_px=0.0, glasses=0.0)), 112)
    ahead = resting_tracks(1)
    aside = resting_tracks(1)
    aside.eye[:, 0] = 0.4
    before, after = (next(maker.pictures(tracks)).astype(int) for tracks in (ahead, aside))
    changed = np.abs(before - after).max(-1) > 0
    points = maker.landmarks(ahead)[0, [33, 133, 362, 263, 159, 145, 386, 374], :2] / 2
    rows, columns = np.nonzero(changed)
    assert changed.sum() > 20
    assert points[:, 1].min() - 3 < rows.min() and rows.max() < points[:, 1].max() + 3
    assert points[:, 0].min() - 3 < columns.min() and columns.max() < points[:, 0].max() + 3


def test_an_open_mouth_is_dark_where_its_points_are() -> None:
    maker = PictureMaker(make_person(9), 112)
    shut, wide = resting_tracks(1), resting_tracks(1)
    wide.lip[:, 0] = 0.3
    levels = []
    for tracks in (shut, wide):
        inner = maker.landmarks(tracks)[0, [13, 14], :2].mean(0) / 2
        picture = next(maker.pictures(tracks))
        x, y = np.round(inner).astype(int)
        levels.append(picture[y + 2 : y + 5, x - 2 : x + 3].mean())
    assert levels[1] < 0.7 * levels[0]


def test_small_pictures_show_what_large_ones_show() -> None:
    role = cast_role(6, 1, 2)
    small, large = (PictureMaker(role.person, side) for side in (56, 224))
    for a, b in zip(small.pictures(role.tracks), large.pictures(role.tracks), strict=True):
        averaged = b.reshape(56, 4, 56, 4, 3).mean((1, 3))
        assert np.corrcoef(a.ravel(), averaged.ravel())[0, 1] > 0.97
    np.testing.assert_array_equal(small.landmarks(role.tracks), large.landmarks(role.tracks))


@lru_cache(maxsize=1)
def _roles() -> list[Role]:
    return [cast_role(11, index, 50) for index in range(20)]


def _across(clips: list[list[NDArray[np.float32]]]) -> NDArray[np.float64]:
    """Correlations within clips, of columns of different tracks, averaged over clips; without sign."""
    owner = np.repeat(np.arange(len(clips[0])), [track.shape[1] for track in clips[0]])
    together = np.mean([np.nan_to_num(np.corrcoef(np.concatenate(clip, 1).T)) for clip in clips], 0)
    return np.asarray(np.abs(together[owner[:, None] < owner[None]]))


def test_eyes_head_and_expression_know_nothing_of_each_other() -> None:
    assert _across([list(move_alone(75, seed)) for seed in range(400)]).max() < 0.12


def test_lips_know_nothing_of_the_other_factors() -> None:
    clips = [[role.tracks.lip, np.concatenate([role.tracks.track(f) for f in FACTORS[1:]], 1)] for role in _roles()]
    across = _across(clips)
    assert across.mean() < 0.12
    assert across.max() < 0.4


def test_the_sound_is_loudest_when_the_mouth_is_open_and_not_before_or_after() -> None:
    agreement = np.zeros(9)
    for role in _roles():
        frames = role.tracks.frames
        level = [np.abs(role.speech.samples[max(0, 640 * t - 320) : 640 * t + 320]).mean() for t in range(frames)]
        opening = role.tracks.lip[:, 0]
        agreement += [np.corrcoef(level[4:-4], opening[4 + lag : frames - 4 + lag])[0, 1] for lag in range(-4, 5)]
    assert int(np.argmax(agreement)) == 4
    assert agreement[4] / len(_roles()) > 0.6


def test_the_mel_window_of_a_picture_is_its_own_sound() -> None:
    windows, openings = [], []
    for clip in _clips():
        windows += [clip.mel_window(t)[0, :40, 8:12].mean() for t in range(2, clip.frames - 2)]
        openings += role_of(clip).tracks.lip[2:-2, 0].tolist()
    assert np.corrcoef(windows, openings)[0, 1] > 0.4


def test_lips_rest_while_nothing_is_said() -> None:
    for role in _roles():
        silent = ~role.speech.is_speech
        long_silent = silent & np.roll(silent, 1) & np.roll(silent, -1) & np.roll(silent, 2) & np.roll(silent, -2)
        assert np.all(role.tracks.lip[4:-4][long_silent[4:-4], 0] < 0.02)


def test_people_kept_for_validation_are_in_no_training_clip() -> None:
    settings = DrawnFaces(people=40, validation_share=0.15)
    assert len(settings.validation_people()) == 6
    assert settings.validation_people() == DrawnFaces(people=40, validation_share=0.15).validation_people()
    assert len(DrawnFaces(people=2, validation_share=0.01).validation_people()) == 1
    assert not DrawnFaces(people=2, validation_share=0.0).validation_people()
    kept = {clip.identity for clip in _clips() if clip.is_validation}
    assert kept and not kept & {clip.identity for clip in _clips() if not clip.is_validation}


def test_a_clip_is_drawn_again_with_one_factor_of_another() -> None:
    mine, theirs = cast_role(8, 0, 6), cast_role(8, 1, 6)
    tracks = mine.tracks.with_factor("expression", theirs.tracks)
    changed = draw_clip(mine.person, tracks, mine.speech, side_px=56)
    same = draw_clip(mine.person, mine.tracks, mine.speech, side_px=56)
    lips_and_eyes = measure_columns(["opening", "mouth_width", "lip_thickness", "eye_open_left", "iris_x"])
    np.testing.assert_allclose(changed.measures[:, lips_and_eyes], same.measures[:, lips_and_eyes], atol=0.006)
    brows = measure_columns(["brow_y"])[0]
    rest = same.measures[:, brows] + mine.tracks.expression[:, 0]
    np.testing.assert_allclose(rest - changed.measures[:, brows], theirs.tracks.expression[:, 0], atol=1e-4)
    assert changed.mel is not None and same.mel is not None
    np.testing.assert_array_equal(changed.mel, same.mel)


def test_factors_of_a_clip_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 3 pictures of the other eye, got 4"):
        resting_tracks(3).with_factor("eye", resting_tracks(4))
    with pytest.raises(ValueError, match="expected a lip track"):
        replace(resting_tracks(3), lip=np.zeros((3, 2), np.float32))
    role = cast_role(1, 0, 3)
    with pytest.raises(ValueError, match="expected speech for 4 pictures, got 3"):
        draw_clip(role.person, resting_tracks(4), role.speech, side_px=56)


def test_true_factors_of_other_clips_are_not_made_up() -> None:
    with pytest.raises(ValueError, match="expected a drawn clip, got one of 'news.mp4'"):
        role_of(replace(_clips()[0], source="news.mp4"))


def test_a_written_set_is_read_back_as_it_was_drawn(tmp_path: Path) -> None:
    heard: list[int] = []
    settings = DrawnFaces(people=3, seconds=0.12, side=56, seed=5)
    write_drawn_faces(tmp_path, settings, heard.append)
    assert heard == [1, 2, 3]
    read = read_faces(tmp_path)
    drawn = drawn_faces(3, 0.12, seed=5, side_px=56)
    assert [clip.name for clip in read] == [clip.name for clip in drawn]
    assert all(a.pictures == b.pictures for a, b in zip(read, drawn, strict=True))
    assert decode_picture(read[0].pictures[0]).shape == (56, 56, 3)
    np.testing.assert_array_equal(role_of(read[1]).tracks.eye, role_of(drawn[1]).tracks.eye)


def test_an_interrupted_set_goes_on_and_ends_as_one_drawn_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clips, "PEOPLE_PER_SHARD", 1)
    settings = DrawnFaces(people=3, seconds=0.04, side=56, seed=5)

    def stop(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_drawn_faces(tmp_path / "parts", settings, stop)
    assert len(read_faces(tmp_path / "parts")) == 2
    assert write_drawn_faces(tmp_path / "parts", settings) == 2
    assert write_drawn_faces(tmp_path / "whole", settings) == 0
    for folder in ("parts", "whole"):
        assert write_drawn_faces(tmp_path / folder, settings) == 3
    assert (tmp_path / "parts" / "faces.json").read_bytes() == (tmp_path / "whole" / "faces.json").read_bytes()
    for resumed, at_once in zip(read_faces(tmp_path / "parts"), read_faces(tmp_path / "whole"), strict=True):
        assert (resumed.name, resumed.is_validation) == (at_once.name, at_once.is_validation)
        assert resumed.pictures == at_once.pictures
    with pytest.raises(ValueError, match="expected an empty folder or the set"):
        write_drawn_faces(tmp_path / "parts", replace(settings, seed=6))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"people": 0}, "at least one person"),
        ({"seconds": 0.01}, "at least one picture"),
        ({"side": 8}, "pictures of 32 to 1024 px"),
        ({"validation_share": 1.0}, "a validation share from 0"),
    ],
)
def test_a_set_that_cannot_be_drawn_is_refused(settings: dict[str, float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        DrawnFaces(**settings)  # type: ignore[arg-type]


def test_numbers_on_a_triangle_are_exact_and_the_nearest_wins() -> None:
    square = np.asarray([(2, 2), (2, 12), (12, 12), (12, 2)], np.float32)
    points = np.concatenate([np.c_[square, np.full(4, 5)], np.c_[square, np.full(4, 1)]]).astype(np.float32)
    values = np.c_[3 * points[:, 0] - 2 * points[:, 1] + 1, np.repeat([1, 2], 4)].astype(np.float32)
    facing = np.asarray([(0, 1, 2), (0, 2, 3)])
    (linear, which), cover = rasterise(points, values, np.concatenate([facing + 4, facing]), 16)
    y, x = np.nonzero(cover)
    assert set(zip(x.tolist(), y.tolist(), strict=True)) == {(i, j) for i in range(2, 12) for j in range(2, 12)}
    np.testing.assert_allclose(linear[y, x], 3 * x - 2 * y + 1, atol=1e-4)
    np.testing.assert_array_equal(which[y, x], 2)
    assert not rasterise(points, values, facing[:, ::-1], 16)[1].any()
