"""Whatever a file holds, opening it gives sheets or one detection: never an exception."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.specimens import annex
from wardreport.domain.finding import RULES, Detection
from wardreport.metadata import Metadata, load_metadata
from wardreport.parse.workbook import read_workbook

CONTENT = annex(load_metadata())


def _read(folder: Path, content: bytes) -> object:
    file = folder / "file"
    file.write_bytes(content)
    return read_workbook(file)


def test_a_name_tells_nothing(metadata: Metadata, tmp_path: Path) -> None:
    sheets = _read(tmp_path, annex(metadata))
    assert isinstance(sheets, tuple)
    assert [sheet.title for sheet in sheets] == ["Bieu"]


def _archive(*names: str) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return saved.getvalue()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "file.empty"),
        (b"a,b,c\n1,2,3\n", "file.unsupported"),
        (b"%PDF-1.7", "file.unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.unsupported"),
        (_archive("word/document.xml"), "file.unsupported"),
        (_archive("xl/workbook.xml"), "file.corrupt"),
        (_archive("xl/workbook.xml")[:-10], "file.corrupt"),
    ],
)
def test_what_is_no_workbook_is_one_detection(content: bytes, rule: str, tmp_path: Path) -> None:
    assert _read(tmp_path, content) == Detection(rule)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(min_value=0), damage=st.sampled_from(["cut", "flip", "splice"]))
def test_a_damaged_workbook_never_raises(seed: int, damage: str, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311
    content = bytearray(CONTENT)
    at = chance.randrange(len(content))
    if damage == "cut":
        content = content[:at]
    elif damage == "flip":
        content[at] ^= 1 << chance.randrange(8)
    else:
        content[at : at + 40] = content[:40]
    result = _read(tmp_path, bytes(content))
    assert isinstance(result, tuple) or (isinstance(result, Detection) and result.rule in RULES)
