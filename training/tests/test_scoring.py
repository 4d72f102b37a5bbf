import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from facet_training.config.pdfgc import load_pdfgc_config
from facet_training.data.face_clip import FaceClip, encode_picture
from facet_training.export.pdfgc_pack import PackFacts, export_pdfgc_pack
from facet_training.export.seeded_weights import seeded_network
from facet_training.metrics.disentanglement import scales_of
from facet_training.metrics.face_reader import FaceReadings
from facet_training.metrics.protocol import Case, Span, cross_cases, self_cases, swap_cases
from facet_training.metrics.renderers import (
    DriverCopy,
    NetworksRenderer,
    PortraitCopy,
    TorchNetworks,
    pack_renderer,
    recipe_of,
)
from facet_training.metrics.score_sheet import ScoreSheet
from facet_training.metrics.scoring import Judges, Scorer, score_swaps, summarise_scores
from facet_training.networks.official_checkpoint import NETWORK_NAMES
from facet_training.networks.sync import SyncNetwork
from facet_training.recipe.pack_recipe import LEARNED_RECIPE

TINY = load_pdfgc_config("tiny")


def a_clip(seed: int, frames: int = 30, *, person: str = "", has_sound: bool = True) -> FaceClip:
    random = np.random.default_rng(seed)
    ground = random.integers(0, 256, (frames, 7, 7, 3)).astype(np.uint8)
    pictures = [encode_picture(np.kron(small, np.ones((32, 32, 1), np.uint8))) for small in ground]
    return FaceClip(
        name=f"clip-{seed}",
        identity=person or f"person-{seed}",
        source="made up",
        is_validation=True,
        pictures=tuple(pictures),
        points=np.zeros((frames, 68, 2), np.float32),
        head_pose=random.normal(size=(frames, 6)).astype(np.float32),
        measures=random.normal(size=(frames, 12)).astype(np.float32),
        mel=random.integers(0, 256, (4 * (frames - 1) + 20, 80)).astype(np.uint8) if has_sound else None,
        is_speech=np.arange(frames) >= frames // 2,
    )


CLIPS = [a_clip(seed, frames=24 + seed) for seed in range(7)] + [a_clip(20, frames=50, has_sound=False)]


class ColourReader:
    """Reads a face off the mean colours of a picture's quarters."""

    def read(self, pictures: Sequence[NDArray[np.uint8]]) -> FaceReadings:
        values = np.stack(
            [np.resize(picture[::8, ::8].astype(np.float32).reshape(-1) / 255, 154) for picture in pictures]
        )
        points = np.stack([np.resize(value, (68, 2)) for value in values])
        points[:, 36], points[:, 45] = (0, 0), (1, 0)
        return FaceReadings(points, values[:, :6], values[:, 6:18])


@pytest.fixture(scope="module")
def renderer() -> NetworksRenderer:
    networks = {name: seeded_network(name, TINY).eval() for name in NETWORK_NAMES}
    return NetworksRenderer("tiny", TorchNetworks(networks), TINY.picture_px, LEARNED_RECIPE, batch=4)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    networks = {name: seeded_network(name, TINY).eval() for name in NETWORK_NAMES}
    export_pdfgc_pack(networks, TINY, folder, PackFacts("tiny", "1.0.0", "none"))
    return folder


def test_cases_are_the_same_for_a_seed_and_others_for_another() -> None:
    def facts(seed: int) -> list[dict[str, str | int]]:
        return [case.facts() for case in cross_cases(CLIPS, 6, 10, seed)]

    assert facts(1) == facts(1)
    assert facts(1) != facts(2)


def test_more_cases_begin_with_the_same_ones() -> None:
    for choose in (self_cases, cross_cases):
        few, many = (choose(CLIPS, count, 10, 3) for count in (3, 9))
        assert [case.facts() for case in few] == [case.facts() for case in many[:3]]
    assert swap_cases(CLIPS, 2, 10, 3)[1].other.facts() == swap_cases(CLIPS, 6, 10, 3)[1].other.facts()


