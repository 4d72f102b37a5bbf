"""Settings of all stages of one training; frozen, from a TOML file with one table a stage."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from facet_training.config.load import config_from
from facet_training.config.overrides import with_settings
from facet_training.config.pdfgc import PdfgcConfig, load_pdfgc_config
from facet_training.config.stages.appearance_motion import AppearanceMotionConfig
from facet_training.config.stages.expression import ExpressionConfig
from facet_training.config.stages.eye import EyeConfig
from facet_training.config.stages.face_prior import FacePriorConfig
from facet_training.config.stages.head_pose import HeadPoseConfig
from facet_training.config.stages.lip_sound import LipSoundConfig
from facet_training.config.stages.sync import SyncConfig


@dataclass(frozen=True)
class TrainingConfig:
    """Attributes: sizes: name of the networks' sizes (``pdfgc-*.toml``); one group of settings for each stage."""

    sizes: str = "small"
    face_prior: FacePriorConfig = field(default_factory=FacePriorConfig)
    appearance_motion: AppearanceMotionConfig = field(default_factory=AppearanceMotionConfig)
    lip_sound: LipSoundConfig = field(default_factory=LipSoundConfig)
    eye: EyeConfig = field(default_factory=EyeConfig)
    head_pose: HeadPoseConfig = field(default_factory=HeadPoseConfig)
    expression: ExpressionConfig = field(default_factory=ExpressionConfig)
    sync: SyncConfig = field(default_factory=SyncConfig)

    @property
    def networks(self) -> PdfgcConfig:
        """Sizes of the networks."""
        return load_pdfgc_config(self.sizes)


def load_training_config(name_or_path: str, settings: Iterable[str] = ()) -> TrainingConfig:
    """Load ``debug``, ``small``, ``paper`` or a TOML file by path, and single settings ``table.key=value`` over it.

    Raises ValueError for names that are none.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        here = Path(__file__)
        path = here.with_name(f"train-{name_or_path}.toml")
        if not path.exists():
            known = sorted(file.stem.removeprefix("train-") for file in here.parent.glob("train-*.toml"))
            raise ValueError(f"expected a TOML file or one of {', '.join(known)}, got {name_or_path}")
    if not path.exists():
        raise ValueError(f"expected a TOML file at {path}, found none")
    return config_from(TrainingConfig, with_settings(tomllib.loads(path.read_text()), settings))
