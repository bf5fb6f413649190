"""The data dictionary: no view for BI without its words, the same from both engines, and the page made of it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from wardreport.commands.warehouse.bi import dictionary
from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.indicators import ValueType
from wardreport.publish.pages.dictionary_page import write_dictionary_page
from wardreport.warehouse import Warehouse, database
from wardreport.warehouse.schema.dictionary import ViewEntry, parse_view
from wardreport.warehouse.schema.views import views
from wardreport.workflow.settings import PROJECT

SQL = PROJECT / "sql"
PAGE = PROJECT / "docs" / "tu-dien-du-lieu.html"
VIEW = """CREATE VIEW v AS
-- Khung nhìn | The view
SELECT
    a.one, -- Một, hai | One, two
    -- why it is computed so
    CASE
        WHEN a.two IN ('x, y', 'z') THEN COALESCE(a.two, '')
    END AS second, -- Hai | Two
    CAST(a.three AS NUMERIC)
        AS third -- Ba | Three: a | b
FROM a
"""


def _read(warehouse: Warehouse) -> tuple[ViewEntry, ...]:
    return warehouse.dictionary()


def test_a_view_says_what_it_and_each_column_holds() -> None:
    entry = parse_view(VIEW)
    assert (entry.view, entry.vi, entry.en) == ("v", "Khung nhìn", "The view")
    assert [(c.name, c.vi, c.en) for c in entry.columns] == [
        ("one", "Một, hai", "One, two"),
        ("second", "Hai", "Two"),
        ("third", "Ba", "Three: a | b"),
    ]


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("-- Khung nhìn | The view\n", "", "view v: a comment 'tiếng Việt | English' stands between"),
        ("Khung nhìn | The view", "Khung nhìn", "view v: a comment 'tiếng Việt | English' stands between"),
        (" -- Một, hai | One, two", "", "behind the column 'a.one'"),
        (" -- Một, hai | One, two", " -- Một", "behind the column 'a.one'"),
        (" -- Hai | Two", "", "behind the column"),
        (" -- Ba | Three: a | b", "", "AS third'"),
        ("END AS second", "END", "a column without a name"),
        ("CREATE VIEW v AS", "CREATE VIEW v AS SELECT", "starts with CREATE VIEW name AS"),
    ],
)
def test_a_view_or_column_without_words_in_both_languages_is_refused(written: str, instead: str, said: str) -> None:
    assert written in VIEW
    with pytest.raises(ConfigurationError, match=re.escape(said)):
        parse_view(VIEW.replace(written, instead))


def test_the_database_has_the_words_and_columns_of_the_code(warehouse: Warehouse, metadata: Metadata) -> None:
    read = _read(warehouse)
    assert [entry.view for entry in read] == list(warehouse.bi_views())
    parsed = [parse_view(view.statement) for view in views(SQL, metadata) if view.for_bi]
    for entry, wanted in zip(read, parsed, strict=True):
        there = [column["name"] for column in inspect(warehouse.engine).get_columns(entry.view)]
        assert [column.name for column in entry.columns] == there
        assert [(c.name, c.vi, c.en) for c in entry.columns] == [(c.name, c.vi, c.en) for c in wanted.columns]
        assert (entry.vi, entry.en) == (wanted.vi, wanted.en)
        assert all(words.strip() for c in entry.columns for words in (c.name, c.type, c.vi, c.en))


def test_both_engines_give_the_same_with_their_types(tmp_path: Path, postgresql: str) -> None:
    embedded = Warehouse(f"sqlite:///{tmp_path / 'w.sqlite'}", SQL)
    served = Warehouse(postgresql, SQL)
    with served.transaction() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    served.open()
    read = _read(served)
    served.engine.dispose()
    assert _read(embedded.open()) == read
    types = {(entry.view, c.name): c.type for entry in read for c in entry.columns}
    assert types["consolidated", "value"] == "number"
    assert types["consolidated", "released_at"] == "timestamp"
    assert types["unit_figures", "yes_no"] == "boolean"
    assert types["unit_figures", "sign"] == "text"
    assert types["calendar", "window_start"] == "date"
    assert types["reporting_by_period", "late"] == "integer"


def test_the_words_of_the_wide_view_are_the_indicators(warehouse: Warehouse, metadata: Metadata) -> None:
    (wide,) = [entry for entry in _read(warehouse) if entry.view == "unit_figures_wide"]
    assert len(wide.columns) == 5 + 2 * len(metadata.indicators)
    said = {column.name: (column.vi, column.en) for column in wide.columns}
    for name, indicator in metadata.indicators.items():
        vi, en = said[name]
        assert vi.startswith(" ".join(metadata.name_of(name).split()))
        assert en == f"{name} (1 yes, 0 no)" if indicator.value_type is ValueType.YESNO else name
        assert said[f"{name}_sign"][1] == f"Sign of {name}"


def _with_one_more(metadata: Metadata) -> Metadata:
    added = metadata.indicators["fac_dance"].model_copy(update={"indicator": "fac_new", "name": "Loại | hình\nmới"})
    return replace(metadata, indicators={**metadata.indicators, "fac_new": added})


def test_a_further_indicator_needs_an_upgrade_and_no_sql(
    warehouse: Warehouse, metadata: Metadata, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = _with_one_more(metadata)
    monkeypatch.setattr(database, "load_metadata", lambda: changed)
    assert warehouse.check() == ["view unit_figures_wide lacks fac_new, fac_new_sign: run wardreport db upgrade"]
    warehouse.upgrade()
    assert warehouse.check() == []
    (wide,) = [entry for entry in _read(warehouse) if entry.view == "unit_figures_wide"]
    assert [(c.name, c.vi) for c in wide.columns[-2:]] == [
        ("fac_new", "Loại / hình mới (Cơ sở)"),
        ("fac_new_sign", "Ký hiệu: Loại / hình mới"),
    ]
    monkeypatch.setattr(database, "load_metadata", load_metadata)
    assert warehouse.check() == [
        "view unit_figures_wide has other columns or words than the code: run wardreport db upgrade"
    ]


def test_an_indicator_that_cannot_name_a_column_is_refused(metadata: Metadata) -> None:
    bad = replace(metadata, indicators={**metadata.indicators, "x'); --": metadata.indicators["fac_dance"]})
    with pytest.raises(ConfigurationError, match="cannot name a column"):
        views(SQL, bad)


def test_a_view_without_words_stops_the_upgrade_and_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'w.sqlite'}"
    Warehouse(url, SQL).open()
    sql = tmp_path / "sql"
    shutil.copytree(SQL, sql, ignore=shutil.ignore_patterns("__pycache__"))
    (sql / "bi" / "90_mute.sql").write_text("CREATE VIEW mute AS\nSELECT 1 AS one", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="view mute: a comment"):
        Warehouse(url, sql).upgrade()
    assert Warehouse(url, SQL).check() == []


def test_the_command_writes_the_page_and_says_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'w.sqlite'}"
    Warehouse(url, SQL).open()
    target = tmp_path / "made" / "tu-dien.html"
    dictionary(target, url)
    assert capsys.readouterr().out == f"13 views in {target}\n"
    assert target.read_bytes() == PAGE.read_bytes()
    with pytest.raises(ConfigurationError, match="has no documented view yet: run wardreport db upgrade"):
        dictionary(target, f"sqlite:///{tmp_path / 'none.sqlite'}")
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        dictionary(target, "postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        dictionary(target / "below-a-file.html", url)


def test_the_page_in_docs_is_that_of_the_code(tmp_path: Path) -> None:
    opened = Warehouse(f"sqlite:///{tmp_path / 'w.sqlite'}", SQL).open()
    write_dictionary_page(_read(opened), tmp_path / "page.html")
    made = (tmp_path / "page.html").read_bytes()
    assert made == PAGE.read_bytes(), "write it anew: wardreport db dictionary --out docs/tu-dien-du-lieu.html"


def test_every_view_and_column_has_its_place_in_the_page_and_nothing_comes_from_outside(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    read = _read(Warehouse(f"sqlite:///{tmp_path / 'w.sqlite'}", SQL).open())
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    words = unescape(page)
    for entry in read:
        assert f'<a href="#{entry.view}">{entry.view}</a>' in page
        for column in entry.columns:
            assert f"{entry.view}.{column.name}" in anchors
            assert f"<td>{column.vi}</td>" in words
            assert f'<td lang="en">{column.en}</td>' in words
    assert page.count("<details>") == 1
    assert not re.findall(r"""(?:https?:)?//\w|url\(|@import|src=""|<script""", page)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_that_axe_calls_serious_and_all_of_it_on_paper(scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking", "--disable-sync"]
        )
        page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(PAGE.as_uri())
        folded = page.locator("tr[id='unit_figures_wide.fac_total']")
        assert not folded.is_visible()
        page.click("summary")
        assert folded.is_visible()
        found = axe.Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []
        page.click("summary")
        page.emulate_media(media="print")
        assert folded.is_visible()
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        browser.close()
