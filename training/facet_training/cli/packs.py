"""``facet-train export-* | parity | cost``: the PD-FGC networks as templates, packs and tables."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from facet_training.cli.folders import DEFAULT_SHARED, REPOSITORY
from facet_training.config.pdfgc import load_pdfgc_config
from facet_training.data.cache import write_atomically
from facet_training.export.joined_run import join_run, read_joined_facts
from facet_training.export.pdfgc_pack import CARD_FILE, PackFacts, export_pdfgc_pack
from facet_training.export.pdfgc_template import PRECISIONS, write_template
from facet_training.export.tiny_fixture import write_tiny_fixture
from facet_training.networks.official_checkpoint import NETWORK_NAMES, read_official_checkpoint
from facet_training.parity.cost import cost_table, measure_cost
from facet_training.parity.golden import Golden
from facet_training.parity.report import measure_parity, parity_table
from facet_training.recipe.pack_recipe import OFFICIAL_RECIPE, RECIPES

TEMPLATE_FOLDER = REPOSITORY / "resources" / "pack-templates" / "pdfgc"
TINY_FIXTURE_FOLDER = REPOSITORY / "test" / "fixtures" / "pdfgc-tiny"

_Command = Callable[[argparse.Namespace], None]


def export_template(arguments: argparse.Namespace) -> None:
    """Write the template that the application imports the official files with."""
    written = write_template(load_pdfgc_config(arguments.config), arguments.out)
    print(f"wrote {written} bytes to {arguments.out}")


def join(arguments: argparse.Namespace) -> None:
    """Write the networks of a finished run as four files of official names."""
    facts = join_run(arguments.run, arguments.out)
    print(f"joined the stages of {arguments.run} ({facts.sizes} sizes) in {arguments.out}")


def export_pdfgc(arguments: argparse.Namespace) -> None:
    """Write a finished pack of four checkpoint files."""
    joined = read_joined_facts(arguments.checkpoints)
    config = load_pdfgc_config(arguments.config or (joined.sizes if joined else "official"))
    networks = {name: read_official_checkpoint(name, arguments.checkpoints, config)[0] for name in NETWORK_NAMES}
    card = arguments.checkpoints / CARD_FILE
    facts = PackFacts(
        arguments.id,
        arguments.version,
        arguments.licence,
        arguments.precision,
        has_eye_roles=arguments.official_eye_roles or (joined is not None and joined.has_eye_roles),
        recipe=RECIPES[joined.recipe] if joined else OFFICIAL_RECIPE,
        card=card.read_text() if card.exists() else "",
    )
    worst = export_pdfgc_pack(networks, config, arguments.out, facts)
    print(f"exported to {arguments.out}; largest relative difference torch to onnxruntime {worst:.2e}")


def export_tiny_fixture(arguments: argparse.Namespace) -> None:
    """Write the smallest model, with which the application's tests run."""
    write_tiny_fixture(arguments.out)


def parity(arguments: argparse.Namespace) -> None:
    """Compare networks and graphs with golden numbers and write a table."""
    with tempfile.TemporaryDirectory() as scratch:
        rows = measure_parity(Golden(arguments.golden), Path(scratch))
    table = parity_table(rows)
    if arguments.out:
        write_atomically(arguments.out, table.encode())
    print(table, end="")
    outside = [row.array for row in rows if not row.is_within]
    if outside:
        raise SystemExit(f"outside their tolerance: {', '.join(outside)}")


def cost(arguments: argparse.Namespace) -> None:
    """Count the operations of each network and time its graph."""
    with tempfile.TemporaryDirectory() as scratch:
        costs = measure_cost(load_pdfgc_config(arguments.config), Path(scratch), arguments.runs)
    print(cost_table(costs), end="")


def add_pack_commands(commands: Any) -> None:
    """Add the commands to an argument parser's subcommands."""
    template = _add(commands, export_template)
    template.add_argument("--config", default="official")
    template.add_argument("--out", type=Path, default=TEMPLATE_FOLDER)
    tiny = _add(commands, export_tiny_fixture)
    tiny.add_argument("--out", type=Path, default=TINY_FIXTURE_FOLDER)
    goldens = _add(commands, parity)
    goldens.add_argument("--golden", type=Path, default=DEFAULT_SHARED / "golden" / "pdfgc")
    goldens.add_argument("--out", type=Path, help="file for the table, beside printing it")
    costs = _add(commands, cost)
    costs.add_argument("--config", default="official")
    costs.add_argument("--runs", type=int, default=15)
    joined = _add(commands, join)
    joined.add_argument("--run", type=Path, required=True, help="folder with a folder for each finished stage")
    joined.add_argument("-o", "--out", type=Path, required=True)
    pack = _add(commands, export_pdfgc)
    pack.add_argument("--checkpoints", type=Path, required=True, help="folder with four files of official names")
    pack.add_argument("--out", type=Path, required=True)
    pack.add_argument("--config", help="sizes; without it those of a joined run, else official")
    pack.add_argument("--precision", choices=PRECISIONS, default="fp32")
    pack.add_argument("--id", default="pdfgc")
    pack.add_argument("--version", default="1.0.0")
    pack.add_argument("--licence", required=True, help="terms of the weights")
    pack.add_argument("--official-eye-roles", action="store_true", help="blink = 0 1 4 5, gaze = 2 3")


def _add(commands: Any, command: _Command) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(command.__name__.replace("_", "-"), help=command.__doc__)
    parser.set_defaults(command=command)
    return parser
