"""``tong-hop.sdmx.xml``, read by pysdmx: valid by SDMX's own schemas, and the data beside it keep to what it says."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lxml import etree
from pysdmx.errors import Invalid
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.io.pd import PandasDataset
from pysdmx.model.dataflow import Schema
from pysdmx.model.message import Message

from wardreport.domain.figure import Figure, FigureStatus
from wardreport.domain.period import Period
from wardreport.domain.safe_table import SafeTable
from wardreport.metadata import load_metadata
from wardreport.publish.data_package.sdmx_data import write_sdmx_data
from wardreport.publish.data_package.sdmx_structure import write_sdmx_structure

AT = datetime(2024, 6, 5, 3, 0, tzinfo=UTC)
METADATA = load_metadata()
PERIODS = [Period(2024, 1), Period(2025, 2)]
FREE_TEXT = {"TIME_PERIOD", "OBS_VALUE"}


@pytest.fixture
def structure(tmp_path: Path) -> Path:
    write_sdmx_structure(METADATA, tmp_path / "tong-hop.sdmx.xml", prepared=AT)
    return tmp_path / "tong-hop.sdmx.xml"


def _whole_table(period: Period) -> SafeTable:
    """Every indicator of the period's form, with every status in turn, some of them partial."""
    statuses, partial_ones = cycle(FigureStatus), cycle(((), ("01834",), ()))
    figures = {}
    for row in METADATA.form(period).rows:
        for name in row.indicators:
            status = next(statuses)
            value = {FigureStatus.VALUE: Decimal("12.5"), FigureStatus.ZERO: Decimal(0)}.get(status)
            figures[name] = Figure(name, status, value, outstanding=next(partial_ones))
    unit = METADATA.consolidating_unit(period).unit_code
    return SafeTable(period, METADATA.form(period).form, unit, figures, (), ())


def _read(table: SafeTable, structure: Path, monkeypatch: pytest.MonkeyPatch, *, draft: bool = True) -> PandasDataset:
    # pysdmx lets pandas guess types, which takes the zero from 058; a program that takes codes as text has it
    monkeypatch.setattr(pd, "read_csv", partial(pd.read_csv, dtype=str))
    data = structure.with_suffix(".csv")
    write_sdmx_data(table, METADATA, data, draft=draft)
    (dataset,) = get_datasets(data, structure)
    return dataset


def _message(structure: Path) -> Message:
    return read_sdmx(structure, validate=True)


def test_it_is_a_structure_message_of_sdmx_ml_3(structure: Path) -> None:
    message = _message(structure)
    assert message.header is not None
    assert (message.header.id, message.header.prepared, message.header.test) == ("PCMD_CONSOLIDATED", AT, "false")
    (definition,) = message.get_data_structure_definitions()
    assert definition.short_urn == "DataStructure=WARDREPORT:PCMD_CONSOLIDATED(1.0)"
    assert len(message.get_codelists()) == 8


def test_the_schema_refuses_what_does_not_belong_in_it(structure: Path) -> None:
    text = structure.read_text(encoding="utf-8").replace('usage="mandatory"', 'usage="sometimes"')
    with pytest.raises(Invalid, match="sometimes"):
        read_sdmx(text, validate=True)


def test_every_name_is_marked_as_vietnamese(structure: Path) -> None:
    names = etree.parse(structure).xpath("//*[local-name()='Name' or local-name()='Description']")
    assert len(names) > 100
    assert {name.get("{http://www.w3.org/XML/1998/namespace}lang") for name in names} == {"vi"}
    assert all(name.text.strip() for name in names)


def test_the_same_metadata_is_the_same_bytes(structure: Path, tmp_path: Path) -> None:
    write_sdmx_structure(METADATA, tmp_path / "again.xml", prepared=AT)
    assert (tmp_path / "again.xml").read_bytes() == structure.read_bytes()


def test_dimensions_measure_and_attributes_are_the_columns(structure: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = _read(_whole_table(PERIODS[0]), structure, monkeypatch)
    schema = _schema(dataset)
    assert [part.id for part in schema.components.dimensions] == ["FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD"]
    assert [part.id for part in schema.components.measures] == ["OBS_VALUE"]
    assert {part.id: part.attachment_level for part in schema.components.attributes} == {
        "UNIT_MEASURE": "INDICATOR",
        "UNIT_MULT": "INDICATOR",
        "OBS_STATUS": "O",
        "CONF_STATUS": "O",
        "FIGURE_STATUS": "O",
    }
    assert {part.id for part in schema.components} == set(dataset.data.columns)
    assert {part.id for part in schema.components if part.enumeration is None} == FREE_TEXT


@pytest.mark.parametrize("draft", [True, False])
@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_every_value_is_one_that_the_structure_allows(
    period: Period, draft: bool, structure: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = _whole_table(period)
    dataset = _read(table, structure, monkeypatch, draft=draft)
    assert len(dataset.data) == len(table.figures) > 80
    assert _breaches(dataset) == []
    for name in ("UNIT_MEASURE", "UNIT_MULT"):  # they belong to the indicator
        assert dataset.data.groupby("INDICATOR")[name].nunique().max() == 1


@pytest.mark.parametrize(
    ("column", "wrong"),
    [("REF_AREA", "58"), ("UNIT_MEASURE", "MILLION_VND"), ("OBS_STATUS", ""), ("TIME_PERIOD", "2024-H1")],
)
def test_a_value_that_is_not_allowed_is_found(
    column: str, wrong: str, structure: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = _read(_whole_table(PERIODS[0]), structure, monkeypatch)
    dataset.data.loc[0, column] = wrong
    assert _breaches(dataset) == [(column, wrong)]


def _schema(dataset: PandasDataset) -> Schema:
    assert isinstance(dataset.structure, Schema)
    return dataset.structure


def _breaches(dataset: PandasDataset) -> list[tuple[str, Any]]:
    """Values that are in no code list or of the wrong form, and required ones that are not there."""
    found = []
    for part in _schema(dataset).components:
        for value in dataset.data[part.id]:
            missing = value is None or pd.isna(value) or value == ""
            if missing and not part.required:
                continue
            if part.enumeration is not None:
                allowed = value in {code.id for code in part.enumeration.codes}
            elif part.id == "TIME_PERIOD":
                allowed = part.dtype == "ReportingSemester" and value[4:] in ("-S1", "-S2") and value[:4].isdigit()
            else:
                allowed = part.dtype == "Decimal" and Decimal(str(value)).is_finite()
            if missing or not allowed:
                found.append((part.id, value))
    return found
