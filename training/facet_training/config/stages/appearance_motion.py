"""Settings of stage 1: who apart from what is done."""

from __future__ import annotations

from dataclasses import dataclass, field

from facet_training.config.stages.growth import GrowthConfig
from facet_training.config.stages.loop import LoopConfig
from facet_training.config.stages.portraits import PortraitsConfig


@dataclass(frozen=True)
class AppearanceMotionWeights:
    """Factors of the losses; 0 takes one out, and what only it needs is not computed.

    Attributes:
        pixel: absolute difference of pixels. perceptual: features of the picture. motion: L_mot. adversarial: the
            judge's verdict. feature_matching: the judge's features. identity: that nobody can be told by the motion
            feature (``losses/identity_confusion.py``); not of the paper, for footage of few people.
    """

    pixel: float = 5.0
    perceptual: float = 10.0
    motion: float = 1.0
    adversarial: float = 1.0
    feature_matching: float = 10.0
    identity: float = 0.0


@dataclass(frozen=True)
class AppearanceMotionConfig:
    """What stage 1 learns, and from what.

    Attributes:
        loop: how it is optimised; its batch is of items. weights: of the losses. portraits: how pictures are drawn.
        emphasis: how much more pixels of eyes and mouth count. growth: when pictures grow from half to full size.
        adversarial_from: iteration from which the judge learns and counts.
        norm_fixed_from: iteration from which batch normalisation uses its running statistics, as inference will;
            0 = never. With few items in a batch the two differ, and the generator should end on what it will see.
        vgg: file of VGG-19's weights for the perceptual loss, "" = the face prior's features.
        check_pictures: pictures of each side (people that were trained on, and people kept apart) for the checks.
    """

    loop: LoopConfig = field(default_factory=LoopConfig)
    weights: AppearanceMotionWeights = field(default_factory=AppearanceMotionWeights)
    portraits: PortraitsConfig = field(default_factory=PortraitsConfig)
    emphasis: float = 3.0
    growth: GrowthConfig = field(default_factory=GrowthConfig)
    adversarial_from: int = 0
    norm_fixed_from: int = 0
    vgg: str = ""
    check_pictures: int = 384
