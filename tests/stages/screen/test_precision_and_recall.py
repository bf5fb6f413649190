"""How much the screen finds and how often it is wrong, on a labelled set; docs/privacy-screen.md tells the same."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.stages.screen.labelled_set import PARTS, Labelled, labelled_set, unlisted
from tests.stages.screen.texts import found
from wardreport.metadata import Metadata
from wardreport.workflow.settings import PROJECT

DOCUMENT = PROJECT / "docs" / "privacy-screen.md"
BEGIN, END = "<!-- measured -->\n", "<!-- end of measured -->"
RECALL = {"id_number": 0.98, "phone": 0.98, "email": 0.98, "plate": 0.98, "person_name": 0.93, "place_name": 0.9}
PRECISION = 0.97  # over all rules
Counts = Counter[tuple[str, str, str]]


@pytest.fixture(scope="module")
def counts(metadata: Metadata) -> Counts:
    """By part and rule: right hits, wrong hits, misses; and the texts that should pass."""
    counted: Counts = Counter()
    for item in labelled_set(metadata):
        said = found(metadata, item.text) - {"free_text"}
        due = {item.rule.removeprefix("privacy.")} if item.rule else set()
        for rule in said | due:
            counted[item.part, rule, "right" if rule in said & due else "wrong" if rule in said else "missed"] += 1
        if not due:
            counted[item.part, "", "passed" if not said else "stopped"] += 1
    for text in unlisted():
        counted["unlisted", "", "found" if "person_name" in found(metadata, text) else "missed"] += 1
    return counted


def table(counts: Counts) -> str:
    """The measured table as the document has it."""
    lines = ["| rule | part | texts | precision | recall |", "| --- | --- | ---: | ---: | ---: |"]
    for rule in RECALL:
        for part in PARTS:
            right, wrong, missed = (counts[part, rule, kind] for kind in ("right", "wrong", "missed"))
            shares = f"{right / (right + wrong):.3f} | {right / (right + missed):.3f}"
            lines.append(f"| {rule} | {part.replace('_', '-')} | {right + missed} | {shares} |")
    for part in PARTS:
        passed, stopped = counts[part, "", "passed"], counts[part, "", "stopped"]
        lines.append(
            f"\n{part.replace('_', '-').capitalize()}: of {passed + stopped} texts that name nobody "
            f"{stopped} were stopped."
        )
    right, missed = counts["unlisted", "", "found"], counts["unlisted", "", "missed"]
    lines.append(f"\nPersons whose surname is in no list: {right} of {right + missed} found.")
    return "\n".join(lines) + "\n"


def test_the_set_is_large_and_always_the_same(metadata: Metadata) -> None:
    made = labelled_set(metadata)
    assert len(made) >= 3000
    assert made == labelled_set(metadata)
    assert Labelled("I. THỰC TRẠNG TÌNH HÌNH", None, "tuned") in made


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("rule", RECALL)
def test_recall(rule: str, part: str, counts: Counts) -> None:
    right, missed = counts[part, rule, "right"], counts[part, rule, "missed"]
    assert right / (right + missed) >= RECALL[rule]


@pytest.mark.parametrize("part", PARTS)
def test_precision(part: str, counts: Counts) -> None:
    right, wrong = (sum(counts[part, rule, kind] for rule in RECALL) for kind in ("right", "wrong"))
    assert right / (right + wrong) >= PRECISION


def test_the_document_has_what_was_measured(counts: Counts) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    told = re.search(re.escape(BEGIN) + "(.*?)" + re.escape(END), text, re.S)
    assert told, f"{DOCUMENT.name} has lost its markers"
    assert told[1].strip() == table(counts).strip(), f"put this into {DOCUMENT.name}:\n{table(counts)}"
