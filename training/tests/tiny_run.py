"""A run whose stages before expression are finished, with weights that were only drawn: for tests of what follows."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch

from facet_training.config.stages.expression import DrivenPortraitsConfig, ExpressionConfig
from facet_training.config.stages.face_prior import FacePriorConfig, FacePriorSizes
from facet_training.config.stages.loop import LoopConfig
from facet_training.config.stages.portraits import LookConfig
from facet_training.config.stages.unified_features import UnifiedFeaturesConfig
from facet_training.config.training import TrainingConfig
from facet_training.data.face_clip import FaceClip, encode_picture
from facet_training.data.pdfgc_audio import MEL_BINS, ROWS_PER_PICTURE, WINDOW_ROWS
from facet_training.loop.context import StageContext, save_networks
from facet_training.networks.appearance_encoder import AppearanceEncoder
from facet_training.networks.audio_encoder import AudioEncoder
from facet_training.networks.discriminator import Discriminator
from facet_training.networks.face_prior import FacePrior
from facet_training.networks.motion_encoder import MotionEncoder
from facet_training.stages.appearance_motion import FirstGenerator

PRIOR = FacePriorSizes(view_px=48, channels=(4, 4, 8, 8, 8), blocks=(0, 0, 0, 0, 0), decoder=8, patch=4, hidden=16)


@lru_cache
def disc_clip(person: int, frames: int = 12, *, has_sound: bool = True, is_validation: bool = False) -> FaceClip:
    """A person is a colour of ground and disc; its motion is where the disc lies, its sound is how low."""
    random = np.random.default_rng(person)
    ground, disc = random.uniform(20, 235, (2, 3))
    pose = random.uniform(-1.0, 1.0, (frames, 6)).astype(np.float32)
    axis = np.linspace(-1.0, 1.0, 224)
    pictures = []
    for x, y in pose[:, :2]:
        inside = np.hypot(axis[None, :] - 0.5 * x, axis[:, None] - 0.5 * y)[..., None] < 0.35
        pictures.append(encode_picture(np.where(inside, disc, ground).astype(np.uint8)))
    rows = ROWS_PER_PICTURE * (frames - 1) + WINDOW_ROWS
    loud = np.interp(np.arange(rows), np.arange(frames) * ROWS_PER_PICTURE + WINDOW_ROWS / 2, pose[:, 1])
    mel = ((loud[:, None] + 1.0) * 100 + random.uniform(0, 50, (rows, MEL_BINS))).astype(np.uint8)
    return FaceClip(
        name=f"disc {person}",
        identity=f"person {person}",
        source="drawn",
        is_validation=is_validation,
        pictures=tuple(pictures),
        points=random.random((frames, 68, 2)).astype(np.float32) * 224,
        head_pose=pose,
        measures=np.tile(pose, 2),
        mel=mel if has_sound else None,
        is_speech=np.full(frames, has_sound),
    )


def expression_config(**settings: object) -> TrainingConfig:
    """The smallest networks; plain pictures, no ramps."""
    plain = ExpressionConfig(
        loop=LoopConfig(iterations=4, batch=4, checkpoint_every=2, log_every=2, pictures_every=4, check_every=4),
        portraits=DrivenPortraitsConfig(look=LookConfig(share=0.0, mirror=0.0)),
        features=UnifiedFeaturesConfig(is_half=False),
        window=5,
        bank=64,
        bank_least=2,
        decorrelation_ramp=0,
    )
    return TrainingConfig(
        sizes="tiny",
        face_prior=FacePriorConfig(sizes=PRIOR),
        expression=replace(plain, **settings),  # type: ignore[arg-type]
    )


def finish_stages_before(run: Path, config: TrainingConfig) -> None:
    """Save results of every stage that expression needs, all on one trunk."""
    torch.manual_seed(7)
    sizes = config.networks
    save_networks(run, "face-prior", {"face-prior": FacePrior(PRIOR).state_dict()})
    trunk = MotionEncoder(sizes)
    first = {
        "appearance": AppearanceEncoder(sizes),
        "motion": trunk,
        "generator": FirstGenerator(sizes),
        "judge": Discriminator(sizes),
    }
    save_networks(run, "appearance-motion", {name: network.state_dict() for name, network in first.items()})
    for stage in ("lip-sound", "eye", "head-pose"):
        motion = MotionEncoder(sizes)
        motion.model.load_state_dict(trunk.model.state_dict())
        states = {"motion": motion.state_dict()}
        if stage == "lip-sound":
            states["audio"] = AudioEncoder(sizes).state_dict()
        save_networks(run, stage, states)


def expression_context(run: Path, **settings: object) -> StageContext:
    """Context of stage expression after the stages before; three of four people have sound."""
    config = expression_config(**settings)
    if not (run / "face-prior").exists():
        finish_stages_before(run, config)
    training = [disc_clip(person, has_sound=person != 3) for person in range(4)]
    validation = [disc_clip(person, 26, is_validation=True) for person in (10, 11)]
    torch.manual_seed(1)
    return StageContext(config, run, training, validation, torch.device("cpu"))