def test_a_person_who_moves_themself_gives_all_drivers_and_the_portrait() -> None:
    for case in self_cases(CLIPS, 5, 12, seed=0):
        assert case.frames == 12
        assert len({str(case.driver(name)) for name in ("lip", "eye", "head_pose", "expression")}) == 1
        assert str(case.portrait) == str(case.lip)
        assert case.lip.clip.is_speech[case.lip.first : case.lip.first + 12].all()
    people = [case.lip.clip.identity for case in self_cases(CLIPS, 5, 12, seed=0)]
    assert len(set(people)) == 5


def test_cross_driving_takes_five_people_and_sound_where_there_is_some() -> None:
    for case in cross_cases(CLIPS, 8, 12, seed=0):
        spans = [case.portrait, case.lip, case.eye, case.head_pose, case.expression]
        assert len({span.clip.identity for span in spans}) == 5
        assert case.lip.clip.mel is not None
        assert all(span.first + 12 <= span.clip.frames for span in spans)


def test_clips_that_are_too_short_shorten_the_cases() -> None:
    assert {case.frames for case in self_cases(CLIPS, 2, 500, seed=0)} == {30}
    few = [a_clip(seed, frames=9 + seed) for seed in range(3)]
    assert all(case.frames <= 11 for case in cross_cases(few, 4, 100, seed=0))


def test_clips_without_sound_alone_cannot_be_scored() -> None:
    with pytest.raises(ValueError, match="with sound to score with, got none among 1"):
        self_cases(CLIPS[-1:], 1, 5, seed=0)


def test_a_swap_exchanges_one_driver_and_nothing_else() -> None:
    case = swap_cases(CLIPS, 3, 10, seed=4)[2]
    swapped = case.swapped("eye")
    assert str(swapped.eye) == str(case.other.eye)
    assert (str(swapped.lip), str(swapped.head_pose), str(swapped.expression)) == (str(case.base.lip),) * 3
    assert case.base.lip.clip.identity != case.other.lip.clip.identity
    assert str(case.base.portrait) == str(case.other.portrait)


def test_a_pack_renders_what_its_networks_render(pack: Path) -> None:
    case = cross_cases(CLIPS, 1, 6, seed=0)[0]
    from_pack = pack_renderer(pack)
    assert from_pack.name == "tiny 1.0.0"
    made = from_pack.render(case)
    assert len(made) == 6
    assert made[0].shape == (56, 56, 3)
    recipe = recipe_of(json.loads((pack / "manifest.json").read_text()))
    networks = {name: seeded_network(name, TINY).eval() for name in NETWORK_NAMES}
    by_torch = NetworksRenderer("torch", TorchNetworks(networks), TINY.picture_px, recipe).render(case)
    assert np.abs(np.stack(made).astype(int) - np.stack(by_torch).astype(int)).max() <= 2
    with pytest.raises(ValueError, match=r"expected a pack \(manifest.json\)"):
        pack_renderer(pack / "nowhere")


def test_each_driver_reaches_the_picture_and_can_be_switched_off(renderer: NetworksRenderer) -> None:
    case = swap_cases(CLIPS, 1, 6, seed=0)[0]
    base = np.stack(renderer.render(case.base)).astype(int)
    for driver in ("lip", "eye", "head_pose", "expression"):
        exchanged = np.stack(renderer.render(case.swapped(driver))).astype(int)
        off = np.stack(renderer.render(case.base, off=(driver,))).astype(int)
        assert np.abs(exchanged - base).max() > 0
        assert np.abs(off - base).max() > 0
    with pytest.raises(ValueError, match="expected drivers of lip, eye, head_pose, expression, got nose"):
        renderer.render(case.base, off=("nose",))


def test_rendering_a_case_does_not_depend_on_the_cases_before(renderer: NetworksRenderer) -> None:
    case, others = cross_cases(CLIPS, 1, 6, seed=0)[0], cross_cases(CLIPS, 6, 6, seed=9)
    first = np.stack(renderer.render(case))
    for other in others:
        renderer.render(other)
    assert np.array_equal(first, np.stack(renderer.render(case)))


