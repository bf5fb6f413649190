"""``wardreport restate``: a released period by today's units."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from wardreport.commands.options import WarehouseUrl, turn_at
from wardreport.domain.period import Period
from wardreport.workflow.settings import load_settings


def restate(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="A released half year, as 2024-S1.")],
    warehouse: WarehouseUrl = None,
) -> None:
    """Add to the safe layer a released period's figures by the units that followed, where territory has changed."""
    from wardreport.workflow.deployment import deploy
    from wardreport.workflow.disclosing import restate_released

    with turn_at(warehouse):
        deployment = deploy(load_settings().of_warehouse(warehouse))
        typer.echo(restate_released(Period.parse(period), deployment, datetime.now(UTC)))
