"""``wardreport rebuild``: a release made again from its manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import simplejson
import typer

from wardreport.commands.options import AsJson, Releases, WarehouseUrl
from wardreport.domain.errors import ConfigurationError
from wardreport.workflow.settings import Settings, load_settings


def rebuild(
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="2024-S1/r01, 2024-S1/draft or 2024-S1.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where it is made again; nothing released is touched.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Make nothing: hold what lies there against manifest and warehouse.")
    ] = False,
    releases: Releases = None,
    warehouse: WarehouseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make a release again from its manifest and compare every file. Status: 0 alike, 1 something differs."""
    if check is (out is not None):
        raise ConfigurationError("rebuild takes one of --check and --out DIR")
    from wardreport.warehouse.turns import turn_in
    from wardreport.workflow.deployment import deploy
    from wardreport.workflow.rebuilding import Likeness
    from wardreport.workflow.rebuilding import rebuild as make_again
    from wardreport.writing.file_rights.opening import make_open

    settings = load_settings().of_warehouse(warehouse)
    if releases is not None:
        settings = settings.model_copy(update={"releases": releases})
    if out is None:
        _check(release, settings, as_json=as_json)
        return
    make_open(out)
    with turn_in(out, settings.patience, lambda line: typer.echo(line, err=True)):
        folder, files = make_again(release, deploy(settings), out)
    if as_json:
        typer.echo(simplejson.dumps([{"file": one.file, "likeness": str(one.likeness)} for one in files], indent=1))
    else:
        for one in files:
            typer.echo(f"{one.likeness:<24}{one.file}")
        typer.echo(f"made again in {folder}")
    if any(one.likeness in (Likeness.DIFFERENT, Likeness.MISSING) for one in files):
        raise typer.Exit(1)


def _check(release: str, settings: Settings, *, as_json: bool) -> None:
    from wardreport.publish.manifest import folder_of
    from wardreport.warehouse import Warehouse
    from wardreport.workflow.release_checking import check_release

    folder = folder_of(release, settings.releases)
    found = check_release(folder, settings.internal_folder, Warehouse(settings.warehouse_url, settings.sql).open())
    if as_json:
        typer.echo(simplejson.dumps(found, ensure_ascii=False, indent=1))
    else:
        for line in found:
            typer.echo(line)
        typer.echo(f"{folder}: {len(found) or 'no'} difference{'s' if len(found) != 1 else ''}")
    if found:
        raise typer.Exit(1)
