"""The whole pipeline without Airflow: decisions, corrections, incidents."""

import csv
import hashlib
import json
import os
import stat
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import text

from tests.conftest import AS_OF
from tests.specimens.offices import Office
from tests.specimens.submissions import PERIOD, annex
from wardreport.domain.errors import DecisionError
from wardreport.domain.release import Release
from wardreport.domain.validation import Decision, DecisionAction, RegisterEntry
from wardreport.metadata import Metadata
from wardreport.publish.annex.annex_workbook import HEAD_ROW
from wardreport.publish.manifest import read_internal_manifest
from wardreport.review.register.response_register import read_register
from wardreport.workflow.deployment import Deployment
from wardreport.workflow.pipeline import run_period

pytestmark = pytest.mark.slow

PHONE = "0912 345 678"


def _run(deployment: Deployment, decisions: tuple[Decision, ...] = ()) -> Release:
    return run_period(PERIOD, deployment, decisions=decisions, as_of=AS_OF, tell=lambda _: None)


def _states(deployment: Deployment) -> dict[str, str]:
    return {
        entry.unit: str(entry.state)
        for entry in read_register(PERIOD, deployment.warehouse, deployment.metadata, AS_OF)
    }


def _figures(release: Release) -> dict[str, dict[str, str]]:
    with (release.folder / "so-lieu/tong-hop.csv").open(encoding="utf-8", newline="") as lines:
        return {line["indicator"]: line for line in csv.DictReader(lines)}


def _submit(deployment: Deployment, folder: str, name: str, content: bytes, hours_ago: int = 1) -> Path:
    file = deployment.share / folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    at = AS_OF.timestamp() - 3600 * hours_ago
    os.utime(file, (at, at))
    return file


def _empty(deployment: Deployment, folder: str) -> None:
    for file in (deployment.share / folder).iterdir():
        file.unlink()


