"""``tong-hop.sdmx.csv``: the layout of SDMX-CSV 2.0 and the codes of SDMX's own lists."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.publish.safe_tables import safe_table
from wardreport.domain.safe_table import SafeTable
from wardreport.metadata import load_metadata
from wardreport.publish.data_package.sdmx_data import write_sdmx_data

METADATA = load_metadata()
DIMENSIONS = ("FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD")
Read = Callable[..., dict[str, dict[str, str]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def written(*, draft: bool, table: SafeTable | None = None) -> dict[str, dict[str, str]]:
        write_sdmx_data(table or safe_table(), METADATA, tmp_path / "x.csv", draft=draft)
        with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as lines:
            return {row["INDICATOR"]: row for row in csv.DictReader(lines)}

    return written


def test_structure_action_and_key_come_first(read: Read, tmp_path: Path) -> None:
    rows = read(draft=True)
    head, _, rest = (tmp_path / "x.csv").read_bytes().decode("utf-8").partition("\r\n")
    assert head.split(",") == [
        *("STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "OBS_VALUE"),
        *("UNIT_MEASURE", "UNIT_MULT", "OBS_STATUS", "CONF_STATUS", "FIGURE_STATUS"),
    ]
    assert rest.count("\r\n") == len(rows) == 8
    for row in rows.values():
        assert (row["STRUCTURE"], row["ACTION"]) == ("datastructure", "I")
        assert row["STRUCTURE_ID"] == "WARDREPORT:PCMD_CONSOLIDATED(1.0)"
        assert (row["FREQ"], row["REF_AREA"], row["TIME_PERIOD"]) == ("S", "058", "2024-S1")
        assert re.fullmatch(r"\d{4}-S[12]", row["TIME_PERIOD"])
    assert len({tuple(row[name] for name in DIMENSIONS) for row in rows.values()}) == len(rows)


def test_values_and_what_stands_for_those_that_are_not_there(read: Read) -> None:
    shown = {
        name: (row["OBS_VALUE"], row["OBS_STATUS"], row["CONF_STATUS"], row["FIGURE_STATUS"])
        for name, row in read(draft=False).items()
    }
    assert shown == {
        "fac_total": ("108", "P", "F", "value"),  # partial
        "fac_dance": ("0", "A", "F", "zero"),
        "fac_inspected_pct": ("4.63", "A", "F", "value"),
        "loan_amount": ("33.3333333333333", "A", "F", "value"),
        "prog_drug": ("1", "A", "F", "value"),
        "team_total": ("", "O", "F", "nil"),
        "comm_students_pct": ("", "L", "F", "unavailable"),
        "sw_recorded": ("", "Q", "C", "suppressed"),
    }


def test_every_figure_of_a_draft_is_provisional(read: Read) -> None:
    rows = read(draft=True)
    assert {name for name, row in rows.items() if row["OBS_STATUS"] == "P"} == {
        name for name, row in rows.items() if row["OBS_VALUE"]
    }
    assert {row["OBS_STATUS"] for row in rows.values()} == {"P", "O", "L", "Q"}


def test_what_it_is_measured_in(read: Read) -> None:
    measures = {name: (row["UNIT_MEASURE"], row["UNIT_MULT"]) for name, row in read(draft=True).items()}
    assert measures["loan_amount"] == ("VND", "6")
    assert measures["fac_inspected_pct"] == ("PT", "0")
    assert measures["fac_total"] == ("FACILITY", "0")
    assert measures["prog_drug"] == ("YES_NO", "0")


def test_a_suppressed_total_shows_no_value_even_by_mistake(read: Read) -> None:
    table = safe_table()
    hidden = replace(table.figures["sw_recorded"], value=table.figures["fac_total"].value)
    row = read(draft=True, table=replace(table, figures={"sw_recorded": hidden}))["sw_recorded"]
    assert (row["OBS_VALUE"], row["OBS_STATUS"], row["CONF_STATUS"]) == ("", "Q", "C")


def test_every_code_is_one_that_sdmx_allows(read: Read) -> None:
    for row in read(draft=True).values():
        for name in (*DIMENSIONS, "UNIT_MEASURE"):
            assert re.fullmatch(r"[A-Za-z0-9_@$-]+", row[name])
