"""How portraits and driving pictures of a person are drawn and bent for training."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class LookConfig:
    """One change of look for all pictures of an item: as if there were more people than there are.

    Attributes:
        share: how many items get any. mirror: chance of left for right (of all items).
        stretch: largest growth of each axis (it shrinks by a third of that at most).
        warp: largest displacement of a smooth warp, of the side.
        cast: spread of each channel's gain. mix: how far channels mix. gamma, contrast: spread of their logarithms.
    """

    share: float = 0.8
    mirror: float = 0.5
    stretch: float = 0.12
    warp: float = 0.03
    cast: float = 0.12
    mix: float = 0.15
    gamma: float = 0.2
    contrast: float = 0.12


@dataclass(frozen=True)
class PerturbationConfig:
    """How a driving picture loses whose it is while it keeps what is done.

    Attributes:
        edits: most small edits a picture gets (blur, sharpening, noise, colour ...); a number from 0 is drawn.
        scale_share: chance of other axes, each by up to ``scale``, beside small edits.
        elastic: largest displacement of the elastic edit, of the side.
        stretch_share: how many pictures get the stronger kind instead: one channel range's gain, one axis longer and
            the other shorter by ``stretch`` (least, most; of the side), perspective, then blur or sharpening.
        shift_share, shift: chance and largest size (of the side) of a shift of driving picture and target alike.
    """

    edits: int = 5
    scale_share: float = 0.5
    scale: float = 0.2
    elastic: float = 0.012
    stretch_share: float = 0.3
    stretch: tuple[float, float] = (0.067, 0.107)
    perspective: float = 0.03
    shift_share: float = 0.5
    shift: float = 0.05


@dataclass(frozen=True)
class PortraitsConfig:
    """Attributes: most: largest number K of portraits of an item (1 .. K, alike for a batch).

    spread: pictures that are drawn for each portrait; the one least like the target's pose and time is taken.
    other_clips: chance that portraits come from another clip of the person, where there is one.
    person_power: a person counts as the frames there are to this power (0 = all alike, 1 = all frames alike).
    """

    most: int = 3
    spread: int = 2
    other_clips: float = 0.2
    person_power: float = 0.5
    look: LookConfig = field(default_factory=LookConfig)
    perturbation: PerturbationConfig = field(default_factory=PerturbationConfig)