def test_without_decisions_the_two_stay_out_and_what_they_feed_is_partial(
    undecided: Office, metadata: Metadata
) -> None:
    deployment, release = undecided.deployment, undecided.draft
    held = {unit for unit, state in _states(deployment).items() if state == "held"}
    assert held == {"01837", "058-D178"}
    for name, line in _figures(release).items():
        owners = set(metadata.indicators[name].owner)
        outstanding = set(line["outstanding"].split())
        if name == "fac_inspected_pct":
            assert outstanding == held
        elif owners & {"ward", "team178"}:
            assert outstanding == ({"01837"} if "ward" in owners else {"058-D178"})
        elif name in ("comm_ward_pct", "comm_svcworkers_pct"):
            assert outstanding == {"01837"}
        else:
            assert outstanding == set()
        assert (line["partial"] == "true") is bool(outstanding)
    manifest = json.loads((release.folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["outstanding"]) == held
    sheet = load_workbook(release.folder / "bieu-tong-hop.xlsx").worksheets[0]
    for row in metadata.form(PERIOD).rows:
        partial = any(_figures(release)[name]["partial"] == "true" for name in row.indicators)
        assert str(sheet.cell(HEAD_ROW + row.row, 4).value).startswith("Chưa đầy đủ") is partial


def test_the_decisions_can_come_later(undecided: Office, sample_decisions: tuple[Decision, ...]) -> None:
    assert _figures(undecided.draft)["fac_total"]["value"] == "83"
    release = _run(undecided.deployment, sample_decisions)
    assert _figures(release)["fac_total"]["value"] == "108"
    assert read_internal_manifest(release.internal)["load_ids"] == [1, 2]


def test_a_decision_that_matches_nothing_stops_the_run_before_anything_is_loaded(
    deployment: Deployment, sample_decisions: tuple[Decision, ...], tmp_path: Path
) -> None:
    from dataclasses import replace

    with pytest.raises(DecisionError, match="unit 01837"):
        _run(deployment, (replace(sample_decisions[0], indicator="staff_total"),))
    with deployment.warehouse.transaction() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM load")) == 0


def test_a_corrected_submission_supersedes_and_both_can_be_read(
    own_share: Callable[[], Deployment], sample_decisions: tuple[Decision, ...], metadata: Metadata
) -> None:
    deployment = own_share()
    folder = "01834-phuong-nguyen-thi-minh-khai"
    _empty(deployment, folder)
    _submit(deployment, folder, "biểu.xlsx", annex(metadata, WARD, {"fac_total": 25, "fac_lodging": 25}), hours_ago=2)
    before = Decimal(_figures(_run(deployment, sample_decisions))["fac_total"]["value"])
    _submit(deployment, folder, "biểu sửa.xlsx", annex(metadata, WARD, {"fac_total": 26, "fac_lodging": 26}))
    figures = _figures(_run(deployment, sample_decisions))
    assert figures["fac_total"]["value"] == str(before + 1)
    with deployment.warehouse.transaction() as connection:
        query = (
            "SELECT s.version, o.value FROM observation o JOIN submission s ON s.submission_id = o.submission_id"
            " WHERE s.unit_code = '01834' AND o.indicator = 'fac_total' ORDER BY s.version"
        )
        assert [tuple(row) for row in connection.execute(text(query))] == [(1, "25"), (2, "26")]
        consolidated = connection.execute(text("SELECT value FROM consolidated WHERE indicator = 'fac_total'"))
        assert consolidated.scalar() == before + 1


def test_a_file_taken_away_after_it_was_decided_is_no_error(office: Office) -> None:
    next((office.deployment.share / "01837-phuong-song-cau").glob("*.xlsx")).unlink()
    assert _figures(office.run())["fac_total"]["value"] == "108"


def test_an_incident_leaves_nothing_of_itself_behind(
    own_share: Callable[[], Deployment], metadata: Metadata, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    deployment = own_share()
    content = annex(metadata, "01834", {"hotspots": 7}, lambda _book, sheet: sheet.cell(140, 1, PHONE) and None)
    _submit(deployment, "01834-phuong-nguyen-thi-minh-khai", f"gọi {PHONE}.xlsx", content)
    release = _run(deployment)
    assert _states(deployment)["01834"] == "received"
    digits = PHONE.replace(" ", "")
    places = (release.folder, deployment.staging, deployment.feedback)
    kept = [*tmp_path.glob("warehouse.sqlite*"), *(f for place in places for f in place.rglob("*") if f.is_file())]
    assert any(file.is_relative_to(deployment.feedback) for file in kept)
    for file in kept:
        for form in (PHONE, digits):
            assert form.encode() not in file.read_bytes(), file
    assert PHONE not in caplog.text
    with deployment.warehouse.transaction() as connection:
        query = "SELECT f.rule, f.cell FROM finding f WHERE f.rule LIKE 'privacy.%'"
        assert [tuple(row) for row in connection.execute(text(query))] == [
            ("privacy.phone", "sheet1!A140"),
            ("privacy.phone", "file!name"),
        ]
    # the original lies in the restricted folder, and there alone
    assert [file.read_bytes() for file in deployment.quarantine.iterdir()] == [content]
    assert stat.S_IMODE(deployment.quarantine.stat().st_mode) == 0o700


def test_an_incident_s_original_is_deleted_when_its_time_has_ended(
    own_share: Callable[[], Deployment], metadata: Metadata, sample_decisions: tuple[Decision, ...]
) -> None:
    deployment = own_share()
    content = annex(metadata, "01834", {"hotspots": 7}, lambda _book, sheet: sheet.cell(140, 1, PHONE) and None)
    folder = deployment.share / "01834-phuong-nguyen-thi-minh-khai"
    _submit(deployment, folder.name, "a.xlsx", content)
    for days, left in ((0, 1), (89, 1)):
        run_period(
            PERIOD, deployment, decisions=sample_decisions, as_of=AS_OF + timedelta(days=days), tell=lambda _: None
        )
        assert len(list(deployment.quarantine.iterdir())) == left
    (folder / "a.xlsx").unlink()
    run_period(PERIOD, deployment, decisions=sample_decisions, as_of=AS_OF + timedelta(days=90), tell=lambda _: None)
    assert [file for file in deployment.quarantine.iterdir() if file.stat().st_size] == []


def test_a_count_and_its_percentage_share_a_cell_that_holds_the_count(
    own_share: Callable[[], Deployment], metadata: Metadata, sample_decisions: tuple[Decision, ...]
) -> None:
    deployment = own_share()
    _empty(deployment, "01834-phuong-nguyen-thi-minh-khai")
    values = {"staff_total": 12, "staff_contract": 12, "comm_svcworkers": 10, "comm_sessions": 1}
    _submit(deployment, "01834-phuong-nguyen-thi-minh-khai", "z.xlsx", annex(metadata, "01834", values))
    release = _run(deployment, sample_decisions)
    sheet = load_workbook(release.folder / "bieu-tong-hop.xlsx").worksheets[0]
    row = metadata.form(PERIOD).row_of["comm_svcworkers"].row
    cell = sheet.cell(HEAD_ROW + row, 3)
    assert cell.value == 10
    assert cell.number_format.startswith('[<1000]0" (23,26%)";')  # 10 of the city's 43
    annex_table = Document(str(release.folder / "bao-cao.docx")).tables[2]
    assert annex_table._cells[3 * row + 2].text == "10 (23,26%)"


def test_what_only_the_consolidated_table_can_show_is_told(
    own_share: Callable[[], Deployment], metadata: Metadata, sample_decisions: tuple[Decision, ...]
) -> None:
    deployment = own_share()
    _empty(deployment, "058-D178-doi-kiem-tra-178")
    values = {"fac_inspected": 200, "fac_violating": 0, "member_total": 9, "member_district": 9}
    _submit(deployment, "058-D178-doi-kiem-tra-178", "z.xlsx", annex(metadata, "058-D178", values))
    release = _run(deployment, tuple(d for d in sample_decisions if d.unit != "058-D178"))
    manifest = read_internal_manifest(release.internal)
    assert manifest["findings"] == [{"rule": "rule.subset", "severity": "warning", "indicator": "fac_inspected"}]
    assert "Phát hiện trên số liệu tổng hợp" in (release.internal / "kiem-tra.html").read_text(encoding="utf-8")


def test_an_empty_share_still_ends_in_a_draft_that_says_so(own_share: Callable[[], Deployment]) -> None:
    import shutil

    deployment = own_share()
    for folder in deployment.share.iterdir():
        shutil.rmtree(folder)
    release = _run(deployment)
    assert set(_states(deployment).values()) == {"due"}
    figures = _figures(release)
    assert {line["status"] for line in figures.values()} == {"unavailable"}
    assert figures["fac_total"]["partial"] == "true"


def test_every_kind_of_bad_file_is_a_finding_and_the_run_ends_well(
    own_share: Callable[[], Deployment], metadata: Metadata
) -> None:
    deployment = own_share()
    bad: dict[str, bytes] = {
        "01834-phuong-nguyen-thi-minh-khai": b"",
        "01840-phuong-duc-xuan": b"not a workbook",
        "01843-phuong-phung-chi-kien": annex(metadata, "01843")[:-100],
    }
    for folder, content in bad.items():
        _submit(deployment, folder, "z.xlsx", content)
    _run(deployment)
    register: Any = {
        entry.unit: entry for entry in read_register(PERIOD, deployment.warehouse, deployment.metadata, AS_OF)
    }
    rules = {unit: [f.rule for f in register[unit].submissions[-1].findings] for unit in ("01834", "01840", "01843")}
    assert rules == {"01834": ["file.empty"], "01840": ["file.unsupported"], "01843": ["file.corrupt"]}
    # what they sent before still counts
    assert all(register[unit].counted for unit in rules)


WARD = "01834"


def _decision(sha256: str, action: DecisionAction, **more: Any) -> Decision:
    about = (sha256, WARD, "cell.qualified", "hotspots", action)
    return Decision(*about, "Phường xác nhận", "Người kiểm tra chất lượng số liệu", date(2024, 6, 5), **more)


def _entry(deployment: Deployment) -> RegisterEntry:
    return next(
        entry for entry in read_register(PERIOD, deployment.warehouse, deployment.metadata, AS_OF) if entry.unit == WARD
    )


@pytest.fixture
def qualified(
    own_share: Callable[[], Deployment], metadata: Metadata
) -> tuple[Deployment, str, Callable[..., dict[str, str]]]:
    """A share in which the ward's newest file is held for one cell, its sha256, and a run that gives that figure."""
    deployment = own_share()
    _empty(deployment, "01834-phuong-nguyen-thi-minh-khai")
    content = annex(metadata, WARD, {"hotspots": "khoảng 40"})
    _submit(deployment, "01834-phuong-nguyen-thi-minh-khai", "a.xlsx", content, hours_ago=3)

    def figure(*decisions: Decision) -> dict[str, str]:
        return _figures(_run(deployment, decisions))["hotspots"]

    return deployment, hashlib.sha256(content).hexdigest(), figure


def test_held_then_replaced_then_accepted(
    qualified: tuple[Deployment, str, Callable[..., dict[str, str]]], metadata: Metadata
) -> None:
    deployment, sha256, figure = qualified
    without = figure()
    assert (_states(deployment)[WARD], WARD in without["outstanding"]) == ("held", True)
    decision = _decision(sha256, DecisionAction.REPLACE, value=Decimal(40), evidence="Công văn số 12 của phường")
    release = _run(deployment, (decision,))
    line = _figures(release)["hotspots"]
    before = Decimal(without["value"] or 0)
    assert (line["value"], WARD in line["outstanding"]) == (str(before + 40), False)
    with deployment.warehouse.transaction() as connection:
        query = (
            "SELECT o.status, o.value, c.status, c.value, c.status_read, c.value_read, r.evidence"
            " FROM current_observation c JOIN submission s ON s.sha256 = c.sha256"
            " JOIN observation o ON o.submission_id = s.submission_id AND o.indicator = c.indicator"
            " JOIN replacement r ON r.decision_id = c.decision_id"
        )
        (both,) = connection.execute(text(query))
    assert tuple(both) == ("invalid", None, "value", "40", "invalid", None, decision.evidence)
    (report,) = _entry(deployment).submissions
    assert (report.decisions, [f.rule for f in report.findings if f.answered]) == ((decision,), ["cell.qualified"])
    # the office's own manifest says so; what may be handed out does not
    sheet = load_workbook(release.folder / "bieu-tong-hop.xlsx").worksheets[0]
    assert "quyết định" not in str(sheet.cell(HEAD_ROW + metadata.row_of["hotspots"].row, 4).value)
    (told,) = read_internal_manifest(release.internal)["decisions"]
    assert (told["action"], told["value"], told["evidence"]) == ("replace", "40", decision.evidence)
    # the same again adds nothing, and a decision that is taken back holds it again
    assert figure(decision)["value"] == line["value"]
    with deployment.warehouse.transaction() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM load")) == 2
    assert figure()["value"] == without["value"]
    assert _states(deployment)[WARD] == "held"


def test_held_then_returned_then_resubmitted_and_accepted(
    qualified: tuple[Deployment, str, Callable[..., dict[str, str]]], metadata: Metadata
) -> None:
    deployment, sha256, figure = qualified
    returned = _decision(sha256, DecisionAction.RETURN)
    before = Decimal(figure(returned)["value"] or 0)
    assert _states(deployment)[WARD] == "returned"
    assert _entry(deployment).submissions[-1].returned
    (feedback,) = (deployment.feedback / str(PERIOD) / WARD).iterdir()
    said = [cell.value for row in load_workbook(feedback).worksheets[0].iter_rows() for cell in row]
    assert {"Trả lại", returned.reason, "Nghiêm trọng"} <= set(said)
    _submit(deployment, "01834-phuong-nguyen-thi-minh-khai", "b.xlsx", annex(metadata, WARD, {"hotspots": 41}))
    assert figure(returned)["value"] == str(before + 41)
    entry = _entry(deployment)
    assert (entry.state, [report.returned for report in entry.submissions]) == ("accepted", [True, False])


def test_held_then_accepted_as_reported(qualified: tuple[Deployment, str, Callable[..., dict[str, str]]]) -> None:
    deployment, sha256, figure = qualified
    line = figure(_decision(sha256, DecisionAction.ACCEPT_AS_REPORTED))
    assert _states(deployment)[WARD] == "accepted"
    assert WARD in line["outstanding"]  # what nobody could read is no figure, also where it is let out


def test_a_value_that_cannot_stand_on_its_row_stops_the_run(
    qualified: tuple[Deployment, str, Callable[..., dict[str, str]]],
) -> None:
    deployment, sha256, figure = qualified
    with pytest.raises(DecisionError, match="a count has no decimals"):
        figure(_decision(sha256, DecisionAction.REPLACE, value=Decimal("40.5"), evidence="…"))
    with deployment.warehouse.transaction() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM load")) == 0
