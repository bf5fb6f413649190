"""``wardreport rebuild``: a release made again from its manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import simplejson
import typer

from wardreport.commands.options import AsJson, Releases, WarehouseUrl
from wardreport.workflow.settings import load_settings


def rebuild(
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="2024-S1/r01, 2024-S1/draft or 2024-S1.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where it is made again; nothing released is touched.")],
    releases: Releases = None,
    warehouse: WarehouseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make a release again from its manifest and compare every file. Status: 0 alike, 1 something differs."""
    from wardreport.workflow.deployment import deploy
    from wardreport.workflow.rebuilding import Likeness
    from wardreport.workflow.rebuilding import rebuild as make_again

    settings = load_settings().of_warehouse(warehouse)
    if releases is not None:
        settings = settings.model_copy(update={"releases": releases})
    folder, files = make_again(release, deploy(settings), out)
    if as_json:
        typer.echo(simplejson.dumps([{"file": one.file, "likeness": str(one.likeness)} for one in files], indent=1))
    else:
        for one in files:
            typer.echo(f"{one.likeness:<24}{one.file}")
        typer.echo(f"made again in {folder}")
    if any(one.likeness in (Likeness.DIFFERENT, Likeness.MISSING) for one in files):
        raise typer.Exit(1)
