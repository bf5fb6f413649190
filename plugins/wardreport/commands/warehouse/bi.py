"""Commands for BI: the safe layer as a file (docs/design/disclosure.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wardreport.commands.options import WarehouseUrl, warehouse_at
from wardreport.domain.errors import ConfigurationError
from wardreport.writing.file_rights.opening import like_its_folder, make_open


def export(
    out: Annotated[
        Path, typer.Option(metavar="FILE.sqlite", help="Where the file goes; an earlier export is replaced.")
    ],
    warehouse: WarehouseUrl = None,
) -> None:
    """Write the views for BI into a SQLite file of their own, with no raw figure in it."""
    from wardreport.warehouse.copies.bi_export import export_for_bi

    rows = export_for_bi(warehouse_at(warehouse).open(), out)
    typer.echo(f"{sum(rows.values())} rows of {len(rows)} views in {out}")


def dictionary(
    out: Annotated[Path, typer.Option(metavar="FILE", help="The page to write.")],
    warehouse: WarehouseUrl = None,
) -> None:
    """Write the data dictionary of the views for BI, as the database itself has it, as one offline page."""
    from wardreport.publish.pages.dictionary_page import write_dictionary_page

    given = warehouse_at(warehouse)  # not opened: a BI user may call this too
    views = given.dictionary()
    if not views:
        raise ConfigurationError("the warehouse has no documented view yet: run wardreport db upgrade")
    try:
        make_open(out.parent)
        write_dictionary_page(views, out)
        like_its_folder(out)
    except OSError as error:
        raise ConfigurationError(f"{out}: {type(error).__name__}: cannot be written") from None
    typer.echo(f"{len(views)} views in {out}")
