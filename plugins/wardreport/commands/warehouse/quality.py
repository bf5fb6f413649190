"""``wardreport quality``: how good what the units sent was, period by period."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import simplejson
import typer

from wardreport.commands.options import AsJson, WarehouseUrl, warehouse_at
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.domain.quality import Quality, Timeliness
from wardreport.metadata.catalogue import Metadata
from wardreport.workflow.settings import load_settings
from wardreport.writing.file_rights.opening import like_its_folder, make_open


def quality(
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page on it there.")] = None,
    warehouse: WarehouseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show quality over time: error rates, late units, the rules most broken; no figure of a submission."""
    from wardreport.metadata import load_metadata
    from wardreport.metadata.rules.rule_book import load_rule_book
    from wardreport.warehouse.reading.quality_queries import quality_over_time

    if out is None and not as_json:
        raise ConfigurationError("quality takes --out FILE, --json, or both")
    settings, metadata, as_of = load_settings(), load_metadata(), datetime.now(UTC)
    opened = warehouse_at(warehouse).open()
    missing = opened.missing_views()
    if missing:
        raise ConfigurationError(f"the warehouse has no view {missing[0]} yet: run wardreport db upgrade")
    with opened.reading() as connection:
        found = quality_over_time(connection)
    timeliness = _timeliness(found, opened, metadata, as_of)
    if out is not None:
        from wardreport.publish.pages.quality_page import write_quality_page

        rule_book = load_rule_book(settings.expectations, metadata)
        try:
            make_open(out.parent)
            write_quality_page(found, timeliness, metadata, rule_book, out, created_at=as_of)
            like_its_folder(out)
        except OSError as error:
            raise ConfigurationError(f"{out}: {type(error).__name__}: cannot be written") from None
    if as_json:
        typer.echo(simplejson.dumps(_as_object(found, timeliness), ensure_ascii=False, indent=1))
    else:
        typer.echo(f"quality of {len(found.periods)} periods in {out}")


def _timeliness(found: Quality, warehouse: Any, metadata: Metadata, as_of: datetime) -> dict[Period, Timeliness]:
    """By the response register, so that the page says the same as ``status``; due days are data, not in the views."""
    from wardreport.review.register.response_register import read_register

    timeliness = {}
    for line in found.periods:
        if line.period is not None and line.period in metadata.cycles:
            register = read_register(line.period, warehouse, metadata, as_of)
            late = sum(entry.late_by_days is not None for entry in register)
            timeliness[line.period] = Timeliness(len(register), late)
    return timeliness


def _as_object(found: Quality, timeliness: dict[Period, Timeliness]) -> dict[str, Any]:
    periods = []
    for line in found.periods:
        of_time = timeliness.get(line.period) if line.period else None
        periods.append(
            _plain(line)
            | {"units_expected": of_time.expected if of_time else None, "late": of_time.late if of_time else None}
        )
    return {
        "periods": periods,
        "rules": [_plain(rule) for rule in found.rules],
        "units": [_plain(unit) | {"first_received_at": unit.first_received_at.isoformat()} for unit in found.units],
    }


def _plain(line: Any) -> dict[str, Any]:
    return {key: value for key, value in asdict(line).items() if key != "unit_id"} | {
        "period": str(line.period) if line.period else None
    }
