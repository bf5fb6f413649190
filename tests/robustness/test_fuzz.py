"""A short run of the fuzzer, and that it would see what it looks for."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tests.effort import examples
from tests.robustness import fuzz
from tests.robustness.fuzz import Fuzz, harmed, main, summary, wrong_rows
from tests.robustness.originals import originals
from tests.specimens.books import CAN, WRITERS
from tests.specimens.damage import Harm, ways
from tests.specimens.submissions import submission
from wardreport.domain.figure import Status
from wardreport.domain.observation import Observation
from wardreport.domain.submission import ScreenedForm
from wardreport.workflow.sandbox import read_guarded

pytestmark = pytest.mark.slow

SEED, RUNS = 7, examples(195)


@pytest.mark.hypothesis
def test_no_damaged_file_is_read_wrongly(tmp_path: Path) -> None:
    outcome = Fuzz(SEED, kept=tmp_path / "kept").run(range(RUNS))
    assert outcome.faults == []
    assert sum(outcome.read.values()) == RUNS
    assert {name for name, _ in outcome.read} == set(WRITERS)
    assert {"accepted", "held", "corrupt"} <= {outcome for _, outcome in outcome.read}
    assert not (tmp_path / "kept").exists()


def test_the_same_seed_does_the_same_harm_and_most_harm_changes_something() -> None:
    made = [harmed(SEED, number) for number in range(130)]
    assert made == [harmed(SEED, number) for number in range(130)]
    changed = [harm.content != originals()[name][first] for name, (first, _), harm in made]
    assert sum(changed) > 120


@pytest.mark.parametrize("name", ["xlsx", "xls", "ods", "docx", "csv-utf8", "html", "xml-2003"])
def test_every_way_of_harm_gives_a_file(name: str) -> None:
    chance = random.Random(1)  # noqa: S311
    first, second = originals()[name][:2]
    assert len(ways(name)) >= 10
    for way in ways(name):
        harm = way(first, second, chance)
        assert isinstance(harm, Harm)
        assert harm.content


def test_what_clerks_and_programs_leave_in_an_original_changes_no_figure() -> None:
    truths = Fuzz(SEED)._truths
    for name, group in originals().items():
        plain, traits, *others, blank, full = [truths[name, number] for number in range(len(group))]
        assert traits == plain
        assert {status for status, _ in blank.values()} == {Status.BLANK}
        assert (full["hotspots"][0] is Status.INVALID) == ("numbers" in CAN[name])
        if others:
            second = others[0]
            assert second["comm_attendees"] == (Status.VALUE, Decimal(75))
        if name == "docx":
            told = {"prog_hiv": (Status.VALUE, True), "prog_drug": (Status.VALUE, True)}
            assert others[1] == {**second, **told, "prog_jobs": (Status.BLANK, None)}


def test_figures_that_no_original_has_are_wrong() -> None:
    truth = {"hotspots": (Status.VALUE, Decimal(4)), "fac_dance": (Status.BLANK, None)}
    same = Observation("hotspots", Status.VALUE, Decimal(4), "Bieu!C9")
    other = replace(same, value=Decimal(5))
    assert wrong_rows([same], truth) == set()
    assert wrong_rows([other], truth) == {17}
    assert wrong_rows([other], truth, {**truth, "hotspots": (Status.VALUE, Decimal(5))}) == set()
    assert wrong_rows([replace(same, status=Status.MISSING, value=None)], truth) == set()
    assert wrong_rows([Observation("fac_dance", Status.NIL, None, "Bieu!C9")], truth) == {7}


def _reads_wrongly(given: Iterable[Any], **options: Any) -> Iterator[ScreenedForm]:
    """Every figure above 20 is one too many."""
    for form in read_guarded(given, **options):
        observations = tuple(
            replace(o, value=o.value + 1) if isinstance(o.value, Decimal) and o.value > 20 else o
            for o in form.observations
        )
        yield replace(form, observations=observations)


def test_a_reader_that_reads_wrongly_is_seen_and_its_files_are_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    honest = Fuzz(SEED)._truths
    monkeypatch.setattr(fuzz, "KEPT", tmp_path)
    monkeypatch.setattr(fuzz, "read_guarded", _reads_wrongly)
    monkeypatch.setattr(Fuzz, "_read_originals", lambda _self: honest)
    assert main(["--seed", str(SEED), "--runs", "26"]) == 1
    said = capsys.readouterr().out
    kept = list(tmp_path.iterdir())
    assert kept
    for file in kept:
        number = file.stem.partition("-")[2]
        assert f"--seed {SEED} --only {number}" in said
        assert file.read_bytes() == harmed(SEED, int(number))[2].content


def test_a_child_that_is_lost_is_seen_and_so_is_an_error_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = originals()["csv-utf8"][0]
    given = submission(tmp_path, content, folder_unit=fuzz.UNIT)
    with fuzz.watched() as (lost, unforeseen):
        list(read_guarded([given]))
    assert lost == []
    given.content.unlink()  # an error that no reader foresees
    with fuzz.watched() as (lost, unforeseen):
        list(read_guarded([given]))
        assert unforeseen()
    assert lost == []
    given.content.write_bytes(content)
    with fuzz.watched() as (lost, _):
        list(read_guarded([given], seconds_a_file=0.000001))
    assert lost == [given.sha256]


def test_the_summary_counts_every_file() -> None:
    counts: Mapping[tuple[str, str], int] = {("xlsx", "held"): 3, ("xlsx", "corrupt"): 4, ("xls", "held"): 5}
    console = Console(width=80)
    with console.capture() as captured:
        console.print(summary(counts, "format"))
    lines = [line.replace("│", " ").split() for line in captured.get().splitlines()]
    assert ["xls", "·", "5", "5"] in lines
    assert ["xlsx", "4", "3", "7"] in lines
