"""How much the screen finds and how often it is wrong, on a labelled set; docs/privacy-screen.md tells the same.

Of the hold-out (``hold_out_set.py``) a failure shows totals by kind and no text: nobody tunes on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import pytest

from tests.stages.screen.measured import hold_out_set, labelled_set
from tests.stages.screen.measured.added_kinds import RULE_OF_KIND as ADDED_KINDS
from tests.stages.screen.measured.labelled_set import unlisted
from tests.stages.screen.measured.labelled_words import PART as TUNED
from tests.stages.screen.measured.labelled_words import Labelled
from tests.stages.screen.measured.written_afresh import KIND as AFRESH
from tests.stages.screen.texts import found
from wardreport.metadata import Metadata
from wardreport.workflow.settings import PROJECT

pytestmark = pytest.mark.slow

DOCUMENT = PROJECT / "docs" / "privacy-screen.md"
BEGIN, END = "<!-- measured -->\n", "<!-- end of measured -->"
PARTS = (TUNED, hold_out_set.PART)
KINDS = (*labelled_set.KINDS, *(kind for kind in hold_out_set.KINDS if kind not in labelled_set.KINDS))
HARMLESS = "harmless"
RECALL = 0.97  # over all kinds
RECALL_OF_A_KIND = 0.9
FALSE_ALARMS = 0.01
Counts = Counter[tuple[str, str, bool]]


@pytest.fixture(scope="module")
def counts(metadata: Metadata) -> Counts:
    """By part and kind how many texts the screen judged right: the due rule found, or nothing in what is harmless."""
    counted: Counts = Counter()
    for item in _both(metadata):
        said = found(metadata, item.text) - {"free_text"}
        counted[item.part, item.kind, item.rule.removeprefix("privacy.") in said if item.rule else not said] += 1
    for text in unlisted():
        counted["unlisted", "name", "person_name" in found(metadata, text)] += 1
    return counted


def _both(metadata: Metadata) -> Iterable[Labelled]:
    yield from labelled_set.labelled_set(metadata)
    yield from hold_out_set.hold_out_set(metadata)


def _right(counts: Counts, part: str, kinds: Iterable[str]) -> tuple[int, int]:
    right, wrong = (sum(counts[part, kind, judged] for kind in kinds) for judged in (True, False))
    return right, right + wrong


def _share(counts: Counts, part: str, kinds: Iterable[str]) -> float:
    right, texts = _right(counts, part, kinds)
    return right / texts


def table(counts: Counts) -> str:
    """The measured table as the document has it."""
    lines = ["| kind | tuned: texts | found | hold-out: texts | found |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, kinds in (*((kind, (kind,)) for kind in KINDS), ("**all**", KINDS)):
        cells = [_right(counts, part, kinds) for part in PARTS]
        shown = (f"{texts:,} | {right / texts:.3f}" if texts else "|" for right, texts in cells)
        lines.append(f"| {name} | {' | '.join(shown)} |")
    for part, name in zip(PARTS, ("Tuned", "Hold-out"), strict=True):
        right, texts = _right(counts, part, (HARMLESS,))
        lines.append(f"\n{name}: of {texts:,} harmless texts {texts - right} were stopped.")
    right, texts = _right(counts, "unlisted", ("name",))
    lines.append(f"\nPersons whose surname is in no list: {right} of {texts} found.")
    return "\n".join(lines) + "\n"


def test_the_set_is_large_and_always_the_same(metadata: Metadata) -> None:
    made = tuple(_both(metadata))
    assert len(made) >= 11_000
    assert sum(item.part == hold_out_set.PART for item in made) >= 4_000
    assert made == tuple(_both(metadata))
    assert Labelled("I. THỰC TRẠNG TÌNH HÌNH", None, "tuned", HARMLESS) in made


def test_no_text_and_no_list_is_in_both_parts_but_the_names_of_units(metadata: Metadata) -> None:
    tuned = {item.text for item in labelled_set.labelled_set(metadata) if item.rule}
    held_out = {item.text for item in hold_out_set.hold_out_set(metadata) if item.rule}
    assert len(tuned & held_out) <= len(held_out) // 100


@pytest.mark.parametrize("part", PARTS)
def test_recall_over_all_kinds(part: str, counts: Counts) -> None:
    assert _share(counts, part, KINDS) >= RECALL


@pytest.mark.parametrize(
    ("part", "kind"),
    [(TUNED, kind) for kind in labelled_set.KINDS]
    + [(hold_out_set.PART, kind) for kind in (*hold_out_set.KINDS, *ADDED_KINDS, AFRESH)],
)
def test_recall_of_each_kind(part: str, kind: str, counts: Counts) -> None:
    assert _share(counts, part, (kind,)) >= RECALL_OF_A_KIND


@pytest.mark.parametrize("part", PARTS)
def test_false_alarms(part: str, counts: Counts) -> None:
    assert 1 - _share(counts, part, (HARMLESS,)) <= FALSE_ALARMS


def test_the_document_has_what_was_measured(counts: Counts) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    told = re.search(re.escape(BEGIN) + "(.*?)" + re.escape(END), text, re.S)
    assert told, f"{DOCUMENT.name} has lost its markers"
    assert told[1].strip() == table(counts).strip(), f"put this into {DOCUMENT.name}:\n{table(counts)}"
