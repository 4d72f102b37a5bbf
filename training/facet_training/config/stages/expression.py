"""Settings of stage 3: expression and the generator."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from facet_training.config.stages.growth import GrowthConfig
from facet_training.config.stages.loop import LoopConfig
from facet_training.config.stages.portraits import PortraitsConfig
from facet_training.config.stages.unified_features import UnifiedFeaturesConfig

DECORRELATIONS: Final = ("full", "literal", "none")
DECORRELATED: Final = ("window", "frame")


@dataclass(frozen=True)
class ExpressionWeights:
    """Factors of the losses; 0 takes one out, and what only it needs is not computed.

    Attributes:
        pixel: absolute difference of pixels. perceptual: features of the picture. adversarial: the judge's verdict.
        feature_matching: the judge's features, first of them the picture itself. lip, gaze, motion: the three parts of
            consistency. decorrelation: of expression and sound.
    """

    pixel: float = 5.0
    perceptual: float = 10.0
    adversarial: float = 1.0
    feature_matching: float = 10.0
    lip: float = 1.0
    gaze: float = 1.0
    motion: float = 0.5
    decorrelation: float = 1.0


@dataclass(frozen=True)
class DrivenPortraitsConfig(PortraitsConfig):
    """As in stage 1, with one portrait, as the application has; nothing is perturbed here.

    A change of look bends portrait and target alike, while the motion codes come from the plain driving picture (from
    its mirror image, when the look mirrors): who drives and who is driven then differ as they do in use.
    """

    most: int = 1


@dataclass(frozen=True)
class ExpressionConfig:
    """What stage 3 learns, and from what.

    Attributes:
        loop: how it is optimised; its batch is of pictures. weights: of the losses.
        window: frames over which the expression code is averaged while it learns, an odd number.
        decorrelation: "full" (every number of the code with every one of the sound), "literal" (feature with feature,
            number by number) or "none". decorrelated: what is compared with the sound, the "window"'s mean as the paper
            has it, or each "frame" by itself: what lips do within a window the mean hides from the loss, but use goes
            frame by frame and would show it. bank: rows that its memory keeps. bank_least: rows below which it waits
            (or as many as the bank holds).
            decorrelation_ramp: iterations in which its weight grows. decorrelation_rows: frames with sound that each
            batch adds for it beside those that are drawn as pictures (only codes: they cost next to nothing).
        sight_share: share of frames with sound whose lip code is taken by sight all the same, so that sight and sound
            share one space; frames without sound always are.
        is_warm: start from stage 1's appearance encoder, generator and judge. has_learning_appearance: the appearance
            encoder goes on learning. has_learning_codes: the eye and head pose codes go on learning, too.
        portraits: how portrait and driving frame are drawn, and which change of look both get. features: how the frozen
            trunk saw the pictures; as stage 2's, so that its files are found.
        growth: when pictures grow from half to full size. adversarial_from: iteration from which the judge counts.
            emphasis: how much more pixels of eyes and mouth count. norm_fixed_from: iteration from which batch
            normalisation uses its running statistics, as inference will; 0 = never.
        vgg: file of VGG-19's weights for the perceptual loss, "" = the face prior's features.
    """

    loop: LoopConfig = field(default_factory=LoopConfig)
    weights: ExpressionWeights = field(default_factory=ExpressionWeights)
    window: int = 13
    decorrelation: str = "full"
    decorrelated: str = "window"
    bank: int = 512
    bank_least: int = 128
    decorrelation_ramp: int = 5000
    decorrelation_rows: int = 0
    sight_share: float = 0.1
    is_warm: bool = True
    has_learning_appearance: bool = True
    has_learning_codes: bool = False
    portraits: DrivenPortraitsConfig = field(default_factory=DrivenPortraitsConfig)
    features: UnifiedFeaturesConfig = field(default_factory=UnifiedFeaturesConfig)
    growth: GrowthConfig = field(default_factory=GrowthConfig)
    adversarial_from: int = 0
    emphasis: float = 3.0
    norm_fixed_from: int = 0
    vgg: str = ""

    def __post_init__(self) -> None:
        if self.window < 1 or self.window % 2 == 0:
            raise ValueError(f"expected an odd window of at least 1 frame, got {self.window}")
        if self.decorrelation not in DECORRELATIONS:
            raise ValueError(f"expected decorrelation to be {', '.join(DECORRELATIONS)}, got {self.decorrelation}")
        if self.decorrelated not in DECORRELATED:
            raise ValueError(f"expected decorrelated to be {' or '.join(DECORRELATED)}, got {self.decorrelated}")
        if self.bank < 0 or self.bank_least < 2 or self.decorrelation_rows < 0:
            raise ValueError(
                f"expected a bank of 0 rows or more, at least 2 rows to begin with and no negative number of rows "
                f"beside the pictures, got {self.bank}, {self.bank_least}, {self.decorrelation_rows}"
            )
        if not self.is_warm and not self.has_learning_appearance:
            raise ValueError("expected an appearance encoder that is warm or learns, it would stay as it was drawn")
        if not 0.0 <= self.sight_share <= 1.0:
            raise ValueError(f"expected sight_share from 0 to 1, got {self.sight_share}")
