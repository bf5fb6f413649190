"""Any valid form, written by any program, reads back exactly: every measure by value, status and address."""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.effort import examples
from tests.specimens.annexes import FORM, TYPED, Annex, Answer, Layout, annex
from tests.specimens.books import CAN, WRITERS, openpyxl_bytes
from tests.specimens.submissions import submission
from wardreport.domain.figure import Status
from wardreport.formats.grid import column_letters
from wardreport.metadata import load_metadata
from wardreport.metadata.form_versions import FormRow, RowKind
from wardreport.metadata.indicators import ValueType
from wardreport.stages.parse import parse

pytestmark = pytest.mark.slow

METADATA = load_metadata()
DATA = [row for row in FORM.rows if row.kind is RowKind.DATA]
OFFICE_BOOKS = 8
NIL: Answer = (Status.NIL, None)
BLANK: Answer = (Status.BLANK, None)
ZERO: Answer = (Status.ZERO, Decimal(0))


@dataclass(frozen=True)
class Filled:
    """What a clerk typed, by the first measure of a row, and what must be read of every measure."""

    typed: Mapping[str, Any]
    answers: Mapping[str, Answer]


Entry = tuple[Any, tuple[Answer, ...]]  # what is typed, and the answer of each measure of the row


def grouped(number: int, sign: str) -> str:
    return f"{number:,}".replace(",", sign)


def value(number: Decimal | int) -> Answer:
    number = Decimal(number)
    return ZERO if number == 0 else (Status.VALUE, Decimal(f"{number.normalize():f}"))


def one_of(choices: list[tuple[Any, Answer]]) -> Callable[[random.Random], Entry]:
    def entry(chance: random.Random) -> Entry:
        typed, answer = chance.choice(choices)
        return typed, (answer,)

    return entry


NOTHING: list[tuple[Any, Answer]] = [("-", NIL), ("–", NIL), (" - ", NIL), (None, BLANK)]
YES_NO = one_of(
    [(word, (Status.VALUE, True)) for word in ("Có", "có", "CÓ", "x", "X", "✓", True)]
    + [(word, (Status.VALUE, False)) for word in ("Không", "không", "KHÔNG", 0, "0")]
    + NOTHING
)


def whole(chance: random.Random, limit: int) -> int:
    """Of any length, and below what its reader would ask about (``magnitude_limits.csv``)."""
    return chance.choice((0, chance.randrange(1, 10), chance.randrange(1, 1000), chance.randrange(1000, limit)))


def count(chance: random.Random, limit: int) -> tuple[Any, Answer]:
    number = whole(chance, limit)
    written = [number, str(number), f" {number} ", f"{number:02}", grouped(number, " "), grouped(number, "\u00a0")]
    written += [grouped(number, ".")] if number >= 1000 else []
    return chance.choice([*[(text, value(number)) for text in written], *NOTHING])


def money(chance: random.Random, limit: int) -> tuple[Any, Answer]:
    number, cents = whole(chance, limit), chance.randrange(1, 100)
    exact = Decimal(number) + Decimal(cents) / 100
    decimals = f"{cents:02}"
    written: list[Any] = [float(exact), f"{number},{decimals}", f"{grouped(number, '.')},{decimals}"]
    return chance.choice([*[(text, value(exact)) for text in written], count(chance, limit)])


def percent(chance: random.Random, _: int) -> tuple[Any, Answer]:
    tenths = chance.randrange(10, 1001)
    exact = Decimal(tenths) / 10
    written: list[Any] = [
        float(exact),
        f"{exact}",
        f"{exact}%".replace(".", ","),
        f"{exact} %",
        str(exact).replace(".", ","),
    ]
    # a part of a hundred below 1 needs its sign: 0,5 may be a half of all
    small = Decimal(chance.randrange(1, 10)) / 10
    return chance.choice([*[(text, value(exact)) for text in written], (f"{small}%", value(small)), *NOTHING])


def pair(chance: random.Random, limit: int) -> Entry:
    number, tenths = whole(chance, limit), chance.randrange(0, 1001)
    share = f"{Decimal(tenths) / 10}".replace(".", ",")
    both = (value(number), value(Decimal(tenths) / 10))
    alone = (value(number), (Status.MISSING, None))
    written = grouped(number, ".") if number >= 1000 else str(number)
    return chance.choice(
        [
            *[
                (text, both)
                for text in (f"{number} ({share}%)", f"{written} ({share} %)", f"{number} người ({share}%)")
            ],
            (f"{number} (-)", (value(number), NIL)),
            (number, alone),
            (written, alone),
            ("-", (NIL, NIL)),
            (None, (BLANK, BLANK)),
        ]
    )


def entry_of(row: FormRow, chance: random.Random) -> Entry:
    kind = METADATA.indicators[row.indicators[0]].value_type
    limit = METADATA.magnitude_limits.get(row.indicators[0])
    below = int(limit.unusual_from) if limit else 10**9
    if len(row.indicators) == 2:
        return pair(chance, below)
    if kind is ValueType.YESNO:
        return YES_NO(chance)
    typed, answer = {ValueType.COUNT: count, ValueType.MONEY: money, ValueType.RATIO: percent}[kind](chance, below)
    return typed, (answer,)


