"""Sizes of the PD-FGC networks. Plain frozen data; the defaults are the official ones, others come from TOML files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from facet_training.config.load import config_from


@dataclass(frozen=True)
class CodeSizes:
    """Numbers in each code; ``lip_feature`` is the space of the audio-visual contrastive losses."""

    id: int = 2048
    lip: int = 500
    expression: int = 30
    eye: int = 6
    head_pose: int = 6
    lip_feature: int = 512

    @property
    def motion(self) -> int:
        """Width of [lip | expression | eye | head pose]: 542 with the official sizes."""
        return self.lip + self.expression + self.eye + self.head_pose

    @property
    def style(self) -> int:
        """Width of the generator's conditioning [id | motion]: 2590 with the official sizes."""
        return self.id + self.motion


@dataclass(frozen=True)
class AppearanceSizes:
    """A ResNeXt: channels of the stem, and of each stage inside (``widths``, grouped) and behind its blocks.

    The last of ``channels`` is the id vector's width. ``classes`` and ``identities`` are of classifiers that only
    checkpoints have.
    """

    stem: int = 64
    groups: int = 32
    blocks: tuple[int, ...] = (3, 4, 6, 3)
    widths: tuple[int, ...] = (128, 256, 512, 1024)
    channels: tuple[int, ...] = (256, 512, 1024, 2048)
    strides: tuple[int, ...] = (1, 2, 2, 2)
    classes: int = 1000
    identities: int = 5995


@dataclass(frozen=True)
class MotionSizes:
    """The trunk: channels of stem, first blocks and hourglass, its levels, maps, and the feature behind."""

    stem: int = 64
    first: int = 128
    hourglass: int = 256
    levels: int = 4
    maps: int = 68
    unified: int = 512
    dropout: float = 0.5


@dataclass(frozen=True)
class AudioSizes:
    """The lip encoder of sound: a squeeze-and-excitation ResNet over ``mel_bins`` x ``rows``."""

    mel_bins: int = 80
    rows: int = 20
    channels: tuple[int, ...] = (32, 64, 128, 256)
    blocks: tuple[int, ...] = (3, 4, 6, 3)
    reduction: int = 8
    attention: int = 128


@dataclass(frozen=True)
class GeneratorSizes:
    """Channels at each resolution, from the id map's (``base_px``) up by factors of two; ``mapping`` = dead layers."""

    base_px: int = 7
    channels: tuple[int, ...] = (512, 512, 512, 512, 256, 128)
    mapping: int = 8

    @property
    def picture_px(self) -> int:
        """Side of the generated picture."""
        return self.base_px << (len(self.channels) - 1)


@dataclass(frozen=True)
class DiscriminatorSizes:
    """Channels of each convolution of a patch discriminator, and on how many scales one looks."""

    channels: tuple[int, ...] = (64, 128, 256, 512)
    scales: int = 2


@dataclass(frozen=True)
class PdfgcConfig:
    """All networks of one model family. Raises ValueError when the sizes do not fit each other."""

    codes: CodeSizes = field(default_factory=CodeSizes)
    appearance: AppearanceSizes = field(default_factory=AppearanceSizes)
    motion: MotionSizes = field(default_factory=MotionSizes)
    audio: AudioSizes = field(default_factory=AudioSizes)
    generator: GeneratorSizes = field(default_factory=GeneratorSizes)
    discriminator: DiscriminatorSizes = field(default_factory=DiscriminatorSizes)

    def __post_init__(self) -> None:
        if self.appearance.channels[-1] != self.codes.id:
            raise ValueError(
                f"expected {self.codes.id} channels behind the encoder, got {self.appearance.channels[-1]}"
            )
        stride = 4
        for step in self.appearance.strides:
            stride *= step
        if self.picture_px != self.generator.base_px * stride:
            raise ValueError(f"expected the encoder to divide {self.picture_px} px to {self.generator.base_px} px")

    @property
    def picture_px(self) -> int:
        """Side of every picture, in and out."""
        return self.generator.picture_px

    @property
    def id_map(self) -> tuple[int, int, int]:
        """[C, H, W] of the appearance map, from which the generator starts."""
        return (self.generator.channels[0], self.generator.base_px, self.generator.base_px)


def load_pdfgc_config(name_or_path: str) -> PdfgcConfig:
    """Load ``official``, ``small``, ``tiny`` or a TOML file by path. Raises ValueError for names that are none."""
    path = Path(name_or_path)
    if path.suffix != ".toml":
        here = Path(__file__)
        path = here.with_name(f"pdfgc-{name_or_path}.toml")
        if not path.exists():
            known = sorted(file.stem.removeprefix("pdfgc-") for file in here.parent.glob("pdfgc-*.toml"))
            raise ValueError(f"expected a TOML file or one of {', '.join(known)}, got {name_or_path}")
    return config_from(PdfgcConfig, tomllib.loads(path.read_text()))
