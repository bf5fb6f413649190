"""For each rule on the consolidated table a table that breaks it, and tables that pass."""

from decimal import Decimal

import pytest

from wardreport.domain.figure import Figure, FigureStatus
from wardreport.metadata import Metadata
from wardreport.metadata.rules.rule_book import Grain, RuleBook
from wardreport.stages.validate import validate_consolidated

BITES = {"consolidated-subset-fac_inspected": {"fac_inspected": 109, "fac_total": 108}}
SPARES: list[dict[str, int | None]] = [
    {"fac_inspected": 108, "fac_total": 108},
    {"fac_inspected": None, "fac_total": 108},
    {"fac_inspected": None, "fac_total": None},
]


def _figures(metadata: Metadata, values: dict[str, int | None], **more: tuple[str, ...]) -> dict[str, Figure]:
    figures = {name: Figure(name, FigureStatus.NIL, None) for name in metadata.indicators}
    for name, value in values.items():
        if value is not None:
            figures[name] = Figure(name, FigureStatus.VALUE, Decimal(value), **more)
    return figures


def test_every_rule_has_a_table_that_breaks_it(rule_book: RuleBook) -> None:
    assert {entry.id for entry in rule_book.of_grain(Grain.CONSOLIDATED)} == set(BITES)


@pytest.mark.parametrize("identifier", BITES)
def test_it_bites_alone(identifier: str, rule_book: RuleBook, metadata: Metadata) -> None:
    values: dict[str, int | None] = dict(BITES[identifier])
    (finding,) = validate_consolidated(_figures(metadata, values), rule_book, metadata)
    assert (finding.entry, finding.indicator, finding.severity) == (identifier, next(iter(values)), "warning")


@pytest.mark.parametrize("values", SPARES)
def test_it_spares_the_edge(values: dict[str, int | None], rule_book: RuleBook, metadata: Metadata) -> None:
    assert validate_consolidated(_figures(metadata, values), rule_book, metadata) == ()


def test_what_is_not_complete_is_not_judged(rule_book: RuleBook, metadata: Metadata) -> None:
    for values in BITES.values():
        figures = _figures(metadata, dict(values), outstanding=("01834",))
        assert validate_consolidated(figures, rule_book, metadata) == ()