def filled(seed: int) -> Filled:
    """A valid form by chance."""
    chance = random.Random(seed)  # noqa: S311
    entries = {row.indicators: entry_of(row, chance) for row in DATA}
    typed = {names[0]: typed for names, (typed, _) in entries.items()}
    answers = {
        name: answer
        for names, (_, given_answers) in entries.items()
        for name, answer in zip(names, given_answers, strict=True)
    }
    return Filled(typed, answers)


def as_written(form: Filled, name: str) -> Filled:
    """In a format without numbers a clerk sees ``2.5`` as ``2,5``, and a tick of a box is a word."""
    if "numbers" in CAN[name]:
        return form
    as_text = {k: str(v).replace(".", ",") if isinstance(v, float) else v for k, v in form.typed.items()}
    return Filled(as_text, form.answers)


def check(content: bytes, made: Annex, form: Filled, folder: Path, sheet: str, first_row: int = 1) -> None:
    read = parse(submission(folder, content, folder_unit="01837"), METADATA)
    places = {name: made.places[row.indicators[0]] for row in DATA for name in row.indicators}
    wanted = {
        name: (status, answer, f"{sheet}!{column_letters(places[name][1])}{places[name][0] - first_row + 1}")
        for name, (status, answer) in form.answers.items()
    }
    assert {o.indicator: (o.status, o.value, o.cell) for o in read.observations} == wanted
    assert len(wanted) == 91
    assert read.readings == {}
    assert read.detections == ()


WRITTEN_BY = {
    "xlsx": "Bieu",  # openpyxl
    "xlsx-xlsxwriter": "Bieu",
    "xls": "Bieu",  # xlwt
    "ods": "Bieu",  # odfpy
    "docx": "Bang1",
    "csv-utf8": "CSV",
    "csv-utf8-bom-semicolon": "CSV",
    "csv-utf16-tab": "CSV",
    "html": "Bang1",
    "xml-2003": "Bieu",
}
SEEDS = st.integers(min_value=0, max_value=2**32)


@pytest.mark.hypothesis
@pytest.mark.parametrize("name", WRITTEN_BY)
def test_what_a_program_writes_reads_back(name: str, tmp_path: Path) -> None:
    sheet = WRITTEN_BY[name]

    @settings(max_examples=examples(30))
    @given(seed=SEEDS)
    def reads_back(seed: int) -> None:
        form = as_written(filled(seed), name)
        made = annex(Layout(), typed=form.typed)
        first = made.table[0] if sheet == "Bang1" else 1
        check(WRITERS[name]([made.page]), made, form, tmp_path, sheet, first)

    reads_back()


# LibreOffice


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Mapping[str, bytes], str], dict[str, bytes]]:
    """Converts books by name, all in one run of the program."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")

    def convert(books: Mapping[str, bytes], target: str) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("office")
        files = [folder / f"{name}.xlsx" for name in books]
        for file in files:
            file.write_bytes(books[file.stem])
        command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", target, "--outdir", str(folder / "out"), *map(str, files)]
        subprocess.run(command, capture_output=True, timeout=120, check=True)
        return {file.stem: (folder / "out" / f"{file.stem}.{target}").read_bytes() for file in files}

    return convert


@pytest.mark.parametrize("target", ["xlsx", "xls", "ods"])
def test_what_libreoffice_saves_reads_back(
    target: str, office: Callable[[Mapping[str, bytes], str], dict[str, bytes]], tmp_path: Path
) -> None:
    chance = random.Random(0 if os.environ.get("CI") == "true" else None)  # noqa: S311
    forms = {f"book{seed}": filled(seed) for seed in chance.sample(range(10**6), OFFICE_BOOKS)}
    made = {name: annex(Layout(), typed=form.typed) for name, form in forms.items()}
    saved = office({name: openpyxl_bytes([one.page]) for name, one in made.items()}, target)
    for name, content in saved.items():
        check(content, made[name], forms[name], tmp_path, "Bieu")


@pytest.mark.hypothesis
def test_a_template_of_libreoffice_filled_by_a_program_reads_back(
    office: Callable[[Mapping[str, bytes], str], dict[str, bytes]], tmp_path: Path
) -> None:
    empty = annex(Layout(), typed=dict.fromkeys(TYPED, None))
    template = office({"template": openpyxl_bytes([empty.page])}, "xlsx")["template"]

    @settings(max_examples=examples(30))
    @given(seed=SEEDS)
    def reads_back(seed: int) -> None:
        form = filled(seed)
        workbook = load_workbook(io.BytesIO(template))
        for name, typed in form.typed.items():
            workbook.worksheets[0].cell(*empty.places[name]).value = typed
        content = io.BytesIO()
        workbook.save(content)
        check(content.getvalue(), empty, form, tmp_path, "Bieu")

    reads_back()
