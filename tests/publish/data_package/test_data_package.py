"""``so-lieu/``, read back as programs read it: csv, pyarrow, DuckDB, frictionless."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st

from tests.publish.safe_tables import CELLS, safe_table
from wardreport.domain.figure import Figure, FigureStatus, Status
from wardreport.domain.period import Period
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.metadata import load_metadata
from wardreport.publish.data_package.data_package import write_data_package
from wardreport.publish.data_package.parquet_tables import write_parquet
from wardreport.publish.data_package.release_tables import Column, Kind, ReleaseTable, release_tables

AT = datetime(2024, 6, 5, 3, 0, tzinfo=UTC)
METADATA = load_metadata()
NAMES = ("tong-hop", "theo-don-vi", "theo-don-vi-hien-nay")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_data_package(safe_table(), METADATA, tmp_path / "so-lieu", created_at=AT)
    return tmp_path / "so-lieu"


def _csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _package(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return read


def _resources(folder: Path) -> dict[str, dict[str, Any]]:
    return {resource["name"]: resource for resource in _package(folder)["resources"]}


def test_every_table_is_there_in_every_format(folder: Path) -> None:
    assert sorted(file.name for file in folder.iterdir()) == [
        "datapackage.json",
        "theo-don-vi-hien-nay.csv",
        "theo-don-vi-hien-nay.parquet",
        "theo-don-vi.csv",
        "theo-don-vi.parquet",
        "tong-hop.csv",
        "tong-hop.parquet",
        "tong-hop.sdmx.csv",
        "tong-hop.sdmx.xml",
    ]
    others = ("tong-hop-sdmx", "tong-hop-sdmx-structure")
    assert set(_resources(folder)) == {*NAMES, *(f"{name}-parquet" for name in NAMES), *others}


def test_without_restated_figures_there_is_no_file_of_them(tmp_path: Path) -> None:
    write_data_package(replace(safe_table(), restated=()), METADATA, tmp_path / "so-lieu", created_at=AT)
    assert not list((tmp_path / "so-lieu").glob("*hien-nay*"))
    assert not [name for name in _resources(tmp_path / "so-lieu") if "hien-nay" in name]


def test_old_columns_keep_names_and_places(folder: Path) -> None:
    read = {name: list(_csv(folder / f"{name}.csv")[0]) for name in NAMES}
    assert read["tong-hop"] == [
        *("period", "indicator", "label", "unit", "status", "value", "partial", "outstanding"),
        *("yes_no", "sign"),
    ]
    units = ["period", "unit_code", "unit_name", "indicator", "status", "value", "suppressed", "yes_no", "sign"]
    assert read["theo-don-vi"] == units
    assert read["theo-don-vi-hien-nay"] == [*units, "partial"]


def test_totals_have_their_status_sign_and_exact_value(folder: Path) -> None:
    rows = {
        row["indicator"]: tuple(row[name] for name in ("status", "value", "yes_no", "sign", "partial", "outstanding"))
        for row in _csv(folder / "tong-hop.csv")
    }
    assert rows == {
        "fac_total": ("value", "108", "", "", "true", "01834 01837"),
        "fac_dance": ("zero", "0", "", "", "false", ""),
        "fac_inspected_pct": ("value", "4.63", "", "", "false", ""),
        "loan_amount": ("value", "33.3333333333333", "", "", "false", ""),
        "prog_drug": ("value", "true", "true", "", "false", ""),
        "team_total": ("nil", "", "", "-", "false", ""),
        "comm_students_pct": ("unavailable", "", "", "…", "false", ""),
        "sw_recorded": ("suppressed", "", "", "(c)", "false", ""),
    }


def test_a_suppressed_figure_says_so_and_nothing_more(folder: Path) -> None:
    columns = ("status", "value", "suppressed", "yes_no", "sign")
    rows = {(r["unit_code"], r["indicator"]): tuple(r[c] for c in columns) for r in _csv(folder / "theo-don-vi.csv")}
    assert rows == {
        ("01834", "sw_recorded"): ("suppressed", "", "true", "", "(c)"),
        ("01834", "prog_drug"): ("value", "false", "false", "false", ""),
        ("01837", "sw_recorded"): ("value", "12", "false", "", ""),
        ("01837", "hotspots"): ("blank", "", "false", "", "…"),
    }
    (today,) = _csv(folder / "theo-don-vi-hien-nay.csv")
    assert (today["status"], today["sign"], today["partial"]) == ("suppressed", "(c)", "true")
    assert today["unit_name"] == METADATA.units_of_today["01840"].name


def test_a_value_that_a_suppressed_cell_should_not_have_gets_into_no_file(tmp_path: Path) -> None:
    wrong = SafeUnitFigure("01834", "sw_recorded", Status.VALUE, Decimal("31415926"), suppressed=True)
    write_data_package(
        replace(safe_table(), by_unit=(wrong,), restated=()), METADATA, tmp_path / "so-lieu", created_at=AT
    )
    assert b"31415926" not in (tmp_path / "so-lieu" / "theo-don-vi.csv").read_bytes()
    assert pq.read_table(tmp_path / "so-lieu" / "theo-don-vi.parquet")["value"].to_pylist() == [None]


def test_parquet_is_the_same_table_in_exact_decimals(folder: Path) -> None:
    for name in NAMES:
        table = pq.read_table(folder / f"{name}.parquet")
        rows = _csv(folder / f"{name}.csv")
        assert table.column_names == list(rows[0])
        assert not [field.name for field in table.schema if pa.types.is_floating(field.type)]
        for column in table.column_names:
            read = [_written(cell) for cell in table[column].to_pylist()]
            expected = [row[column] for row in rows]
            if column == "value":  # true and false stand in yes_no alone
                expected = ["" if text in ("true", "false") else text for text in expected]
            assert read == expected, (name, column)
    assert pq.read_schema(folder / "theo-don-vi.parquet").field("value").type == pa.decimal128(38, 6)
    # one figure has 13 decimals, and none is rounded
    assert pq.read_schema(folder / "tong-hop.parquet").field("value").type == pa.decimal128(38, 13)


def _written(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return f"{cell.normalize():f}" if isinstance(cell, Decimal) else str(cell)


@given(
    st.lists(
        st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**15), max_value=10**15),
        max_size=5,
    )
)
def test_any_figure_comes_back_from_parquet_as_it_was(figures: list[Decimal | None]) -> None:
    import tempfile

    table = ReleaseTable("t", "T", (), (Column("value", Kind.FIGURE, "…"),), tuple((figure,) for figure in figures))
    with tempfile.TemporaryDirectory() as name:
        write_parquet(table, Path(name) / "t.parquet")
        assert pq.read_table(Path(name) / "t.parquet")["value"].to_pylist() == figures


def test_the_same_table_is_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_data_package(safe_table(), METADATA, tmp_path / name, created_at=AT)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_the_package_tells_size_hash_and_time_of_its_files(folder: Path, tmp_path: Path) -> None:
    package = _package(folder)
    assert (package["name"], package["created"]) == ("wardreport-2024-s1", "2024-06-05T03:00:00+00:00")
    assert package["title"] == "Số liệu báo cáo kỳ 2024-S1 (dự thảo)"
    assert "licenses" not in package
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert ("bytes" in resource) == (resource["format"] != "parquet")
        assert resource.get("bytes", len(content)) == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    write_data_package(safe_table(), METADATA, tmp_path / "official", created_at=AT, draft=False)
    assert _package(tmp_path / "official")["title"] == "Số liệu báo cáo kỳ 2024-S1"


def test_frictionless_finds_the_package_valid(folder: Path) -> None:
    report = Package(folder / "datapackage.json").validate()
    assert [*report.errors, *(error for task in report.tasks for error in task.errors)] == []
    assert {task.name: task.type for task in report.tasks} == {
        name: "file" if name == "tong-hop-sdmx-structure" else "table" for name in _resources(folder)
    }
    rows = {task.name: task.stats["rows"] for task in report.tasks if task.type == "table"}
    assert rows == {
        **{name: len(_csv(folder / f"{name}.csv")) for name in NAMES},
        **{f"{name}-parquet": len(_csv(folder / f"{name}.csv")) for name in NAMES},
        "tong-hop-sdmx": len(_csv(folder / "tong-hop.csv")),
    }


@pytest.mark.parametrize("name", ["tong-hop.csv", "tong-hop.parquet", "tong-hop.sdmx.csv"])
def test_frictionless_finds_a_table_that_is_not_as_described(name: str, folder: Path) -> None:
    package = _package(folder)
    (resource,) = (resource for resource in package["resources"] if resource["path"] == name)
    (status,) = (field for field in resource["schema"]["fields"] if field["name"] in ("status", "FIGURE_STATUS"))
    status["constraints"] = {"enum": ["value"]}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    report = Package(folder / "datapackage.json").validate()
    found = {(task.name, error.type) for task in report.tasks for error in task.errors}
    assert found == {(resource["name"], "constraint-error")}


def test_every_row_meets_its_schema(folder: Path) -> None:
    for resource in _package(folder)["resources"]:
        if resource["format"] != "csv":
            continue
        rows, schema = _csv(folder / resource["path"]), resource["schema"]
        assert list(rows[0]) == [field["name"] for field in schema["fields"]]
        keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(rows)
        for field in schema["fields"]:
            for cell in (row[field["name"]] for row in rows):
                constraints = field.get("constraints", {})
                assert cell or not constraints.get("required")
                assert not cell or cell in constraints.get("enum", [cell])
                assert field["type"] != "boolean" or cell in ("", "true", "false")


def test_the_parquet_resources_describe_the_types_in_the_file(folder: Path) -> None:
    types = {"string": pa.types.is_string, "boolean": pa.types.is_boolean, "number": pa.types.is_decimal}
    for name in NAMES:
        schema = pq.read_schema(folder / f"{name}.parquet")
        for field in _resources(folder)[f"{name}-parquet"]["schema"]["fields"]:
            assert types[field["type"]](schema.field(field["name"]).type)
            assert schema.field(field["name"]).metadata[b"description"].decode() == field["description"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "  =", "＝"])
def test_text_that_a_spreadsheet_would_run_gets_a_prefix(
    sign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wardreport.metadata.catalogue import Metadata

    text = f"{sign}HYPERLINK(1)"
    monkeypatch.setattr(Metadata, "unit_names", lambda *_: dict.fromkeys(("01834", "01837"), text))
    monkeypatch.setattr(Metadata, "name_of", lambda *_: text)
    write_data_package(safe_table(), METADATA, tmp_path / "so-lieu", created_at=AT)
    units, totals = _csv(tmp_path / "so-lieu/theo-don-vi.csv"), _csv(tmp_path / "so-lieu/tong-hop.csv")
    assert {row["unit_name"] for row in units} == {f"'{text}".replace("\r", "\n")}
    assert {row["label"] for row in totals} == {f"'{text}".replace("\r", "\n")}
    # nil keeps its sign; Parquet is opened by no spreadsheet and has the text as it is
    assert "-" in {row["sign"] for row in totals}
    assert set(pq.read_table(tmp_path / "so-lieu/tong-hop.parquet")["label"].to_pylist()) == {text}


def test_duckdb_reads_both_formats(folder: Path) -> None:
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT sum(p.value), count(*) FROM read_parquet(?) AS p JOIN read_csv(?, all_varchar = true) AS c"
            " ON c.unit_code = p.unit_code AND c.indicator = p.indicator WHERE p.status = c.status",
            [str(folder / "theo-don-vi.parquet"), str(folder / "theo-don-vi.csv")],
        ).fetchone()
    assert found == (Decimal(12), len(CELLS))


def _statuses() -> Iterator[tuple[Any, str]]:
    signs = {"value": "", "zero": "", "nil": "-", "suppressed": "(c)"}
    for status in (*Status, *FigureStatus):
        yield status, signs.get(str(status), "…")


@pytest.mark.parametrize(("status", "sign"), list(_statuses()))
def test_every_status_has_the_sign_that_the_view_unit_figures_gives(status: Status | FigureStatus, sign: str) -> None:
    figure = SafeUnitFigure("01834", "hotspots", status, None, suppressed=status is FigureStatus.SUPPRESSED)
    of_units = release_tables(replace(safe_table(), by_unit=(figure,)), METADATA)[1]
    assert of_units.rows[0][-1] == sign
    assert str(status) in next(column for column in of_units.columns if column.name == "status").allowed


def test_totals_and_units_of_another_period_are_named_by_its_own_units(tmp_path: Path) -> None:
    table = SafeTable(
        Period(2025, 2), "annex-2024", "19", {"hotspots": Figure("hotspots", FigureStatus.NIL, None)}, (), ()
    )
    write_data_package(table, METADATA, tmp_path / "so-lieu", created_at=AT)
    assert _csv(tmp_path / "so-lieu/theo-don-vi.csv") == []
    assert [row["period"] for row in _csv(tmp_path / "so-lieu/tong-hop.csv")] == ["2025-S2"]
