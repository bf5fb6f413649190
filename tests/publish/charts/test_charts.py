"""The pictures of a release: what may be drawn, that it is told in words too, and that nothing overlaps."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.figure import Figure, FigureStatus, Status
from wardreport.domain.period import Period
from wardreport.domain.progress import Completeness
from wardreport.domain.release import EarlierTable
from wardreport.domain.safe_table import SafeTable, SafeUnitFigure
from wardreport.domain.validation import RegisterEntry, ResponseState
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.units import ReportingUnit, Role
from wardreport.publish.charts import chart_drawing
from wardreport.publish.charts.chart_content import Picture, by_unit, inspected, kinds, responses
from wardreport.publish.charts.chart_outline import OUTLINE, read_chart_outline
from wardreport.publish.charts.chart_periods import periods
from wardreport.publish.charts.charts import Chart, draw_charts
from wardreport.publish.release_content import ReleaseContent
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

PERIOD = Period(2024, 1)
AS_OF = datetime(2024, 6, 5, 3, 0, tzinfo=UTC)
V, Z, N, U, C = FigureStatus
SECRET = Decimal(77_777)  # what stands in every hidden figure, though a safe table has nothing there
SAID = "77.777"
FIGURES = {
    "fac_total": "108",
    "fac_lodging": "74",
    "fac_karaoke_massage": "17",
    "fac_other": "17",
    "fac_committed": "89",
    "comm_sessions": "213",
    "comm_attendees": "19810",
    "fac_inspected": "5",
    "fac_inspected_pct": "4.63",
    "budget_total": "30",
}
OWN = {"058-CA": ("30", "4000"), "058-HPN": ("17", "1914"), "058-GDDT": ("24", "4387"), "058-MTTQ": ("142", "9509")}
NAMES = (
    "truyen-thong-theo-don-vi",
    "co-so-theo-loai-hinh",
    "co-so-duoc-kiem-tra",
    "don-vi-duoc-tong-hop",
    "thay-doi-qua-cac-ky",
)


def figure(name: str, value: str | Decimal | None, status: FigureStatus | None = None) -> Figure:
    """A figure of a number or, without one, nil; another status is given."""
    number = None if value is None else Decimal(value)
    return Figure(name, status or (N if number is None else V if number else Z), number)


def unit_figures(own: Mapping[str, tuple[str, str]]) -> tuple[SafeUnitFigure, ...]:
    """Sessions and attendances of units."""
    return tuple(
        SafeUnitFigure(unit, name, Status.VALUE, Decimal(value), suppressed=False)
        for unit, values in own.items()
        for name, value in zip(("comm_sessions", "comm_attendees"), values, strict=True)
    )


def earlier(period: Period, **values: str | None) -> EarlierTable:
    """What was released for a half year."""
    return EarlierTable(1, period, {name: figure(name, value) for name, value in values.items()})


def release_content(
    metadata: Metadata, *, figures: Mapping[str, Figure] | None = None, **changed: Any
) -> ReleaseContent:
    """2024-S1 of the city: every figure nil but for ``FIGURES`` and those given, all units accepted."""
    all_nil = {name: figure(name, None) for name in metadata.indicators}
    given_figures = {name: figure(name, value) for name, value in FIGURES.items()}
    table = SafeTable(
        PERIOD, "annex-2024", "058", all_nil | given_figures | dict(figures or {}), unit_figures(OWN), (1,)
    )
    due = date(2024, 6, 16)
    register = tuple(
        RegisterEntry(
            unit.unit_code,
            unit.name,
            str(unit.role),
            ResponseState.ACCEPTED,
            (),
            "0" * 64,
            due,
            None,
            AS_OF,
            Completeness(89, 90),
            (),
        )
        for unit in metadata.units_valid(PERIOD)
    )
    before = (earlier(Period(2023, 2), fac_total="110", comm_sessions="190", comm_attendees=None),)
    return replace(ReleaseContent(table, register, AS_OF, earlier=before), **changed)


def pictures(content: ReleaseContent, metadata: Metadata) -> list[Picture]:
    outline = read_chart_outline(metadata)
    made = (by_unit, kinds, inspected, responses, periods)
    return [picture for choose in made for picture in choose(content, metadata, outline)]


@pytest.fixture(scope="module")
def charts(metadata: Metadata) -> tuple[Chart, ...]:
    return draw_charts(release_content(metadata), metadata)


def test_there_is_a_picture_of_everything_that_has_figures(charts: Sequence[Chart]) -> None:
    assert tuple(chart.name for chart in charts) == NAMES


def test_a_png_is_sharp_and_tells_nothing_of_its_making(charts: Sequence[Chart]) -> None:
    for chart in charts:
        image = Image.open(io.BytesIO(chart.png))
        assert image.size == pytest.approx((chart.width_mm / 25.4 * 200, chart.height_mm / 25.4 * 200), abs=1)
        assert image.info.keys() <= {"dpi"}
        grey = image.convert("L")
        assert grey.getextrema()[0] < 60
        edge = (0, 0, grey.width, 3), (0, grey.height - 3, grey.width, grey.height), (0, 0, 3, grey.height)
        for box in (*edge, (grey.width - 3, 0, grey.width, grey.height)):
            assert grey.crop(box).getextrema() == (255, 255), chart.name


def test_an_svg_stands_alone_and_says_what_it_shows(charts: Sequence[Chart]) -> None:
    for chart in charts:
        root = etree.fromstring(chart.svg.encode())
        space = "{http://www.w3.org/2000/svg}"
        assert root.get("role") == "img"
        told = [root.find(f"{space}{tag}") for tag in ("title", "desc")]
        assert [element.text for element in told] == [chart.title, chart.alternative_text]
        assert root.get("aria-labelledby").split() == [element.get("id") for element in told]
        elements = {element.tag for element in root.iter() if isinstance(element.tag, str)}
        assert elements.isdisjoint({f"{space}text", f"{space}metadata", f"{space}script", f"{space}image"})
        links = [v for e in root.iter() for name, v in e.attrib.items() if name.endswith("href")]
        assert links
        assert all(link.startswith("#") for link in links)
        assert "http" not in chart.svg.replace("http://www.w3.org/", "")


def test_the_words_have_the_figures_of_the_picture(charts: Sequence[Chart]) -> None:
    words = {chart.name: chart.alternative_text for chart in charts}
    assert "Công an thành phố: 30 cuộc" in words[NAMES[0]]
    assert "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố: 9.509 lượt người" in words[NAMES[0]]
    assert "Cơ sở lưu trú: 74 cơ sở" in words[NAMES[1]]
    assert "5 cơ sở, bằng 4,63% tổng số cơ sở" in words[NAMES[2]]
    assert "Xã, phường: 8/8 đơn vị" in words[NAMES[3]]
    assert "%" not in words[NAMES[3]]  # how much of their forms was filled in is the office's own
    assert "6 tháng cuối năm 2023: 110 cơ sở; 6 tháng đầu năm 2024: 108 cơ sở" in words[NAMES[4]]


@pytest.mark.parametrize("status", [N, U, C])
@pytest.mark.parametrize(
    ("name", "gone"),
    [("fac_total", NAMES[2]), ("fac_inspected", NAMES[2]), ("comm_sessions", None)],
)
def test_without_its_figures_a_picture_is_left_out(
    metadata: Metadata, name: str, gone: str | None, status: FigureStatus
) -> None:
    hidden = {name: figure(name, SECRET, status)}
    made = {picture.name for picture in pictures(release_content(metadata, figures=hidden), metadata)}
    assert made == set(NAMES) - {gone}


def test_nothing_is_drawn_of_a_table_without_figures(metadata: Metadata) -> None:
    content = release_content(metadata, figures={name: figure(name, None) for name in FIGURES}, register=(), earlier=())
    content = replace(content, table=replace(content.table, by_unit=()))
    assert draw_charts(content, metadata) == ()


def test_parts_that_do_not_add_up_are_told(metadata: Metadata) -> None:
    (fits,) = kinds(release_content(metadata), metadata, read_chart_outline(metadata))
    assert fits.notes == ("Tổng số theo báo cáo: 108 cơ sở.",)
    wrong = release_content(metadata, figures={"fac_other": figure("fac_other", "18")})
    (differs,) = kinds(wrong, metadata, read_chart_outline(metadata))
    assert "109, khác tổng số đã báo cáo là 108" in differs.notes[1]
    hidden = release_content(metadata, figures={"fac_other": figure("fac_other", SECRET, C)})
    (unknown,) = kinds(hidden, metadata, read_chart_outline(metadata))
    assert unknown.notes == fits.notes


def test_what_is_not_complete_is_marked(metadata: Metadata) -> None:
    content = release_content(
        metadata, figures={"fac_total": replace(figure("fac_total", "108"), outstanding=("01834",))}
    )
    register = (replace(content.register[0], counted=None, completeness=None), *content.register[1:])
    made = {picture.name: picture for picture in pictures(replace(content, register=register), metadata)}
    for name in (NAMES[1], NAMES[2], NAMES[4]):
        assert made[name].notes[-1].startswith("* Chưa đầy đủ"), name
    assert made[NAMES[2]].panels[0].bars[0].shown == "108*"
    assert "Phường Nguyễn Thị Minh Khai" in made[NAMES[3]].notes[-1]
    assert made[NAMES[3]].panels[0].bars[0].shown == "7/8"


def test_more_inspections_than_facilities_leave_no_rest(metadata: Metadata) -> None:
    outline = read_chart_outline(metadata)
    (some,) = inspected(release_content(metadata), metadata, outline)
    content = release_content(metadata, figures={"fac_inspected": figure("fac_inspected", "250")})
    (more,) = inspected(content, metadata, outline)
    assert (some.notes, more.notes) == ((outline.inspected.outline,), ())


def test_no_picture_is_higher_than_a_page(metadata: Metadata) -> None:
    content, wider = _crowded(metadata)
    assert max(chart.height_mm for chart in draw_charts(content, wider)) <= 220


def test_a_half_year_without_a_figure_keeps_its_place_with_a_sign(metadata: Metadata) -> None:
    before = (
        earlier(Period(2022, 1), fac_total="120", fac_inspected="9"),
        earlier(Period(2022, 2), fac_total=None, comm_sessions=None),
    )
    content = release_content(metadata, earlier=before)
    (picture,) = periods(content, metadata, read_chart_outline(metadata))
    facilities, inspections = picture.panels  # nothing else has two figures
    assert [bar.shown for bar in facilities.bars] == ["120", "-", "…", "…", "108"]
    assert [bar.shown for bar in inspections.bars] == ["9", "…", "…", "…", "5"]
    assert picture.notes == ("Ký hiệu: - không phát sinh; … không có số liệu.",)


def _many(metadata: Metadata, number: int) -> tuple[Metadata, dict[str, tuple[str, str]]]:
    units = tuple(
        ReportingUnit(
            unit_code=f"A{n:02}", name=f"Trung tâm Dịch vụ việc làm và Công tác xã hội $^_$ {n}", role=Role.AGENCY
        )
        for n in range(number)
    )
    own = {unit.unit_code: (str(1_000 - n), str(1_234_567 + n)) for n, unit in enumerate(units)}
    return replace(metadata, units=(*metadata.units, *units)), own


def test_of_many_units_the_smallest_are_put_together(metadata: Metadata) -> None:
    wider, own = _many(metadata, 30)
    content = release_content(wider)
    hidden = SafeUnitFigure("A01", "comm_sessions", None, SECRET, suppressed=True)
    table = replace(content.table, by_unit=(hidden, *(f for f in unit_figures(own) if f.unit != "A01")))
    (picture,) = by_unit(replace(content, table=table), wider, read_chart_outline(wider))
    sessions = picture.panels[0].bars
    assert len(sessions) == 12
    assert sessions[-1].label == "Các đơn vị khác (18)"
    assert sessions[-1].value == sum(1_000 - n for n in range(12, 30))
    assert picture.notes == ("Không vẽ đơn vị có số liệu được bảo vệ.",)


def test_a_dash_is_what_a_unit_wrote_and_nothing_else(metadata: Metadata) -> None:
    content = release_content(metadata)
    statuses = {"058-CA": Status.NIL, "058-HPN": Status.BLANK}
    own = tuple(
        SafeUnitFigure(f.unit, f.indicator, statuses[f.unit], None, suppressed=False)
        if f.indicator == "comm_attendees" and f.unit in statuses
        else f
        for f in content.table.by_unit
    )
    table = replace(content.table, by_unit=own)
    (picture,) = by_unit(replace(content, table=table), metadata, read_chart_outline(metadata))
    shown = {bar.label: bar.shown for bar in picture.panels[1].bars}
    assert (shown["Công an thành phố"], shown["Hội Liên hiệp Phụ nữ thành phố"]) == ("-", "…")


def test_a_wards_own_sessions_stay_out_of_the_agencies(metadata: Metadata) -> None:
    content = release_content(metadata)
    table = replace(content.table, by_unit=unit_figures({**OWN, "01834": ("999", "999")}))
    (picture,) = by_unit(replace(content, table=table), metadata, read_chart_outline(metadata))
    assert len(picture.panels[0].bars) == len(OWN)


def _crowded(metadata: Metadata) -> tuple[ReleaseContent, Metadata]:
    """Long names, large numbers, more inspected than there are, ten half years."""
    wider, own = _many(metadata, 30)
    figures = {
        "fac_inspected": figure("fac_inspected", "250"),
        "fac_inspected_pct": figure("fac_inspected_pct", "231.48"),
        "budget_total": figure("budget_total", "1234567.891"),
        "fac_dance": figure("fac_dance", "0"),
    }
    before, period = [], PERIOD
    for number in range(12):
        period = period.previous
        before.append(earlier(period, **dict.fromkeys(FIGURES, f"{9_999_999 - number}")))
    content = release_content(wider, figures=figures, earlier=tuple(reversed(before)))
    return replace(content, table=replace(content.table, by_unit=unit_figures(own))), wider


@pytest.mark.parametrize("crowded", [False, True])
def test_no_two_texts_overlap_and_none_is_cut_off(
    metadata: Metadata, monkeypatch: pytest.MonkeyPatch, crowded: bool
) -> None:
    texts: list[Text] = []
    write = Axes.text

    def noting(self: Axes, *arguments: Any, **words: Any) -> Text:
        texts.append(write(self, *arguments, **words))
        return texts[-1]

    monkeypatch.setattr(Axes, "text", noting)
    content, known = _crowded(metadata) if crowded else (release_content(metadata), metadata)
    for picture in pictures(content, known):
        texts.clear()
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a letter that the font has not
            chart_drawing.draw(picture, "")
        drawn = [text for text in texts if text.get_text()]
        assert len(drawn) >= 5
        owner = drawn[0].get_figure(root=True)
        assert owner is not None
        renderer = FigureCanvasAgg(owner).get_renderer()
        boxes = [text.get_window_extent(renderer) for text in drawn]
        for number, (text, box) in enumerate(zip(drawn, boxes, strict=True)):
            assert box.x0 >= 0 and box.y0 >= 0, text.get_text()
            assert box.x1 <= owner.bbox.x1 and box.y1 <= owner.bbox.y1, text.get_text()
            for other, beside in list(zip(drawn, boxes, strict=True))[number + 1 :]:
                assert not box.overlaps(beside), (picture.name, text.get_text(), other.get_text())


def test_bars_begin_at_zero_on_one_scale(metadata: Metadata, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[tuple[float, float], float, float]] = []
    rectangle = chart_drawing.Rectangle

    def noting(corner: tuple[float, float], width: float, height: float, **style: Any) -> Any:
        drawn.append((corner, width, height))
        return rectangle(corner, width, height, **style)

    monkeypatch.setattr(chart_drawing, "Rectangle", noting)
    made = {picture.name: picture for picture in pictures(release_content(metadata), metadata)}
    chart_drawing.draw(made[NAMES[1]], "")
    assert len({corner[0] for corner, _, _ in drawn}) == 1
    lengths = [width for _, width, _ in drawn]
    assert [length / lengths[0] for length in lengths] == pytest.approx([1, 17 / 74, 17 / 74])
    drawn.clear()
    chart_drawing.draw(made[NAMES[4]], "")
    (left, _, high), (right, _, low) = drawn[:2]
    assert left[1] + high == pytest.approx(right[1] + low)
    assert low / high == pytest.approx(108 / 110)


_NAMES_DRAWN = sorted({*FIGURES, "fac_dance", "comm_materials"})


@given(
    statuses=st.dictionaries(st.sampled_from(_NAMES_DRAWN), st.sampled_from([N, U, C])),
    cells=st.sets(st.tuples(st.sampled_from(sorted(OWN)), st.sampled_from(["comm_sessions", "comm_attendees"]))),
    past=st.dictionaries(st.sampled_from(_NAMES_DRAWN), st.sampled_from([N, U, C])),
)
def test_nothing_hidden_is_drawn_told_or_worked_out(
    statuses: dict[str, FigureStatus], cells: set[tuple[str, str]], past: dict[str, FigureStatus]
) -> None:
    metadata = load_metadata()
    content = release_content(metadata, figures={n: figure(n, SECRET, status) for n, status in statuses.items()})
    own = tuple(
        SafeUnitFigure(f.unit, f.indicator, None, SECRET, suppressed=True) if (f.unit, f.indicator) in cells else f
        for f in content.table.by_unit
    )
    shown_before = {name: figure(name, "110") for name in FIGURES}
    hidden_before = {n: figure(n, SECRET, status) for n, status in past.items()}
    content = replace(
        content,
        table=replace(content.table, by_unit=own),
        earlier=(EarlierTable(1, Period(2023, 2), shown_before | hidden_before),),
    )
    known = {Decimal(value) for value in (*FIGURES.values(), *(v for pair in OWN.values() for v in pair), "110")}
    outline = read_chart_outline(metadata)
    for picture in pictures(content, metadata):
        assert SAID not in picture.title + picture.in_words(outline.signs)
        for bar in (bar for panel in picture.panels for bar in panel.bars):
            assert SAID not in bar.shown + bar.said
            if picture.name != NAMES[3]:
                assert bar.value is None or bar.value in known
                assert bar.whole is None or bar.whole in known
        if picture.name == NAMES[0]:
            assert len(picture.panels[0].bars) == len(OWN) - len({unit for unit, _ in cells})


_HASHES = """
import hashlib
from tests.publish.charts.test_charts import release_content
from wardreport.metadata import load_metadata
from wardreport.publish.charts.charts import draw_charts
metadata = load_metadata()
for chart in draw_charts(release_content(metadata), metadata):
    print(chart.name, hashlib.sha256(chart.png + chart.svg.encode()).hexdigest())
