from pathlib import Path

import numpy as np
import pytest
import torch

from facet_training.config.stages.face_prior import FaceAugmentation, FacePriorConfig, FacePriorSizes
from facet_training.config.stages.loop import LoopConfig
from facet_training.config.training import TrainingConfig
from facet_training.data.canonical import canonical_mesh
from facet_training.data.face_clip import FaceClip, encode_picture
from facet_training.data.face_moves import rotation_from_angles
from facet_training.data.face_points import face_points
from facet_training.data.head_angles import head_pose_in_picture
from facet_training.data.labelled_faces import LabelledFaceBatches, centred_points
from facet_training.loop.context import StageContext, save_networks
from facet_training.losses.person_margin import PersonClassifier
from facet_training.metrics.face_reading import agreement_within, verification_area
from facet_training.metrics.point_pictures import with_points
from facet_training.stages.face_prior import FacePriorStage, load_face_prior, make_face_prior_stage

CONFIG = TrainingConfig(
    sizes="tiny",
    face_prior=FacePriorConfig(
        loop=LoopConfig(batch=12),
        sizes=FacePriorSizes(
            view_px=56, channels=(4, 6, 8, 12, 16), decoder=8, patch_px=16, patch=4, hidden=16, identity=8, expression=8
        ),
        check_pictures=24,
    ),
)


def _picture(points: np.ndarray, skin: list[int]) -> np.ndarray:  # type: ignore[type-arg]
    import cv2

    picture = np.full((224, 224, 3), 60, np.uint8)
    spots = points.round().astype(np.int32)
    for part, colour in ((slice(0, 27), skin), (slice(36, 42), [240] * 3), (slice(42, 48), [240] * 3)):
        cv2.fillPoly(picture, [cv2.convexHull(spots[part])], colour)
    cv2.fillPoly(picture, [cv2.convexHull(spots[48:60])], [170, 60, 70])
    return picture


def _clip(person: int, frames: int = 12, *, is_validation: bool = False) -> FaceClip:
    """A face of flat colours that turns; its measures follow its angles, so that there is something to read."""
    random = np.random.default_rng(person)
    angles = np.cumsum(random.normal(0.0, 0.1, (frames, 3)), 0).clip(-0.5, 0.5)
    mesh = np.concatenate([canonical_mesh(), np.zeros((10, 3))]) * random.uniform(78, 90)
    heads = np.stack([mesh @ rotation_from_angles(*row) + np.array([111.0, 100.0, 0.0]) for row in angles])
    skin = random.integers(120, 230, 3).tolist()
    points = face_points(heads).astype(np.float32)
    return FaceClip(
        name=f"drawn{person}",
        identity=f"person{person}",
        source="drawn",
        is_validation=is_validation,
        pictures=tuple(encode_picture(_picture(frame, skin)) for frame in points),
        points=points,
        head_pose=head_pose_in_picture(heads),
        measures=np.tile(angles, (1, 4)).astype(np.float32),
        mel=None,
        is_speech=np.zeros(frames, bool),
    )


@pytest.fixture(scope="module")
def stage() -> FacePriorStage:
    torch.manual_seed(1)
    people = [_clip(person) for person in range(8)]
    return FacePriorStage(CONFIG, people, [_clip(20, is_validation=True), _clip(21, is_validation=True)])


def test_some_training_brings_points_nearer_and_the_checks_see_it(stage: FacePriorStage) -> None:
    before = {check.name: check.value for check in _checks(stage)}
    optimizer = torch.optim.AdamW(stage.trained.parameters(), 4e-3)
    batches = stage.batches()
    stage.trained.train()
    for step in range(40):
        optimizer.zero_grad()
        torch.autograd.backward(stage.loss(batches[step], step).total)
        optimizer.step()
    after = {check.name: check.value for check in _checks(stage)}
    assert after["drawn_point_error_percent"] < 0.5 * before["drawn_point_error_percent"]
    assert set(before) == set(after) and "drawn_identity_auc" in after
    assert bool((stage.prior.spread != 1.0).all())


def _checks(stage: FacePriorStage):  # type: ignore[no-untyped-def]
    stage.trained.eval()
    with torch.no_grad():
        return stage.checks()


def test_a_loss_in_evaluation_leaves_the_measured_distances_alone(stage: FacePriorStage) -> None:
    stage.trained.eval()
    before = stage.prior.spread.clone()
    terms = stage.loss(stage.batches()[0], 0)
    assert torch.equal(stage.prior.spread, before)
    assert set(terms.terms) == {"points", "head_pose", "measures", "expression", "identity"}
    assert all(value.isfinite() for value in terms.terms.values())


