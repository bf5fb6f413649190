"""Observations: what one unit wrote on one row of the form (docs/design/flow-and-types.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wardreport.domain.figure import Status, Value

# a count, an amount or a percentage is a Decimal; a yes/no row is a bool


@dataclass(frozen=True, slots=True)
class Observation:
    """One indicator of one submission, with the address it was read from (``Bieu!C9``; None on a missing row)."""

    indicator: str
    status: Status
    value: Value | None
    cell: str | None

    @property
    def filled(self) -> bool:
        """Whether it says that something occurred: neither nil, zero, "Không" nor unread."""
        return self.status is Status.VALUE and self.value is not False


@dataclass(frozen=True, slots=True)
class UnitObservations:
    """What the warehouse holds of one unit's current accepted submission of a period."""

    unit: str
    submission: str  # sha256 of the submitted file
    load_id: int
    observations: Mapping[str, Observation]  # by indicator
