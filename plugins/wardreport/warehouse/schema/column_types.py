"""Column types that are exact on every engine."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Dialect, Numeric, Row, String
from sqlalchemy.types import TypeDecorator, TypeEngine

from wardreport.domain.figure import Value


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal without rounding: NUMERIC, and text on SQLite, which would keep a binary float."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """NUMERIC or text."""
        return dialect.type_descriptor(String(40) if dialect.name == "sqlite" else Numeric(38, 6))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Text on SQLite."""
        return str(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Without the trailing zeros that NUMERIC(38, 6) adds; what a view of SQLite adds up comes as a float."""
        if value is None:
            return None
        text = f"{Decimal(str(value)):f}"  # normalize() would round to 28 digits
        return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored as UTC; a time without zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """As UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """With its zone, which SQLite forgets."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def value_columns(value: Value | None) -> dict[str, Any]:
    """A value as the two columns that hold it."""
    is_yes_no = isinstance(value, bool)
    return {"value": None if is_yes_no else value, "yes_no": value if is_yes_no else None}


def value_of(row: Row[Any]) -> Value | None:
    """The value that those two columns of a row hold."""
    value: Value | None = row.yes_no if row.yes_no is not None else row.value
    return value
