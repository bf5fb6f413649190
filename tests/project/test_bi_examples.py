"""The examples of docs/bi.md, run as they stand there against a real release, export and PostgreSQL."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import text

from tests.conftest import AS_OF
from tests.specimens.offices import Office
from wardreport.domain.validation import Decision
from wardreport.warehouse import Warehouse
from wardreport.warehouse.copies.backup import write_backup
from wardreport.warehouse.copies.bi_export import export_for_bi
from wardreport.warehouse.copies.restore import restore_backup
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

DOCUMENT = (PROJECT / "docs/bi.md").read_text(encoding="utf-8")
SECTIONS = ("pandas", "DuckDB", "The data package", "SDMX-CSV", "The SQLite export")
EXAMPLE = re.compile(r"^```(python|sql)\n(.*?)^```\n\n```text\n(.*?)^```", re.S | re.M)
SET_UP = re.search(r"^```python\n(release = .*?)^```", DOCUMENT, re.S | re.M)


def _examples() -> Iterator[tuple[str, int, str, str, str]]:
    for section in re.split(r"^## ", DOCUMENT, flags=re.M)[1:]:
        title = section.partition("\n")[0]
        if title in SECTIONS:
            for number, found in enumerate(EXAMPLE.finditer(section), start=1):
                yield (title, number, *found.groups())


EXAMPLES = list(_examples())


@pytest.fixture(scope="module")
def project(
    drafted: Callable[..., Path], sample_decisions: tuple[Decision, ...], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder in which ``var`` lies as it does in a project after a run and an export."""
    folder = tmp_path_factory.mktemp("bi")
    var = folder / "var"
    deployment = Office.copied(drafted(sample_decisions), var, sample_decisions, AS_OF).deployment
    export_for_bi(deployment.warehouse, var / "bi.sqlite")
    write_backup(deployment.warehouse, var / "backup.sqlite")
    deployment.warehouse.engine.dispose()
    return folder


def test_every_section_has_examples_and_every_example_is_run() -> None:
    assert {title for title, *_ in EXAMPLES} == set(SECTIONS)
    of_ours = [s for s in re.split(r"^## ", DOCUMENT, flags=re.M)[1:] if s.partition("\n")[0] in SECTIONS]
    blocks = sum(len(re.findall(r"^```(?:python|sql)$", section, re.M)) for section in of_ours)
    assert blocks == len(EXAMPLES)


@pytest.mark.parametrize(
    ("title", "number", "language", "code", "expected"), EXAMPLES, ids=lambda part: str(part)[:20].partition("\n")[0]
)
def test_an_example_gives_what_stands_below_it(
    title: str, number: int, language: str, code: str, expected: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    given = _python(code) if language == "python" else _sql(code)
    assert _lines(given) == _lines(expected)


def test_pandas_reads_the_same_from_postgresql(project: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    server = Warehouse(postgresql, PROJECT / "sql")
    with server.transaction() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    restore_backup(server, project / "var/backup.sqlite")
    _, _, _, code, expected = EXAMPLES[0]
    assert "create_engine(url)" in code
    assert _lines(_python(code, url=server.engine.url)) == _lines(expected)
    server.engine.dispose()


def _python(code: str, **given: Any) -> str:
    assert SET_UP is not None
    names: dict[str, Any] = {}
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(SET_UP[1], names)  # noqa: S102
        names.update(given)
        exec(code, names)  # noqa: S102
    return said.getvalue()


def _sql(code: str) -> str:
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        rows = connection.sql(code).fetchall()
    return "\n".join(" ".join("NULL" if cell is None else str(cell) for cell in row) for row in rows)


def _lines(said: str) -> list[str]:
    return [line.rstrip() for line in said.strip().splitlines()]
