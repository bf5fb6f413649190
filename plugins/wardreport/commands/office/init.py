"""``wardreport office init``: a first folder of an office, or the files that one lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The office's folder, new or not.")]) -> None:
    """Write an office's folder, or the files that it lacks; what is there stays as it is."""
    from wardreport.metadata.office.office_files import add_first_files

    written = add_first_files(folder)
    for file in written:
        typer.echo(file)
    if not written:
        typer.echo(f"{folder}: nothing is missing")
