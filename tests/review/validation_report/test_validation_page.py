"""``kiem-tra.html``, ``.xlsx`` and ``.json`` by their content: who, what, where and why, with the figures."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from openpyxl import load_workbook

from tests.conftest import AS_OF
from tests.specimens.offices import Office
from tests.specimens.submissions import PERIOD, annex
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.release import Release
from wardreport.domain.safe_table import SafeTable
from wardreport.domain.validation import Decision, DecisionAction, RegisterEntry, ResponseState, SubmissionReport
from wardreport.metadata import Metadata
from wardreport.metadata.rules.rule_book import RuleBook, load_rule_book
from wardreport.metadata.sources import RULES
from wardreport.publish.release_content import ReleaseContent
from wardreport.review.validation_report import write_validation_report
from wardreport.review.validation_report.validation_data import write_validation_data
from wardreport.review.validation_report.validation_page import json_block
from wardreport.warehouse.reading.queries import history_of_figures
from wardreport.workflow import publishing
from wardreport.workflow.deployment import Deployment
from wardreport.workflow.pipeline import run_period
from wardreport.workflow.publishing import history_before

pytestmark = pytest.mark.slow

HOSTILE = "</script><script>alert(1)</script>\"'\u2028&<b>"
NAMES = ("kiem-tra.html", "kiem-tra.xlsx", "kiem-tra.json")


def _release(deployment: Deployment, decisions: tuple[Decision, ...]) -> Release:
    """With all rules, which a test's deployment has not."""
    deployment = replace(deployment, rule_book=load_rule_book(RULES, deployment.metadata))
    return run_period(PERIOD, deployment, decisions=decisions, as_of=AS_OF, tell=lambda _: None)


def _data(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / "kiem-tra.json").read_text(encoding="utf-8"))
    return report


def _block(folder: Path) -> dict[str, Any]:
    page = (folder / "kiem-tra.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="so-lieu">(.*?)</script>', page, re.S)
    assert found
    block: dict[str, Any] = json.loads(found[1])
    return block


def _written(folder: Path) -> dict[str, str]:
    """All that a reader of each of the three files can see."""
    book = load_workbook(folder / "kiem-tra.xlsx")
    cells = " ".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None)
    page, data = ((folder / name).read_text(encoding="utf-8") for name in ("kiem-tra.html", "kiem-tra.json"))
    return {"html": page, "json": data, "xlsx": cells}


def _report(unit: str, *findings: Finding, verdict: Verdict = Verdict.HELD, **more: Any) -> SubmissionReport:
    received = datetime(2024, 6, 1, 2, 0, tzinfo=UTC)
    return SubmissionReport("ab" * 32, unit, PERIOD, "annex-2024", received, verdict, findings, **more)


def _entry(unit: str, name: str, *reports: SubmissionReport, state: ResponseState, **more: Any) -> RegisterEntry:
    return RegisterEntry(unit, name, "ward", state, reports, None, date(2024, 6, 10), None, None, None, (), **more)


@pytest.fixture
def write(metadata: Metadata, rule_book: RuleBook, tmp_path: Path) -> Callable[..., Path]:
    """The three files of a register made by hand."""

    def make(*register: RegisterEntry, **more: Any) -> Path:
        unit = metadata.consolidating_unit(PERIOD).unit_code
        table = SafeTable(PERIOD, "annex-2024", unit, {}, (), ())
        write_validation_report(ReleaseContent(table, register, AS_OF), rule_book, metadata, tmp_path, **more)
        return tmp_path

    return make


PARTITION = Finding(
    "rule.partition", "partition-fac_total", Severity.CRITICAL, "fac_total", "Bieu!C9", "Ô C9: tổng không bằng."
)