"""


def test_another_process_with_other_settings_draws_the_same_bytes(charts: Sequence[Chart], tmp_path: Path) -> None:
    rc = "font.family: serif\nsavefig.bbox: tight\nlines.linewidth: 9\nsvg.fonttype: none\ntext.usetex: True\n"
    (tmp_path / "matplotlibrc").write_text(rc)
    surroundings = {
        **os.environ,
        "MPLCONFIGDIR": str(tmp_path),
        "PYTHONHASHSEED": "7",
        "SOURCE_DATE_EPOCH": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "COVERAGE_PROCESS_START": "",
    }
    command = [sys.executable, "-c", _HASHES]
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=surroundings, cwd=PROJECT).stdout
    here = [f"{chart.name} {hashlib.sha256(chart.png + chart.svg.encode()).hexdigest()}" for chart in charts]
    assert out.splitlines() == here


def test_whoever_does_not_draw_does_not_wait_for_matplotlib() -> None:
    modules = (
        "import sys, wardreport.commands.app, wardreport.publish.charts.charts; print('matplotlib' in sys.modules)"
    )
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "COVERAGE_PROCESS_START": ""}
    command = [sys.executable, "-c", modules]
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=surroundings, cwd=PROJECT).stdout
    assert out.strip() == "False"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "indicator: comm_sessions, heading: Số buổi",
            "indicator: nothing, heading: Số buổi",
            "unknown indicator nothing",
        ),
        ("percent: fac_inspected_pct", "percent: nothing", "unknown indicator nothing"),
        ('others: "Các đơn vị khác ({number})"', 'others: "{half}"', "unknown field {half}"),
        ("partial:", "partially:", "partially"),
        ('"-": không phát sinh', '"~": không phát sinh', "signs"),
        ("1: 6T đầu, 2: 6T cuối", "1: 6T đầu", "signs and halves"),
        ("({percent}%)", "({percent%)", "chart_outline.yaml"),
    ],
)
def test_a_wrong_outline_is_refused_with_one_line(
    metadata: Metadata, tmp_path: Path, old: str, new: str, told: str
) -> None:
    text = OUTLINE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / OUTLINE.name
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told.replace("{", r"\{")) as refused:
        read_chart_outline(metadata, file)
    assert "\n" not in str(refused.value)
