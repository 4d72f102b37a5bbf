"""Procedurally drawn people with exactly known factors, and voices that belong to their lips."""

from facet_training.data.drawn_faces.clips import (
    DrawnFaces,
    Role,
    cast_role,
    draw_clip,
    draw_faces,
    drawn_faces,
    role_of,
    write_drawn_faces,
)
from facet_training.data.drawn_faces.factor_tracks import FACTORS, Factor, FactorTracks, resting_tracks
from facet_training.data.drawn_faces.person import Person, make_person
from facet_training.data.drawn_faces.speech import Speech, make_speech

__all__ = [
    "FACTORS",
    "DrawnFaces",
    "Factor",
    "FactorTracks",
    "Person",
    "Role",
    "Speech",
    "cast_role",
    "draw_clip",
    "draw_faces",
    "drawn_faces",
    "make_person",
    "make_speech",
    "resting_tracks",
    "role_of",
    "write_drawn_faces",
]
