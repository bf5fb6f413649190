"""Options that several commands take, and the warehouse that one of them names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wardreport.workflow.settings import load_settings

if TYPE_CHECKING:
    from wardreport.warehouse import Warehouse

WarehouseUrl = Annotated[str | None, typer.Option("--warehouse", metavar="URL", help="A SQLAlchemy URL.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def warehouse_at(url: str | None) -> Warehouse:
    """The warehouse of a URL, else that of the settings; not opened yet."""
    from wardreport.warehouse import Warehouse  # noqa: PLC0415

    settings = load_settings().of_warehouse(url)
    return Warehouse(settings.warehouse_url, settings.sql)
