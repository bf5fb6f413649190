"""Rows of a query and rows of the model in one form, so that they can be compared on every engine."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

NUMBERS = {"value", "value_read", "previous_value", "difference", "difference_percent", "largest_change_percent"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")


def told(connection: Connection, query: str, **given_values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query, sorted, alike on every engine."""
    result = connection.execute(text(query), given_values)
    names = list(result.keys())
    return in_order([tuple(_alike(value, n in NUMBERS) for value, n in zip(row, names, strict=True)) for row in result])


def in_order(rows: list[Any]) -> list[tuple[Any, ...]]:
    """Rows of the model, alike with those of a query."""
    return sorted((tuple(_alike(value) for value in row) for row in rows), key=repr)


def _alike(value: Any, number: bool = False) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Decimal | float) or (number and value is not None):
        return f"{Decimal(str(value)).normalize():f}" if value else "0"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return datetime.fromisoformat(value).replace(tzinfo=UTC).isoformat()
    return value


def columns(value: Any) -> tuple[Any, Any]:
    """A value as a number and as yes or no."""
    return (None, value) if isinstance(value, bool) else (value, None)
