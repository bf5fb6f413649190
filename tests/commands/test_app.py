"""``wardreport`` as other programs and people at a terminal call it (docs/design/flow-and-types.md)."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sample.make_share import make_share, units

from tests.specimens import annexes
from tests.specimens.books import WRITERS
from tests.specimens.submissions import PERIOD, annex, cell_of
from wardreport.domain.validation import Decision
from wardreport.metadata import Metadata
from wardreport.workflow.deployment import Deployment
from wardreport.workflow.pipeline import collect_share, judge, load_accepted, read_submissions

pytestmark = pytest.mark.slow

STATUS_KEYS = (
    *("unit", "name", "state", "submissions", "counted", "due", "late_by_days", "received_at", "completeness"),
    *("unreachable_since", "findings"),
)
KEYS = ["file", "sha256", "verdict", "form", "unit", "period", "observations", "findings"]


def test_each_sample_file_has_the_promised_verdict(run: Any, tmp_path: Path) -> None:
    files = make_share(tmp_path / "share")
    ran = run("check", *files.values(), "--json")
    assert ran.status == 1
    assert [list(result) for result in ran.json] == [KEYS] * 14
    verdicts = {result["unit"]: result["verdict"] for result in ran.json}
    assert {unit for unit, verdict in verdicts.items() if verdict == "held"} == {"01837", "058-D178"}
    assert set(verdicts) == {line["unit"] for line in units()}
    assert set(verdicts.values()) == {"accepted", "held"}
    assert {result["period"] for result in ran.json} == {"2024-S1"}
    found = {f["rule"]: (result["unit"], f["indicator"], f["cell"]) for result in ran.json for f in result["findings"]}
    assert found["rule.partition"] in (("01837", "fac_total", "Bieu!C9"), ("058-D178", "team_total", "Bieu!C55"))


def test_one_file_is_one_object_with_every_measure(run: Any, tmp_path: Path, metadata: Metadata) -> None:
    values = {"fac_total": "1.200", "fac_lodging": 1200, "hotspots": 0, "supported": None, "loan_amount": 2.5}
    file = tmp_path / "x.xlsx"
    file.write_bytes(annex(metadata, "01834", {**values, "supported_loan": 1, "prog_drug": "Không"}))
    ran = run("check", file, "--unit", "01834", "--period", "2024-S1", "--json")
    result = ran.json
    assert list(result) == KEYS
    assert (result["file"], result["unit"], result["period"], result["form"]) == (
        "x.xlsx",
        "01834",
        "2024-S1",
        "annex-2024",
    )
    read = {o["indicator"]: (o["value"], o["status"], o["cell"]) for o in result["observations"]}
    assert list(read) == list(metadata.indicators)
    assert read["fac_total"] == (1200, "value", "Bieu!C9")
    assert read["fac_dance"] == (None, "nil", cell_of(metadata, "fac_dance"))
    assert read["hotspots"] == (0, "zero", cell_of(metadata, "hotspots"))
    assert read["supported"][:2] == (None, "blank")
    assert read["loan_amount"][0] == Decimal("2.5")
    assert read["prog_drug"][:2] == (False, "value")
    (blank,) = result["findings"]
    assert list(blank) == ["rule", "severity", "indicator", "cell", "message", "suggestion"]
    assert (blank["rule"], blank["severity"], blank["indicator"]) == ("cell.blank", "critical", "supported")
    assert (result["verdict"], ran.status) == ("held", 1)


def test_a_suggestion_is_a_number(run: Any, tmp_path: Path, metadata: Metadata) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(annex(metadata, "058-CA", {"comm_attendees": 19.81}))
    (finding,) = run("check", file, "--json").json["findings"]
    assert (finding["rule"], finding["suggestion"]) == ("cell.ambiguous_separator", 19810)


def test_files_that_are_none(run: Any, tmp_path: Path) -> None:
    for name, content, rule in (("t.xlsx", b"hello", "file.unsupported"), ("e.xlsx", b"", "file.empty")):
        (tmp_path / name).write_bytes(content)
        ran = run("check", tmp_path / name, "--json")
        assert (ran.status, ran.json["verdict"]) == (2, "rejected")
        assert [f["rule"] for f in ran.json["findings"]] == [rule]
        assert (ran.json["form"], ran.json["observations"]) == (None, [])


def test_a_quarantined_file_prints_no_cell_text(run: Any, tmp_path: Path, metadata: Metadata) -> None:
    file = tmp_path / "x.xlsx"
    phone = "0912 345 678"
    file.write_bytes(annex(metadata, edit=lambda _book, sheet: sheet.cell(130, 2, phone) and None))
    ran = run("check", file, "--json")
    assert (ran.status, ran.json["verdict"], ran.json["observations"]) == (2, "quarantined", [])
    assert ran.json["findings"][0]["cell"] == "sheet1!B130"
    assert phone not in ran.out + run("check", file).out


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "no-such-file.xlsx"),
        ("check", "no-such-file.xlsx", "--json"),
        ("check", "."),
        ("check", "x", "--colour"),
        ("check", "pyproject.toml", "--period", "2024"),
        ("check", "pyproject.toml", "--period", "2031-S1"),
        ("check", "pyproject.toml", "--unit", "99999"),
        ("run", "2024-S1", "--share", "no/such/share"),
        ("run", "2024-S1", "--share", "sftp://kho@/bieu"),  # whose connection only Airflow knows
        ("run", "2024-S1", "--share", "ftp://kho/bieu"),
        ("run", "2024-S1", "--release", "official"),
        ("run", "2024-S1", "--decisions", "no-such.yaml"),
        ("run", "2024-S1", "--warehouse", "no url"),
        ("run", "soon"),
        ("status", "2031-S1"),
        ("status", "2024-S1", "--unit", "058"),
        ("remind", "2024-S2"),
        ("remind", "2031-S1", "--out", "no/such/folder"),
        ("remind", "2024-S2", "--out", "no/such/folder", "--as-of", "20/12/2024"),
        ("quality",),
        ("quality", "--out", "pyproject.toml/x.html"),
        ("publish",),
    ],
)
def test_usage_is_status_64_and_one_line(arguments: tuple[str, ...], run: Any, tmp_path: Path) -> None:
    given = [*arguments]
    if given[0] in ("run", "status", "remind", "quality") and "--warehouse" not in given:
        given += ["--warehouse", f"sqlite:///{tmp_path / 'w.sqlite'}"]
    ran = run(*given)
    assert ran.status == 64
    assert ran.out == ""
    assert ran.err.startswith("wardreport: ")
    assert ran.err.count("\n") == 1


def test_an_unexpected_error_is_one_line_without_what_it_quotes(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError("Nguyễn Văn A")

    monkeypatch.setattr("wardreport.metadata.load_metadata", fails)
    ran = run("check", "pyproject.toml")
    assert (ran.status, ran.err.count("\n")) == (70, 1)
    assert "Nguyễn" not in ran.err
    assert "ValueError" in ran.err


def test_a_file_name_that_holds_a_person_s_data_is_shown_as_its_hash(
    run: Any, tmp_path: Path, metadata: Metadata
) -> None:
    content = annex(metadata, "01834")
    file = tmp_path / "bieu so lieu 0912345678.xlsx"
    file.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    ran = run("check", file, "--json", "--feedback", tmp_path / "back")
    assert (ran.status, ran.json["file"], ran.json["verdict"]) == (2, sha256, "quarantined")
    assert [(f["rule"], f["cell"]) for f in ran.json["findings"]] == [("privacy.phone", "file!name")]
    shown = run("check", file)
    for said in (ran.out, shown.out, *(path.name for path in (tmp_path / "back").iterdir())):
        assert "0912345678" not in said


def test_blank_forms_one_a_unit_are_recognised_at_once(run: Any, tmp_path: Path) -> None:
    assert run("forms", "2024-S1", "--out", tmp_path / "forms").status == 0
    files = sorted((tmp_path / "forms").iterdir())
    assert [file.name for file in files] == [f"{line['unit']}-bieu-so-lieu-2024-S1.xlsx" for line in _by_code()]
    ran = run("check", *files, "--json")
    read = [(result["unit"], result["period"], result["form"]) for result in ran.json]
    assert read == [(line["unit"], "2024-S1", "annex-2024") for line in _by_code()]
    # nothing is wrong with a form that nobody has filled in but that it is empty
    assert {finding["rule"] for result in ran.json for finding in result["findings"]} == {"cell.blank"}


def _by_code() -> list[dict[str, str]]:
    return sorted(units(), key=lambda line: line["unit"])


def test_feedback_for_every_file_that_was_checked(run: Any, tmp_path: Path, metadata: Metadata) -> None:
    (tmp_path / "sai.xlsx").write_bytes(annex(metadata, "01834", {"fac_total": 2, "fac_lodging": 1}))
    (tmp_path / "hong.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "rieng.xlsx").write_bytes(
        annex(metadata, edit=lambda _, sheet: sheet.cell(20, 7, "ĐT 0912 345 678") and None)
    )
    names = ("sai.xlsx", "hong.xlsx", "rieng.xlsx")
    ran = run(
        "check", *(tmp_path / name for name in names), "--json", "--feedback", tmp_path / "back", "--unit", "01834"
    )
    assert [result["verdict"] for result in ran.json] == ["held", "rejected", "quarantined"]
    for name, result in zip(names, ran.json, strict=True):
        file = tmp_path / "back" / f"phan-hoi-{result['sha256'][:8]}-{name}"
        book = load_workbook(file)
        said = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
        for finding in result["findings"]:
            assert finding["message"] in said
        assert b"0912 345 678" not in b"".join(
            zipfile.ZipFile(file).read(part) for part in zipfile.ZipFile(file).namelist()
        )


@pytest.mark.parametrize("name", ["xls", "ods", "docx", "csv-utf8-bom-semicolon", "html-as-xls"])
def test_any_format_is_checked_by_its_content(name: str, run: Any, tmp_path: Path) -> None:
    file = tmp_path / "bieu.xlsx"
    file.write_bytes(WRITERS[name]([annexes.annex(annexes.Layout()).page]))
    result = run("check", file, "--json").json
    assert (result["form"], result["unit"], result["period"]) == ("annex-2024", "01837", "2024-S1")
    read = {o["indicator"]: (o["status"], o["value"]) for o in result["observations"]}
    assert read == {indicator: (str(status), value) for indicator, (status, value) in annexes.expected().items()}


def test_run_then_status_and_db_check(run: Any, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARDREPORT_STAGING", str(tmp_path / "staging"))
    warehouse = ["--warehouse", f"sqlite:///{tmp_path / 'w.sqlite'}"]
    decisions = sample / "decisions/2024-S1.yaml"
    places = ["--share", sample / "share", "--out", tmp_path / "out", "--decisions", decisions]
    ran = run("run", "2024-S1", *places, *warehouse, "--release", "draft")
    assert ran.status == 0
    assert (tmp_path / "out/2024-S1/draft/bieu-tong-hop.xlsx").is_file()
    states = run("status", "2024-S1", *warehouse, "--json").json
    assert [line["state"] for line in states] == ["accepted"] * 14
    for line in states:
        assert list(line) == [*STATUS_KEYS]
        assert (line["late_by_days"], line["received_at"][:4]) == (None, "2024")
        assert 0 < line["completeness"] <= 1
    assert {line["unit"]: line["due"] for line in states}["01837"] == "2024-06-16"
    said = run("status", "2024-S1", *warehouse).out
    assert "01837" in said
    assert "ward        8 of 8 accepted, 8 received" in said.splitlines()
    assert "timeliness  14 in time, 0 late" in said.splitlines()
    assert any(line.startswith("locked") for line in said.splitlines())  # the cycle is long past
    history = run("status", "2024-S1", "--unit", "01837", *warehouse).out.splitlines()
    assert history[0].startswith("01837       accepted    1")
    assert history[1:4] == [
        "due 2024-06-16",
        "2024-05-15 00:00  due       collection opened",
        "2024-05-29 09:00  received  submitted (version 1)",
    ]
    assert history[4].endswith("accepted  decided (version 1)")
    (one,) = run("status", "2024-S1", "--unit", "01837", "--json", *warehouse).json
    assert one["unit"] == "01837"
    reminded = run("remind", "2024-S1", "--out", tmp_path / "letters", *warehouse)
    assert (reminded.status, [path.name for path in (tmp_path / "letters").iterdir()]) == (0, ["danh-sach-cham.xlsx"])
    assert run("db", "check", *warehouse).status == 0
    assert run("db", "upgrade", *warehouse).status == 0


def test_reminders_are_of_the_day_that_is_given(run: Any, tmp_path: Path) -> None:
    warehouse = ["--warehouse", f"sqlite:///{tmp_path / 'w.sqlite'}"]
    out = tmp_path / "letters"
    for day, letters, late in (("2024-11-14", 0, 0), ("2024-12-16", 14, 0), ("2024-12-17", 14, 8)):
        ran = run("remind", "2024-S2", "--out", out, "--as-of", day, *warehouse)
        assert (ran.status, len(ran.out.splitlines())) == (0, letters + 1)
        assert len(list(out.glob(f"*-{day}.docx"))) == letters
        sheet = load_workbook(out / "danh-sach-cham.xlsx").worksheets[0]
        assert len([row for row in sheet.iter_rows(min_row=6, values_only=True) if row[1]]) == late


def test_quality_of_all_periods_as_a_page_and_for_a_program(
    run: Any, deployment: Deployment, sample_decisions: tuple[Decision, ...], tmp_path: Path
) -> None:
    warehouse = ["--warehouse", f"sqlite:///{tmp_path / 'warehouse.sqlite'}"]
    at = datetime(2024, 6, 5, tzinfo=UTC)
    forms = read_submissions(collect_share(PERIOD, deployment, at).submissions)
    load_accepted(*judge(forms, deployment, sample_decisions, at), PERIOD, deployment, at)
    ran = run("quality", "--out", tmp_path / "new" / "chat-luong.html", *warehouse, "--json")
    (period,) = ran.json["periods"]
    assert (period["period"], period["units_reported"], period["units_expected"], period["late"]) == (
        "2024-S1",
        14,
        14,
        0,
    )
    # A1 and A2 went out by decisions
    assert (period["accepted"], period["right_first_time"], period["first_time_right_percent"]) == (
        14,
        12,
        Decimal("85.7"),
    )
    partitions = [rule for rule in ran.json["rules"] if rule["rule"] == "rule.partition"]
    assert {rule["entry"]: rule["units"] for rule in partitions}["partition-fac_total"] == 1
    assert {unit["unit_code"] for unit in ran.json["units"] if not unit["right_first_time"]} == {"01837", "058-D178"}
    assert "85,7" in (tmp_path / "new/chat-luong.html").read_text(encoding="utf-8")
    ran = run("quality", "--out", tmp_path / "x.html", *warehouse)
    assert (ran.status, ran.out.count("\n"), (tmp_path / "x.html").is_file()) == (0, 1, True)
    with deployment.warehouse.transaction() as connection:  # as one that was made before the view was
        connection.exec_driver_sql("DROP VIEW quality_by_unit")
    ran = run("quality", "--json", *warehouse)
    assert (ran.status, ran.out) == (64, "")
    assert "quality_by_unit" in ran.err
    assert "run wardreport db upgrade" in ran.err
    assert run("db", "upgrade", *warehouse).status == 0
    assert run("quality", "--json", *warehouse).status == 0


def test_db_check_of_an_empty_database_says_what_is_missing(run: Any, tmp_path: Path) -> None:
    ran = run("db", "check", "--warehouse", f"sqlite:///{tmp_path / 'w.sqlite'}")
    assert ran.status == 1
    assert "revision" in ran.out


def test_the_installed_command_says_what_it_can() -> None:
    command = shutil.which("wardreport", path=str(Path(sys.executable).parent))
    assert command is not None
    done = subprocess.run([command, "--help"], capture_output=True, text=True, timeout=60, check=True)
    for name in ("check", "run", "status", "remind", "decide", "db"):
        assert name in done.stdout


def test_originals_in_quarantine_are_deleted_after_their_time(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARDREPORT_QUARANTINE", str(tmp_path))
    old, young = tmp_path / ("ab" * 32), tmp_path / ("cd" * 32)
    for file in (old, young):
        file.write_bytes(b"x")
    os.utime(old, (0, 0))
    assert run("purge").out == "quarantine: 1 deleted after 90 days\n"
    assert (old.exists(), young.exists()) == (False, True)