def test_a_finished_prior_is_found_frozen_and_with_what_it_measured(stage: FacePriorStage, tmp_path: Path) -> None:
    context = StageContext(CONFIG, tmp_path, [], [], torch.device("cpu"))
    with pytest.raises(ValueError, match="run 'facet-train train face-prior' first"):
        load_face_prior(context)
    save_networks(tmp_path, stage.name, {name: part.state_dict() for name, part in stage.trained.items()})
    prior = load_face_prior(context)
    assert torch.equal(prior.spread, stage.prior.spread) and torch.equal(prior.pose_mean, stage.prior.pose_mean)
    assert not prior.training and not any(weight.requires_grad for weight in prior.parameters())
    with pytest.raises(ValueError, match="expected training clips"):
        make_face_prior_stage(context)


def test_labels_are_standardised_over_the_training_pictures(stage: FacePriorStage) -> None:
    poses = torch.cat([stage.batches()[step].head_pose for step in range(20)])
    standard = (poses - stage.prior.pose_mean) / stage.prior.pose_deviation
    assert bool((standard.mean(0).abs() < 0.25).all()) and bool(((standard.std(0) - 1.0).abs() < 0.25).all())
    assert 0.5 < float(stage.prior.eye_distance) < 1.0


def test_pictures_show_found_points_beside_true_ones(stage: FacePriorStage) -> None:
    stage.trained.eval()
    batch = stage.batches()[1]
    with torch.no_grad():
        shown = stage.pictures(batch)["points"]
    assert shown.shape == (8, 3, 56, 56) and not torch.equal(shown, batch.image[:8])


def test_points_are_drawn_where_they_are() -> None:
    points = torch.tensor([[[(47 - 31.5) / 32, (23 - 31.5) / 32]]])
    drawn = with_points(torch.full((1, 3, 64, 64), -1.0), {"green": points})[0]
    assert drawn[1, 23, 47] > drawn[0, 23, 47]
    assert drawn[:, 30, 20].tolist() == [-1.0] * 3


def test_a_batch_is_the_same_for_the_same_step_and_seed() -> None:
    clips = [_clip(person, 4) for person in range(3)]
    first, again, other = (
        LabelledFaceBatches(clips, FaceAugmentation(), side_px=56, batch=4, seed=seed)[7] for seed in (1, 1, 2)
    )
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not torch.equal(first.image, other.image)


def test_labels_of_an_undisturbed_batch_are_those_of_the_clips() -> None:
    still = FaceAugmentation(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    clip = _clip(1, 1)
    batch = LabelledFaceBatches([clip], still, side_px=224, batch=2, seed=1)[0]
    np.testing.assert_allclose(batch.points[0].numpy(), centred_points(clip.points[0]), atol=1e-6)
    np.testing.assert_allclose(batch.head_pose[1].numpy(), clip.head_pose[0], atol=1e-6)
    np.testing.assert_array_equal(batch.measures[0].numpy(), clip.measures[0])


def test_rare_turns_are_drawn_more_often_than_they_happen() -> None:
    clip = _clip(3, 200)
    clip.head_pose[:, 1], clip.measures[:] = 0.0, 0.0
    clip.head_pose[:6, 1] = 0.8  # a turn of a few pictures
    config = FaceAugmentation(rare=1.0, mirror=0.0, turn_deg=0.0)
    batch = LabelledFaceBatches([clip], config, side_px=56, batch=64, seed=1)[0]
    share = float((batch.head_pose[:, 1] > 0.4).float().mean())
    assert share > 2 * 6 / 200


def test_no_clips_is_an_error() -> None:
    with pytest.raises(ValueError, match="expected at least one clip"):
        LabelledFaceBatches([], FaceAugmentation(), side_px=56, batch=2, seed=1)


def test_a_margin_makes_the_own_person_harder_and_keeps_the_gradient_finite() -> None:
    vectors = torch.eye(3).requires_grad_()
    people = torch.arange(3)
    costs = []
    for margin in (0.0, 0.3):
        classifier = PersonClassifier(3, 3, margin, 10.0)
        classifier.directions.data = torch.eye(3)
        costs.append(classifier(vectors, people))
    assert costs[1] > costs[0]
    costs[1].backward()
    assert vectors.grad is not None and bool(torch.isfinite(vectors.grad).all())


def test_verification_counts_pairs_of_other_clips_where_there_are_some() -> None:
    a, b = [1.0, 0.0], [0.0, 1.0]
    between = [float(np.sqrt(0.5))] * 2
    vectors = np.array([a, between, b, b], np.float32)
    assert verification_area(vectors, ["x", "x", "y", "y"], [0, 1, 2, 2]) == pytest.approx(0.875)
    assert np.isnan(verification_area(vectors[:1], ["x"], [0]))


def test_agreement_forgets_what_people_look_like_at_rest() -> None:
    motion = np.sin(np.arange(20.0))
    found = np.concatenate([motion, motion + 50.0])
    truth = np.concatenate([motion + 9.0, motion])
    assert agreement_within(found, truth, ["a"] * 20 + ["b"] * 20) == pytest.approx(1.0)
    assert np.isnan(agreement_within(found * 0.0, truth, ["a"] * 40))
