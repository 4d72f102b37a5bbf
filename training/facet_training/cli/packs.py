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
from facet_training.export.pdfgc_pack import PackFacts, export_pdfgc_pack
from facet_training.export.pdfgc_template import PRECISIONS, write_template
from facet_training.export.tiny_fixture import write_tiny_fixture
from facet_training.networks.official_checkpoint import NETWORK_NAMES, read_official_checkpoint
from facet_training.parity.cost import cost_table, measure_cost
from facet_training.parity.golden import Golden
from facet_training.parity.report import measure_parity, parity_table

TEMPLATE_FOLDER = REPOSITORY / "resources" / "pack-templates" / "pdfgc"
TINY_FIXTURE_FOLDER = REPOSITORY / "test" / "fixtures" / "pdfgc-tiny"

_Command = Callable[[argparse.Namespace], None]


def export_template(arguments: argparse.Namespace) -> None:
    """Write the template that the application imports the official files with."""
    written = write_template(load_pdfgc_config(arguments.config), arguments.out)
    print(f"wrote {written} bytes to {arguments.out}")


def export_pdfgc(arguments: argparse.Namespace) -> None:
    """Write a finished pack of four checkpoint files."""
    config = load_pdfgc_config(arguments.config)
    networks = {name: read_official_checkpoint(name, arguments.checkpoints, config)[0] for name in NETWORK_NAMES}
    facts = PackFacts(
        arguments.id, arguments.version, arguments.licence, arguments.precision, arguments.official_eye_roles
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
    pack = _add(commands, export_pdfgc)
    pack.add_argument("--checkpoints", type=Path, required=True, help="folder with four files of official names")
    pack.add_argument("--out", type=Path, required=True)
    pack.add_argument("--config", default="official")
    pack.add_argument("--precision", choices=PRECISIONS, default="fp32")
    pack.add_argument("--id", default="pdfgc")
    pack.add_argument("--version", default="1.0.0")
    pack.add_argument("--licence", required=True, help="terms of the weights")
    pack.add_argument("--official-eye-roles", action="store_true", help="blink = 0 1 4 5, gaze = 2 3")


def _add(commands: Any, command: _Command) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(command.__name__.replace("_", "-"), help=command.__doc__)
    parser.set_defaults(command=command)
    return parser
