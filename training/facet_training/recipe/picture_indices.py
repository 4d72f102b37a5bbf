"""Which picture of a driving stream belongs to which output, as the official program counts.

It takes two pictures off the front of every stream, because its first mel window belongs to the third picture, and
begins again where a stream ends.
"""

from __future__ import annotations

LEAD_PICTURES = 2


def picture_index(output: int, pictures: int) -> int:
    """Index of the picture that drives an output. Raises ValueError when the stream has fewer than three pictures."""
    if pictures <= LEAD_PICTURES:
        raise ValueError(f"expected a stream of at least {LEAD_PICTURES + 1} pictures, got {pictures}")
    return LEAD_PICTURES + output % (pictures - LEAD_PICTURES)


def picture_indices(outputs: int, pictures: int) -> list[int]:
    """``picture_index`` of each output."""
    return [picture_index(output, pictures) for output in range(outputs)]
