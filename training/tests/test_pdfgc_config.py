from pathlib import Path

import pytest

from facet_training.config.pdfgc import CodeSizes, PdfgcConfig, load_pdfgc_config
from facet_training.networks.official_checkpoint import NETWORK_NAMES
from facet_training.parity.cost import NetworkCost, cost_table, count_gigaflop


def test_the_official_configuration_has_the_published_widths() -> None:
    official = load_pdfgc_config("official")
    assert official == PdfgcConfig()
    assert (official.codes.motion, official.codes.style) == (542, 2590)
    assert (official.picture_px, official.id_map) == (224, (512, 7, 7))


def test_a_file_of_ones_own_changes_only_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("[codes]\nlip = 64\n")
    assert load_pdfgc_config(str(path)) == PdfgcConfig(codes=CodeSizes(lip=64))


def test_unknown_names_and_settings_are_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one of ablation, official, small, tiny, got huge"):
        load_pdfgc_config("huge")
    path = tmp_path / "own.toml"
    path.write_text("[codes]\nlips = 64\n")
    with pytest.raises(ValueError, match=r"unknown setting codes\.lips"):
        load_pdfgc_config(str(path))


def test_sizes_that_do_not_fit_each_other_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected 7 channels"):
        PdfgcConfig(codes=CodeSizes(id=7))
    path = tmp_path / "own.toml"
    path.write_text("[generator]\nchannels = [512, 256]\n")
    with pytest.raises(ValueError, match="divide 14 px to 7 px"):
        load_pdfgc_config(str(path))


def test_the_official_networks_cost_what_was_measured_of_the_official_program() -> None:
    published = dict(zip(NETWORK_NAMES, (8.58, 12.66, 0.945, 69.39), strict=True))
    config = load_pdfgc_config("official")
    for name, gigaflop in published.items():
        assert abs(count_gigaflop(name, config) / gigaflop - 1.0) < 0.005


def test_costs_are_a_table_with_a_line_for_each_network() -> None:
    lines = cost_table([NetworkCost("audio", 30_555_920, 0.945, 9.6)]).splitlines()
    assert lines[2:] == ["| audio | 30.6 | 0.945 | 10 |"]
