"""How far sensitive figures below the consolidating unit are protected (the regime's ``disclosure_policy.yaml``)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from wardreport.metadata.data_files import Record, build, read_yaml
from wardreport.metadata.sources import sources

POLICY = "disclosure_policy.yaml"


class Cost(StrEnum):
    """What is lost with a hidden figure."""

    LOG = "log"
    VALUE = "value"


def _exact(number: object) -> object:
    """A YAML float as it is written, not in binary."""
    return str(number) if isinstance(number, float) else number


class DisclosurePolicy(Record):
    """The thresholds of the disclosure stage; counts in the indicator's unit, amounts as a share of themselves."""

    smallest_published: Annotated[int, Field(ge=2, le=9)]
    protect_low: Annotated[int, Field(ge=0)]
    protect_high: int
    width: Annotated[int, Field(ge=1)]
    money_share: Annotated[Decimal, BeforeValidator(_exact), Field(gt=0, le=1)]
    stock_movement: Annotated[int, Field(ge=0)]
    cost: Cost
    zero_cost: Annotated[Decimal, BeforeValidator(_exact), Field(gt=0)]
    total_weight: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _in_order(self) -> DisclosurePolicy:
        if not self.protect_low < self.protect_high < self.smallest_published:
            raise ValueError("protect_low, protect_high and smallest_published must rise in this order")
        dearest = Decimal(1) if self.cost is Cost.VALUE else Decimal(2).ln()
        if self.zero_cost >= dearest:
            raise ValueError("zero_cost must be below the cost of a figure of 1")
        return self


def load_disclosure_policy(file: Path | None = None) -> DisclosurePolicy:
    """The policy of a YAML file, the regime's where none is named.

    Raises ``ConfigurationError`` on a key or value that it does not know.
    """
    return build(DisclosurePolicy, read_yaml(file or sources().law / POLICY), POLICY)
