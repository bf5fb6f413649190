"""The law and the sample's office, as a test may change them."""

from __future__ import annotations

import shutil
from pathlib import Path

from wardreport.metadata.sources import Sources, sources

SAMPLE = sources()  # of the tests' process, whose office is the sample's


def copied(folder: Path) -> Sources:
    """A copy of both in a folder."""
    law, office = folder / "law", folder / "office"
    shutil.copytree(SAMPLE.law, law)
    shutil.copytree(SAMPLE.office, office)
    return Sources(law, office)


def file_of(places: Sources, name: str) -> Path:
    """The file of that name, whoever it belongs to."""
    return next(folder / name for folder in (places.law, places.office) if (folder / name).is_file())


def changed(folder: Path, name: str, old: str, new: str) -> Sources:
    """A copy with another text in one file, which has to have the old one."""
    places = copied(folder)
    change(file_of(places, name), old, new)
    return places


def change(file: Path, old: str, new: str) -> None:
    """Another text in a file, which has to have the old one."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