def test_every_finding_of_the_register_stands_with_its_address_in_all_three(
    deployment: Deployment, sample_decisions: tuple[Decision, ...]
) -> None:
    folder = _release(deployment, sample_decisions).internal
    data, block = _data(folder), _block(folder)
    in_data = [
        (unit["unit"], f["rule"], f["entry"], f["cell"])
        for unit in data["units"]
        for submission in unit["submissions"]
        for f in submission["findings"]
    ]
    assert len(in_data) > 5
    rules, texts = block["rules"], block["texts"]
    on_page = [
        (unit[0], rules[f[0]][1], rules[f[0]][0], texts[f[6]])
        for unit in block["units"]
        for submission in unit[8]
        for f in submission[5]
    ]
    assert on_page == in_data
    sheet = load_workbook(folder / "kiem-tra.xlsx")["Loi"]
    in_sheet = [(row[0], row[8], row[4]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sorted(map(str, in_sheet)) == sorted(str((unit, rule, cell)) for unit, rule, _, cell in in_data)


def test_a1_and_a2_are_decided_by_whom_when_and_why(office: Office) -> None:
    data = _data(office.draft.internal)
    assert (data["publishable"], data["reasons"]) == (True, [])
    for code, indicator in (("01837", "fac_total"), ("058-D178", "team_total")):
        newest = next(unit for unit in data["units"] if unit["unit"] == code)["submissions"][-1]
        finding = next(f for f in newest["findings"] if f["indicator"] == indicator)
        assert (finding["severity"], finding["decided"]) == ("critical", True)
        decision = next(d for d in newest["decisions"] if d["indicator"] == indicator)
        assert decision["decided_by"] == "Người kiểm tra chất lượng số liệu"
        assert decision["decided_on"] == "2024-06-05"
        assert decision["reason"].endswith("Công bố theo số đã báo cáo.")


def test_without_decisions_the_page_says_no_and_why(undecided: Office) -> None:
    folder = undecided.draft.internal
    data = _data(folder)
    assert data["publishable"] is False
    reasons = {reason["kind"]: reason for reason in data["reasons"]}
    assert reasons["held"]["units"] == reasons["open_critical"]["units"] == ["01837", "058-D178"]
    assert "Phường Sông Cầu" in reasons["held"]["names"]
    assert {"held", "open_critical", "partial"} == set(reasons)
    assert "Chưa thể công bố" in (folder / "kiem-tra.html").read_text(encoding="utf-8")


def test_the_json_has_the_keys_that_its_docstring_names(undecided: Office) -> None:
    data = _data(undecided.draft.internal)
    described = set(re.findall(r"``([a-z_0-9]+)``", write_validation_data.__doc__ or ""))
    keys: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            keys.update(value)
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            collect(part)

    collect(data)
    assert keys <= described


def test_the_figures_of_a_finding_stand_beside_it_and_no_text_that_was_submitted(
    own_share: Callable[[], Deployment], metadata: Metadata
) -> None:
    deployment = own_share()
    planted = {"fac_total": 7919, "fac_lodging": 7907, "sw_estimated": 6131, "hotspots": "khoảng 8293", "offenders": 3}
    held = deployment.share / "01837-phuong-song-cau" / "moi.xlsx"
    held.write_bytes(annex(metadata, "01837", planted))
    folder = _release(deployment, ()).internal
    newest = next(unit for unit in _data(folder)["units"] if unit["unit"] == "01837")["submissions"][-1]
    told = {(f["rule"], f["indicator"]): f["figures"] for f in newest["findings"]}
    assert "7.919" in told["rule.partition", "fac_total"] and "7.907" in told["rule.partition", "fac_total"]
    assert "8.293" in told["cell.qualified", "hotspots"]
    assert told["rule.owner", "offenders"].endswith("ghi 3.")
    for name, text in _written(folder).items():
        assert told["rule.partition", "fac_total"] in text, name
        assert "khoảng 8293" not in text, name


def test_what_is_published_is_handed_no_figure_of_a_finding(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = list[ReleaseContent]()
    publish = publishing.publish

    def noted(content: ReleaseContent, *rest: Any, **more: Any) -> Release:
        handed.append(content)
        return publish(content, *rest, **more)

    monkeypatch.setattr(publishing, "publish", noted)
    folder = _release(deployment, ()).internal
    found = [f for content in handed for e in content.register for report in e.submissions for f in report.findings]
    assert len(found) > 5
    assert {(finding.figures, finding.suggestion) for finding in found} == {("", None)}
    assert any(f["figures"] for u in _data(folder)["units"] for s in u["submissions"] for f in s["findings"])


def test_reasons_evidence_and_the_value_put_in_place_are_shown_in_full(write: Callable[..., Path]) -> None:
    decision = Decision(
        submission="ab" * 32,
        unit="01837",
        rule="rule.partition",
        indicator="fac_total",
        action=DecisionAction.REPLACE,
        reason="Đếm lại được 7919 cơ sở (3 nữ), theo Công văn 45/UBND ngày 03/6/2024.",
        decided_by="Người kiểm tra",
        decided_on=date(2024, 6, 5),
        value=Decimal(6131),
        evidence="Sổ ghi 7907",
    )
    finding = replace(PARTITION, suggestion=Decimal(5987), figures="Ô C9 ghi 4789.")
    report = _report("01837", finding, decisions=(decision,))
    folder = write(_entry("01837", "Phường Sông Cầu", report, state=ResponseState.HELD))
    for name, text in _written(folder).items():
        for shown in (decision.reason, "Sổ ghi 7907", "6.131", "5.987", "4789", "Người kiểm tra"):
            assert shown in text, (name, shown)


def test_every_rule_stands_with_its_reason_and_source_in_all_three(
    write: Callable[..., Path], rule_book: RuleBook
) -> None:
    folder = write(_entry("01837", "Phường Sông Cầu", state=ResponseState.DUE))
    book = [(e.id, e.says, e.reason, e.source) for e in rule_book.entries]
    assert [(r["id"], r["says"], r["reason"], r["source"]) for r in _data(folder)["rules"]] == book
    heads, *rows = load_workbook(folder / "kiem-tra.xlsx")["Quy tac"].iter_rows(values_only=True)
    assert heads[3:6] == ("Nội dung", "Lý do", "Căn cứ")
    assert [(row[0], *row[3:6]) for row in rows] == book
    page = html.fromstring((folder / "kiem-tra.html").read_text(encoding="utf-8"))
    shown = {row.get("id"): row.text_content() for row in page.xpath("//tr[starts-with(@id, 'quy-tac-')]")}
    for identifier, *texts in book:
        assert all(text in shown[f"quy-tac-{identifier}"] for text in texts), identifier
    assert page.xpath("//*[starts-with(@id, 'quy-tac-')]//@lang") == []


def test_nothing_breaks_out_of_the_page(write: Callable[..., Path]) -> None:
    decision = Decision(
        "ab" * 32,
        "01837",
        "rule.partition",
        "fac_total",
        DecisionAction.ACCEPT_AS_REPORTED,
        HOSTILE,
        HOSTILE,
        date(2024, 6, 5),
    )
    finding = replace(PARTITION, message=HOSTILE, cell=HOSTILE)
    report = _report("01837", finding, verdict=Verdict.ACCEPTED, decisions=(decision,))
    folder = write(_entry("01837", HOSTILE, report, state=ResponseState.ACCEPTED))
    page = (folder / "kiem-tra.html").read_text(encoding="utf-8")
    assert len(re.findall("<script", page)) == 2
    assert len(re.findall("</script", page)) == 2
    assert "\u2028" not in re.sub(r"<noscript>.*?</noscript>", "", page, flags=re.S).split("so-lieu")[1]
    assert _block(folder)["units"][0][1] == HOSTILE
    assert json.loads(json_block({"a": HOSTILE})) == {"a": HOSTILE}


def test_the_page_loads_nothing_and_says_so(undecided: Office) -> None:
    page = (undecided.draft.internal / "kiem-tra.html").read_text(encoding="utf-8")
    assert re.search(r'Content-Security-Policy" content="default-src (\'|&#39;)none', page)
    assert re.findall(r'(?:src|href|action)="(?!#|data:)[^"]*"', page) == []
    assert re.findall(r"\bstyle=", page) == []


def test_texts_in_the_workbook_are_no_formulas(write: Callable[..., Path]) -> None:
    names = ("=HYPERLINK(1)", "+1", "-1", "@SUM", "＝1", "\x00a")
    folder = write(*(_entry(f"{n}", name, state=ResponseState.DUE) for n, name in enumerate(names)))
    book = load_workbook(folder / "kiem-tra.xlsx")
    assert book.sheetnames == ["Tong hop", "Don vi", "Loi", "Quy tac"]
    cells = [row[1] for row in book["Don vi"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == ["=HYPERLINK(1)", "+1", "-1", "@SUM", "＝1", "a"]
    assert all(cell.data_type == "s" for cell in cells)
    assert [cell.quotePrefix for cell in cells] == [True] * 5 + [False]
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.print_title_rows
    assert book["Don vi"].auto_filter.ref.endswith(f"{len(names) + 1}")


def test_the_workbook_has_real_days_and_the_colour_of_each_level(write: Callable[..., Path]) -> None:
    warned = replace(PARTITION, severity=Severity.WARNING)
    report = _report("01837", PARTITION, warned)
    folder = write(_entry("01837", "Phường Sông Cầu", report, state=ResponseState.RETURNED))
    book = load_workbook(folder / "kiem-tra.xlsx")
    unit = next(book["Don vi"].iter_rows(min_row=2))
    assert (unit[4].value, unit[4].number_format) == (datetime(2024, 6, 10), "dd/mm/yyyy")  # noqa: DTZ001
    assert (unit[7].value, unit[7].number_format) == (datetime(2024, 6, 1, 9, 0), "dd/mm/yyyy hh:mm")  # noqa: DTZ001
    fills = [row[3].fill.fgColor.rgb for row in book["Loi"].iter_rows(min_row=2)]
    assert fills == ["FFF8CFCB", "FFFBE6B8"]
    again = (folder / "kiem-tra.xlsx").read_bytes()
    write(_entry("01837", "Phường Sông Cầu", report, state=ResponseState.RETURNED))
    assert (folder / "kiem-tra.xlsx").read_bytes() == again


def test_of_a_quarantined_file_only_the_rule_and_a_masked_address_are_told(write: Callable[..., Path]) -> None:
    masked = Finding("privacy.phone", "phone", Severity.CRITICAL, "fac_total", "sheet2!C9", "Nguyễn Văn Kín 0912345678")
    named = replace(masked, cell="Nguyễn Văn Kín!C9")
    report = _report("01837", masked, named, verdict=Verdict.QUARANTINED)
    folder = write(_entry("01837", "Phường Sông Cầu", report, state=ResponseState.RECEIVED))
    for text in _written(folder).values():
        assert "sheet2!C9" in text
        assert "Văn Kín" not in text
        assert "0912345678" not in text
    first, second = _data(folder)["units"][0]["submissions"][0]["findings"]
    assert (first["rule"], first["cell"], first["message"], first["indicator"]) == (
        "privacy.phone",
        "sheet2!C9",
        None,
        None,
    )
    assert second["cell"] is None


def test_a_returned_finding_is_still_open(write: Callable[..., Path]) -> None:
    decision = Decision(
        "ab" * 32, "01837", "rule.partition", "fac_total", DecisionAction.RETURN, "Gửi lại.", "A", date(2024, 6, 5)
    )
    report = _report("01837", PARTITION, decisions=(decision,))
    data = _data(write(_entry("01837", "Phường Sông Cầu", report, state=ResponseState.RETURNED)))
    assert data["units"][0]["submissions"][0]["findings"][0]["decided"] is False
    assert {reason["kind"] for reason in data["reasons"]} == {"returned", "open_critical"}


def test_series_are_drawn_with_their_scale_and_every_figure(write: Callable[..., Path]) -> None:
    series = {
        "fac_total": [Decimal(7919), None, Decimal(7907)],
        "sw_estimated": [Decimal(1), Decimal(2), Decimal(3)],
        "hotspots": [None, None, Decimal(4)],
    }
    unit = _entry("01837", "Phường Sông Cầu", state=ResponseState.DUE)
    folder = write(unit, history={"01837": series})
    block = _block(folder)
    first, second = (
        (block["texts"][label], *rest) for label, *rest in block["units"][0][10]
    )  # one figure is no series
    assert first[0].startswith("Tổng số cơ sở")
    assert first[1:] == ("k-0", "7.907", "7.919", "2023-S1: 7.919; 2023-S2: …; 2024-S1: 7.907")
    assert second[1:] == ("0ak", "1", "3", "2023-S1: 1; 2023-S2: 2; 2024-S1: 3")  # a sensitive one
    static = html.fromstring((folder / "kiem-tra.html").read_text(encoding="utf-8")).xpath("//noscript")
    assert "2023-S1: 7.919; 2023-S2: …; 2024-S1: 7.907" in "".join(part.text_content() for part in static)


def test_the_history_comes_from_the_warehouse(office: Office, metadata: Metadata) -> None:
    deployment = office.deployment
    with deployment.warehouse.transaction() as connection:
        history = history_of_figures(connection, [PERIOD])
    assert history["01837"]["fac_total"] == [Decimal(25)]
    assert any(metadata.indicators[name].sensitive for series in history.values() for name in series)
    assert history_before(PERIOD, deployment)["01837"]["fac_total"] == [Decimal(25)]
