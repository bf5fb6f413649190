"""``index.html`` of a release, read as its readers do: figures, signs, files, revisions, and nothing that is hidden."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from tests.publish.charts.test_charts import (
    OWN,
    PERIOD,
    SAID,
    SECRET,
    C,
    N,
    U,
    draw_charts,
    earlier,
    figure,
    release_content,
)
from tests.publish.safe_tables import safe_table
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.figure import Figure, FigureStatus
from wardreport.domain.finding import Verdict
from wardreport.domain.period import Period
from wardreport.domain.release import DRAFT, Approval, EarlierTable, Edition, FigureChange, PastRelease, ReleaseKind
from wardreport.domain.safe_table import SafeUnitFigure
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport
from wardreport.metadata import Metadata, load_metadata
from wardreport.publish.charts.charts import Chart
from wardreport.publish.data_package.data_package import write_data_package
from wardreport.publish.pages.release_page import write_release_page
from wardreport.publish.pages.release_page_content import OUTLINE, read_page_outline
from wardreport.publish.release_content import ReleaseContent

pytestmark = pytest.mark.slow

HOSTILE = "<img src=x onerror=alert(1)>\"'&{{ 7*7 }}"
APPROVAL = Approval("Chủ tịch UBND thành phố", date(2024, 6, 18))
FIRST = Edition(ReleaseKind.OFFICIAL, 1, 45, date(2024, 6, 18), APPROVAL)


def revised(metadata: Metadata, **changed: Any) -> ReleaseContent:
    """The second official release, after two drafts and the first."""
    content = release_content(metadata, **changed)
    now = content.table.figures
    edition = Edition(
        ReleaseKind.OFFICIAL,
        2,
        52,
        date(2024, 7, 2),
        APPROVAL,
        "Phường Sông Cầu rà soát lại số cơ sở lưu trú.",
        (
            FigureChange(figure("comm_attendees", "19910"), now["comm_attendees"]),
            FigureChange(figure("fac_total", "107"), now["fac_total"]),
            FigureChange(figure("supported", SECRET, C), now["supported"]),
        ),
    )
    past = (
        PastRelease(1, DRAFT, datetime(2024, 6, 16, 3, tzinfo=UTC), 0),
        PastRelease(2, DRAFT, datetime(2024, 6, 17, 18, tzinfo=UTC), 14),
        PastRelease(3, FIRST, datetime(2024, 6, 18, 2, tzinfo=UTC), 0),
    )
    return replace(content, edition=edition, past=past, created_at=datetime(2024, 7, 2, 3, tzinfo=UTC))


@pytest.fixture(scope="module")
def charts(metadata: Metadata) -> tuple[Chart, ...]:
    return draw_charts(release_content(metadata), metadata)


def fill(folder: Path) -> Path:
    """A release folder with files of its kind."""
    (folder / "so-lieu").mkdir(parents=True)
    for name in ("bao-cao.docx", "bieu-tong-hop.xlsx", "so-lieu/tong-hop.csv", "so-lieu/thêm #1.csv"):
        (folder / name).write_bytes(name.encode() * 400)
    return folder


def read(content: ReleaseContent, metadata: Metadata, charts: Sequence[Chart], folder: Path) -> Any:
    """The page of a content, parsed."""
    write_release_page(content, metadata, charts, folder)
    return html.fromstring((folder / "index.html").read_text(encoding="utf-8"))


def cells(page: Any, section: str) -> list[list[str]]:
    """The table of a section, row by row, as a wide screen shows it."""
    rows = page.xpath(f"//section[@aria-labelledby='{section}']//tbody/tr")
    return [[" ".join(_shown(cell).split()) for cell in row.xpath("th|td")] for row in rows]


def _shown(cell: Any) -> str:
    return "".join(cell.xpath(".//text()[not(ancestor::*[contains(@class, 'phone-only')])]"))


def test_a_draft_says_so_and_has_no_number(metadata: Metadata, charts: Sequence[Chart], tmp_path: Path) -> None:
    page = read(release_content(metadata), metadata, charts, fill(tmp_path / "draft"))
    head = page.find(".//header").text_content()
    assert "DỰ THẢO" in head
    assert "/BC-UBND" not in page.text_content()
    assert page.find("body").get("class") == "draft"
    assert "từ 15/12/2023 đến 14/06/2024" in head
    assert page.get("lang") == "vi"


def test_a_revision_says_what_why_and_by_whom(metadata: Metadata, charts: Sequence[Chart], tmp_path: Path) -> None:
    page = read(revised(metadata), metadata, charts, fill(tmp_path / "r02"))
    head = page.find(".//header").text_content()
    for said in (
        "Bản sửa đổi lần 1",
        "Số 52/BC-UBND, 02/07/2024",
        "Chủ tịch UBND thành phố, 18/06/2024",
        "02/07/2024 10:00",
        "Phường Sông Cầu rà soát lại",
    ):
        assert said in head
    assert "DỰ THẢO" not in page.find("body").text_content()
    changes = {row[0]: row[1:] for row in cells(page, "thay-doi")}
    assert changes["Tổng số cơ sở kinh doanh dịch vụ dễ phát sinh tệ nạn mại dâm hiện có trên địa bàn"] == [
        "Cơ sở", "107", "108 (R)", "+1",
    ]  # fmt: skip
    assert [row[2:] for row in changes.values()] == [["108 (R)", "+1"], ["19.810 (R)", "−100"], ["- (R)", ""]]
    assert changes["Tổng số đối tượng được hỗ trợ"][1] == "(c)"


def test_revisions_stand_in_order_with_their_sizes(metadata: Metadata, charts: Sequence[Chart], tmp_path: Path) -> None:
    page = read(revised(metadata), metadata, charts, fill(tmp_path / "r02"))
    assert cells(page, "cac-ban") == [
        ["Dự thảo", "", "16/06/2024 10:00", "", "–"],
        ["Dự thảo", "", "18/06/2024 01:00", "", "14/91"],
        ["Bản chính thức", "45/BC-UBND, 18/06/2024", "18/06/2024 09:00", "", "–"],
        [
            "Bản sửa đổi lần 1 (bản này)",
            "52/BC-UBND, 02/07/2024",
            "02/07/2024 10:00",
            "Phường Sông Cầu rà soát lại số cơ sở lưu trú.",
            "3/91",
        ],
    ]
    assert page.xpath("//*[@class='bar']/rect/@width") == ["100.0", "21.4"]
    (this,) = page.xpath("//tr[@aria-current='true']/th")
    assert "bản này" in this.text_content()


def test_a_draft_is_compared_with_nothing(metadata: Metadata, charts: Sequence[Chart], tmp_path: Path) -> None:
    content = replace(release_content(metadata), past=revised(metadata).past)
    page = read(content, metadata, charts, fill(tmp_path / "draft"))
    assert cells(page, "cac-ban")[-1] == ["Dự thảo (bản này)", "", "05/06/2024 10:00", "", "–"]
    assert not page.xpath("//*[@id='thay-doi']")


def test_every_row_of_the_annex_stands_under_its_heading(
    metadata: Metadata, charts: Sequence[Chart], tmp_path: Path
) -> None:
    figures = {
        "sw_recorded": figure("sw_recorded", SECRET, C),
        "comm_students_pct": figure("comm_students_pct", None, U),
        "hotspots": replace(figure("hotspots", "3"), outstanding=("01834", "01837")),
    }
    content = revised(metadata, figures=figures)
    page = read(content, metadata, charts, fill(tmp_path / "r02"))
    rows = cells(page, "so-lieu")
    form = [row for row in metadata.form(PERIOD).rows if row.indicators]
    data = [row for row in rows if len(row) > 1]
    assert len(data) == len(form) == 89
    assert all(row[0] for row in data)
    shown = {row[0].lstrip("-+*. "): row[1:] for row in data}
    assert shown["Số người tham gia các buổi truyền thông về công tác phòng chống mại dâm tại cộng đồng"] == [
        "Lượt người", "-", "19.810 (R)", "",
    ]  # fmt: skip
    assert shown["Tổng số người bán dâm thống kê được"][2:] == ["(c)", "(c): số liệu được bảo vệ."]
    assert shown["Số tụ điểm, địa bàn phức tạp về tệ nạn mại dâm"][2:] == [
        "3",
        "Chưa đầy đủ, thiếu: Phường Nguyễn Thị Minh Khai, Phường Sông Cầu.",
    ]
    headings = page.xpath("//tr[@class='heading']/th[@scope='rowgroup']")
    assert headings[0].text_content() == "I. THỰC TRẠNG TÌNH HÌNH"
    assert len(headings) == len({row.label for row in metadata.form(PERIOD).rows if row.kind == "heading"})


def test_figures_stand_beside_those_of_the_half_years_before(
    metadata: Metadata, charts: Sequence[Chart], tmp_path: Path
) -> None:
    before = (earlier(Period(2023, 1), fac_total="120"), earlier(Period(2023, 2), fac_total="110"))
    page = read(release_content(metadata, earlier=before), metadata, charts, fill(tmp_path / "draft"))
    head = [cell.text_content() for cell in page.xpath("//table[@class='annex']/thead//th")]
    assert head == ["Nội dung", "Đơn vị tính", "Cùng kỳ năm trước", "Kỳ trước", "Kỳ này", "Ghi chú"]
    assert next(row for row in cells(page, "so-lieu") if len(row) > 1)[2:5] == ["120", "110", "108"]
    card = page.xpath("//dl[@class='cards']/div")[0].text_content()
    assert " ".join(card.split()).endswith("108 cơ sở Cùng kỳ năm trước: 120Kỳ trước: 110")


def test_every_file_is_offered_with_its_checksum(metadata: Metadata, charts: Sequence[Chart], tmp_path: Path) -> None:
    folder = fill(tmp_path / "draft")
    (folder / "manifest.json").write_text("old")
    (folder / "index.html").write_text("old")
    page = read(release_content(metadata), metadata, charts, folder)
    rows = {row[0]: row[1:] for row in cells(page, "tai-ve")}
    assert list(rows) == [
        "bao-cao.docx",
        "bieu-tong-hop.xlsx",
        "so-lieu/tong-hop.csv",
        "so-lieu/thêm #1.csv",
        "manifest.json",
    ]
    for name, (_, size, sha256) in rows.items():
        if name != "manifest.json":
            assert sha256 == hashlib.sha256((folder / name).read_bytes()).hexdigest()
            assert size.endswith(" KB")
    assert rows["manifest.json"][1:] == ["", ""]
    links = page.xpath("//section[@aria-labelledby='tai-ve']//a/@href")
    assert "so-lieu/th%C3%AAm%20%231.csv" in links
    assert not any(":" in link or link.startswith("/") for link in links)


def test_every_file_of_the_data_package_says_what_it_is(
    metadata: Metadata, charts: Sequence[Chart], tmp_path: Path
) -> None:
    write_data_package(safe_table(), metadata, tmp_path / "so-lieu", created_at=datetime(2024, 6, 5, tzinfo=UTC))
    page = read(release_content(metadata), metadata, charts, tmp_path)
    said = {row[0]: row[1] for row in cells(page, "tai-ve")}
    files = {f"so-lieu/{file.name}" for file in (tmp_path / "so-lieu").iterdir()}
    assert files <= set(said)
    assert [file for file in files if not said[file]] == []


def test_who_is_missing_is_named(metadata: Metadata, charts: Sequence[Chart], tmp_path: Path) -> None:
    content = release_content(metadata)
    page = read(content, metadata, charts, fill(tmp_path / "all"))
    assert "Đã có số liệu của cả 14 đơn vị" in page.text_content()
    missing = (replace(content.register[0], counted=None), *content.register[1:])
    page = read(replace(content, register=missing), metadata, charts, fill(tmp_path / "some"))
    said = " ".join(page.text_content().split())
    assert "Chưa có số liệu của 1/14 đơn vị: Phường Nguyễn Thị Minh Khai." in said


def test_a_decision_changes_nothing_of_the_page(metadata: Metadata, charts: Sequence[Chart], tmp_path: Path) -> None:
    content = release_content(metadata)
    entry = content.register[0]
    made = [
        Decision("0" * 64, entry.unit, "rule.partition", name, action, "x", "Người kiểm tra", date(2024, 6, 5))
        for name, action in (("fac_total", DecisionAction.ACCEPT_AS_REPORTED), ("hotspots", DecisionAction.REPLACE))
    ]
    report = SubmissionReport(
        "0" * 64, entry.unit, PERIOD, "annex-2024", content.created_at, Verdict.ACCEPTED, (), tuple(made)
    )
    register = (replace(entry, submissions=(report,)), *content.register[1:])
    with_them, without = (
        read(one, metadata, charts, fill(tmp_path / name)).text_content()
        for one, name in ((replace(content, register=register), "a/draft"), (content, "b/draft"))
    )
    assert with_them == without


def test_the_page_loads_nothing_and_runs_nothing(metadata: Metadata, charts: Sequence[Chart], tmp_path: Path) -> None:
    page = read(revised(metadata), metadata, charts, fill(tmp_path / "r02"))
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script" not in policy
    assert not page.xpath("//script | //@style | //@onerror | //@onclick")
    loaded = page.xpath("//@src | //link/@href")
    assert len(loaded) == len(charts) + 1
    assert all(address.startswith("data:") for address in loaded)
    alternatives = page.xpath("//figure/img/@alt")
    assert alternatives == [chart.alternative_text for chart in charts]
    assert not page.xpath("//a[starts-with(@href, 'http')]")


def test_what_people_wrote_is_text(metadata: Metadata, charts: Sequence[Chart], tmp_path: Path) -> None:
    content = revised(metadata)
    edition = replace(content.edition, reason=HOSTILE, approval=replace(APPROVAL, approved_by=HOSTILE))
    register = (replace(content.register[0], name=HOSTILE, counted=None), *content.register[1:])
    chart = replace(charts[0], title=HOSTILE, alternative_text=HOSTILE)
    content = replace(content, edition=edition, register=register)
    page = read(content, metadata, [chart], fill(tmp_path / "r02"))
    assert page.text_content().count(HOSTILE) == 5
    assert page.xpath("//img/@alt") == [HOSTILE]
    assert not page.xpath("//img[@src='x']")


def test_the_same_content_makes_the_same_page(metadata: Metadata, charts: Sequence[Chart], tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        folder = fill(tmp_path / name)
        for _ in range(2):  # over itself, too
            write_release_page(revised(metadata), metadata, charts, folder)
            written.append((folder / "index.html").read_bytes())
    assert len(set(written)) == 1


def test_what_is_hidden_is_explained_only_where_something_is(
    metadata: Metadata, charts: Sequence[Chart], tmp_path: Path
) -> None:
    page = read(release_content(metadata), metadata, charts, fill(tmp_path / "open"))
    assert "không ai bị nhận ra" not in page.text_content()
    content = release_content(metadata)
    hidden = SafeUnitFigure("01834", "supported", None, SECRET, suppressed=True)
    content = replace(content, table=replace(content.table, by_unit=(hidden,)))
    page = read(content, metadata, charts, fill(tmp_path / "hidden"))
    assert "không ai bị nhận ra" in page.text_content()


_INDICATORS = sorted(load_metadata().indicators)


def _hidden(name: str, status: FigureStatus) -> Figure:
    return figure(name, None if status is U else SECRET, status)


@given(
    now=st.dictionaries(st.sampled_from(_INDICATORS), st.sampled_from([N, U, C])),
    past=st.dictionaries(st.sampled_from(_INDICATORS), st.sampled_from([N, U, C])),
    changed=st.lists(st.tuples(st.sampled_from(_INDICATORS), st.sampled_from([N, U, C])), unique_by=lambda c: c[0]),
    units=st.sets(st.sampled_from(sorted(OWN))),
)
def test_nothing_hidden_is_on_the_page(now: Any, past: Any, changed: Any, units: set[str]) -> None:
    metadata = load_metadata()
    content = revised(metadata, figures={name: _hidden(name, status) for name, status in now.items()})
    figures = content.table.figures
    changes = tuple(FigureChange(_hidden(name, status), figures[name]) for name, status in changed)
    before = {name: _hidden(name, status) for name, status in past.items()}
    own = tuple(
        SafeUnitFigure(f.unit, f.indicator, None, SECRET, suppressed=True) if f.unit in units else f
        for f in content.table.by_unit
    )
    content = replace(
        content,
        table=replace(content.table, by_unit=own),
        edition=replace(content.edition, changes=changes),
        earlier=(EarlierTable(1, PERIOD.previous, before),),
    )
    with tempfile.TemporaryDirectory() as folder:
        write_release_page(content, metadata, (), Path(folder))
        page = (Path(folder) / "index.html").read_text(encoding="utf-8")
    for said in (SAID, "77777", "77.6", "77.7", "77.8"):  # nor a difference from which it could be told
        assert said not in page


@pytest.mark.parametrize(
    ("old", "new", "told"), [("fac_total:", "nothing:", "unknown indicator nothing"), ("headlines:", "heads:", "heads")]
)
def test_a_wrong_outline_is_refused_with_one_line(
    metadata: Metadata, tmp_path: Path, old: str, new: str, told: str
) -> None:
    file = tmp_path / OUTLINE.name
    file.write_text(OUTLINE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told) as refused:
        read_page_outline(metadata, file)
    assert "\n" not in str(refused.value)