def test_the_truth_scores_as_the_truth_and_the_portrait_does_not() -> None:
    torch.manual_seed(0)
    judges = Judges(ColourReader(), sync=SyncNetwork(16, (8, 16), 16).eval())
    case = self_cases(CLIPS, 1, 12, seed=0)[0]
    truth = Scorer(judges).score(case, DriverCopy()).scores
    still = Scorer(judges).score(case, PortraitCopy()).scores
    assert truth["ssim"] == pytest.approx(1.0)
    assert truth["m_lmd"] == pytest.approx(0.0, abs=1e-6)
    assert truth["angle_deg"] == truth["gaze_deg"] == truth["missing"] == 0.0
    assert truth["opening_r"] == pytest.approx(1.0)
    assert still["ssim"] < 0.9
    assert still["m_lmd"] > 0.01
    assert {"sync_distance", "sync_confidence", "sync_offset"} <= set(truth)


def test_cross_driving_has_no_picture_to_compare_with() -> None:
    case = cross_cases(CLIPS, 1, 8, seed=0)[0]
    scores = Scorer(Judges(ColourReader())).score(case, PortraitCopy()).scores
    assert "ssim" not in scores
    assert "sync_distance" not in scores
    assert scores["sharpness"] >= 0 or np.isnan(scores["sharpness"])


def test_blinks_are_counted_over_all_cases_together() -> None:
    cases = [
        {"blinks_hit": 1.0, "blinks_made": 1.0, "blinks_real": 1.0, "psnr": 20.0},
        {"blinks_hit": 0.0, "blinks_made": 0.0, "blinks_real": 2.0, "psnr": float("nan")},
    ]
    summary = summarise_scores(cases)
    assert summary["blink_f1"]["mean"] == pytest.approx(0.5)
    assert summary["psnr"] == {"mean": 20.0, "spread": 0.0, "count": 1}
    assert "blinks_hit" not in summary


def test_scores_are_kept_after_every_case_and_go_on(tmp_path: Path, renderer: NetworksRenderer) -> None:
    path = tmp_path / "scores.json"
    settings = {"seed": 0, "frames": 6}
    sheet = ScoreSheet(path, "tiny", settings)
    case = self_cases(CLIPS, 1, 6, seed=0)[0]
    sheet.add(case.name, case.facts(), {"psnr": 12.0, "opening_r": float("nan")})
    again = ScoreSheet(path, "tiny", settings)
    assert again.has("self-000")
    assert not again.has("self-001")
    swap = swap_cases(CLIPS, 1, 6, seed=0)[0]
    rendered = score_swaps(swap, renderer, ColourReader(), scales_of(CLIPS))
    again.add_swaps(swap.base.name, swap.base.facts(), rendered.swap, rendered.off)
    summary = json.loads(path.read_text())["summary"]
    assert summary["self"] == {"cases": 1, "scores": {"psnr": {"mean": 12.0, "spread": 0.0, "count": 1}}}
    assert np.shape(summary["matrix"]["swap"]["ratios"]) == (4, 4)
    assert all(value > 0 for value in summary["matrix"]["swap"]["response"])
    assert summary["matrix"]["off"]["response"] == [None] * 4
    assert set(rendered.pictures) >= {"base", "other", "other lip", "eye off", "all off"}
    with pytest.raises(ValueError, match=r"other settings \(frames: 6, now 7\)"):
        ScoreSheet(path, "tiny", {"seed": 0, "frames": 7})


def test_a_span_names_its_clip_and_first_picture() -> None:
    span = Span(CLIPS[0], 3)
    case = Case("self", 4, 2, span, span, span, span, span)
    assert (str(span), case.name) == ("clip-0@3", "self-004")
    with pytest.raises(ValueError, match="got nose"):
        case.driver("nose")
