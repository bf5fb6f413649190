"""``wardreport doctor``: looks a deployment over and says what to mend."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import simplejson
import typer

from wardreport.commands.options import AsJson

if TYPE_CHECKING:
    from wardreport.checkup import Check


def doctor(
    full: Annotated[bool, typer.Option("--full", help="Convert a small document by LibreOffice, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check settings, data files, warehouse, folders, calendar and programs; status 1 where something failed.

    Nothing that it writes stays, and no figure is shown.
    """
    from wardreport.checkup import Outcome, check_deployment

    os.environ.setdefault("PGCONNECT_TIMEOUT", "10")  # of libpq: a server that is not there is told soon
    found = []
    for check in check_deployment(os.environ, datetime.now(UTC), full=full):
        found.append(check)
        if not as_json:
            typer.echo(_line(check))
    failed, warned = (sum(c.status is status for c in found) for status in (Outcome.FAILED, Outcome.WARNING))
    if as_json:
        typer.echo(_as_json(found))
    else:
        typer.echo(f"{len(found)} checks: {failed} failed, {warned} warnings")
    raise typer.Exit(1 if failed else 0)


def _line(check: Check) -> str:
    status = "FAILED" if check.status == "failed" else str(check.status)
    mend = f" → mend: {check.mend}" if check.mend else ""
    return f"{status:<8} {check.name}: {check.says}{mend}"


def _as_json(found: Sequence[Check]) -> str:
    return simplejson.dumps([asdict(check) for check in found], ensure_ascii=False, indent=1)
