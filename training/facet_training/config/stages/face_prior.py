"""Settings of the network whose features judge pictures, and what it says of a face."""

from __future__ import annotations

from dataclasses import dataclass, field

from facet_training.config.stages.loop import LoopConfig


@dataclass(frozen=True)
class FacePriorSizes:
    """Sizes of the network; the defaults are .25 GFLOP at a view of 112 px.

    Attributes:
        view_px: side at which the heads see a face, a multiple of 8; the features see pictures of any such side.
        channels: of the five levels of the trunk, each half as wide and high as the one before; the first is as wide
            as the picture. blocks: residual blocks of each level (the first has none).
        decoder: channels of the map in which points are found. patch_px: side of the patches cut around eyes and
            mouth. patch: channels of their branch. hidden: width of the heads.
        identity: width of the identity vector. expression: width of psi.
    """

    view_px: int = 112
    channels: tuple[int, ...] = (12, 24, 48, 96, 128)
    blocks: tuple[int, ...] = (0, 0, 1, 1, 1)
    decoder: int = 48
    patch_px: int = 32
    patch: int = 16
    hidden: int = 128
    identity: int = 128
    expression: int = 128

    def __post_init__(self) -> None:
        if len(self.channels) != 5 or len(self.blocks) != 5:
            raise ValueError(f"expected five levels, got channels {self.channels} and blocks {self.blocks}")
        if self.view_px % 8:
            raise ValueError(f"expected view_px to be a multiple of 8, got {self.view_px}")


@dataclass(frozen=True)
class FaceAugmentation:
    """How a picture is disturbed; labels move along with what moves the face.

    Attributes:
        shift: largest shift, share of the side. scale: largest natural logarithm of a change of size. turn_deg: largest
            turn in the plane. mirror: share that is mirrored. colour: strength of brightness, contrast, saturation and
            tint, 1 = strong. soften: share that is blurred or made of fewer pixels. jpeg: share that is compressed.
            noise: share with noise. cutout: share with a patch covered. rare: share of pictures that are drawn evenly
            over the range of one label instead of evenly over time.
        balance: a person is drawn by the number of pictures to this power (0: all people alike, 1: all pictures alike).
    """

    shift: float = 0.06
    scale: float = 0.12
    turn_deg: float = 12.0
    mirror: float = 0.5
    colour: float = 0.8
    soften: float = 0.4
    jpeg: float = 0.25
    noise: float = 0.3
    cutout: float = 0.25
    rare: float = 0.35
    balance: float = 0.5


@dataclass(frozen=True)
class FacePriorConfig:
    """Attributes:
    loop: how it is optimised. sizes: of the network. augmentation: how pictures are disturbed.
    points, head_pose, measures, expression, identity: weights of the losses.
    margin: angle (rad) by which a face must be nearer to its person than to others. sharpness: scale of the cosines.
    check_pictures: validation pictures that the checks look at, in each kind of source.
    """

    loop: LoopConfig = field(default_factory=LoopConfig)
    sizes: FacePriorSizes = field(default_factory=FacePriorSizes)
    augmentation: FaceAugmentation = field(default_factory=FaceAugmentation)
    points: float = 10.0
    head_pose: float = 1.0
    measures: float = 1.0
    expression: float = 0.5
    identity: float = 0.1
    margin: float = 0.2
    sharpness: float = 24.0
    check_pictures: int = 600
