"""What is taken out of the method, one thing at a time, to see what it is good for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Variant:
    """Attributes: name: of its folder. question: variants of one question stand together. settings: ``table.key=value``
    over the ablation's configuration; none = the method as it is.
    """

    name: str
    question: str
    settings: tuple[str, ...] = ()


WHOLE: Final = Variant("whole", "the method as configured")

# Answers to a question that equal the configuration's own setting are trained only once (see ``distinct_variants``).
VARIANTS: Final = (
    WHOLE,
    *(
        Variant(f"window-{frames}", "frames of the expression code's mean", (f"expression.window={frames}",))
        for frames in (1, 5, 13, 25)
    ),
    *(
        Variant(f"decorrelation-{kind}", "decorrelation from sound", (f'expression.decorrelation="{kind}"',))
        for kind in ("none", "full", "literal")
    ),
    *(
        Variant(f"decorrelated-{what}", "decorrelation from sound", (f'expression.decorrelated="{what}"',))
        for what in ("window", "frame")
    ),
    *(
        Variant(f"bank-{rows}", "rows of the decorrelation's memory", (f"expression.bank={rows}",))
        for rows in (0, 128, 512, 2048)
    ),
    *(
        Variant(f"without-{term}", "terms of the consistency loss", (f"expression.weights.{term}=0.0",))
        for term in ("lip", "gaze", "motion")
    ),
    Variant(
        "without-consistency",
        "terms of the consistency loss",
        tuple(f"expression.weights.{term}=0.0" for term in ("lip", "gaze", "motion")),
    ),
    *(
        Variant(
            f"temperature-{value}", "temperature of lips and sound (1: as the paper writes it)",
            (f"lip_sound.temperature={value}",),
        )
        for value in (1.0, 0.1, 0.07)
    ),
    Variant("negatives-of-one-clip", "negatives of lips and sound", ("lip_sound.others=0.0",)),
    Variant("negatives-mostly-others", "negatives of lips and sound", ("lip_sound.others=0.9",)),
    Variant("anchors-of-one-person", "pairs of eye anchors", ("eye.pairs.same_clip=1.0",)),
    Variant("anchors-of-two-people", "pairs of eye anchors", ("eye.pairs.same_clip=0.0",)),
    Variant("stage-1-without-motion", "stage 1", ("appearance_motion.weights.motion=0.0",)),
    Variant("stage-1-none", "stage 1", ("appearance_motion.loop.iterations=1", "expression.is_warm=false")),
)  # fmt: skip


def variants_named(names: Iterable[str]) -> list[Variant]:
    """Variants by name, or by the beginning of several ("window" = all windows), the whole method always first.

    No names: all. Raises ValueError for a name that begins none.
    """
    wanted = list(names)
    chosen: set[Variant] = set() if wanted else set(VARIANTS)
    for name in wanted:
        exact = {variant for variant in VARIANTS if variant.name == name}
        found = exact or {variant for variant in VARIANTS if variant.name.startswith(name)}
        if not found:
            raise ValueError(f"expected variants of {', '.join(variant.name for variant in VARIANTS)}, got {name}")
        chosen |= found
    return [variant for variant in VARIANTS if variant is WHOLE or variant in chosen]
