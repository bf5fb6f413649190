"""A rule book of some rules, for tests of what follows from them: Great Expectations takes over a second for all."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

import yaml

from wardreport.metadata.sources import RULES

JUDGING = frozenset(
    {  # what figures are held to, which such tests break; what reading a file detects is there whole
        "partition-fac_total",
        "partition-team_total",
        "subset-fac_committed",
        "subset-supported_legal",
        "emptied-cell",
        "not-filled-in",
        "consolidated-subset-fac_inspected",
        "not-a-number-own",
        "qualified-own",
    }
)


def write_few_rules(folder: Path, judging: Collection[str] = JUDGING) -> Path:
    """The project's rule book without all other rules that judge figures, as a folder of such files."""
    shutil.copytree(RULES, folder)
    for file in folder.glob("*.yaml"):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        given = content.get("expectations", [])
        kept = [rule for rule in given if {**content, **rule}.get("grain") == "detection" or rule["id"] in judging]
        if given and kept:
            file.write_text(yaml.safe_dump({**content, "expectations": kept}, allow_unicode=True), encoding="utf-8")
        elif given:
            file.unlink()
    return folder
