"""Options that several commands take, the warehouse that one of them names, and the turn of who writes there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wardreport.workflow.settings import load_settings

if TYPE_CHECKING:
    from wardreport.warehouse import Warehouse

WarehouseUrl = Annotated[str | None, typer.Option("--warehouse", metavar="URL", help="A SQLAlchemy URL.")]
PeriodArgument = Annotated[str, typer.Argument(metavar="PERIOD", help="The half year, as 2024-S1.")]
Releases = Annotated[Path | None, typer.Option("--releases", metavar="DIR", help="Where releases lie.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def warehouse_at(url: str | None) -> Warehouse:
    """The warehouse of a URL, else that of the settings; not opened yet."""
    from wardreport.warehouse import Warehouse

    settings = load_settings().of_warehouse(url)
    return Warehouse(settings.warehouse_url, settings.sql)


@contextmanager
def turn_at(url: str | None) -> Iterator[Warehouse]:
    """The same, held for the block: a run under way ends first, or this command does with one line."""
    warehouse = warehouse_at(url)
    with warehouse.turn(load_settings().patience, lambda line: typer.echo(line, err=True)):
        yield warehouse
