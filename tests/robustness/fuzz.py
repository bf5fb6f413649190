"""Damages annexes of every format and reads them as the system does; ends with status 1 where that went wrong.

    python -m tests.robustness.fuzz --runs 5000 --seed 1

What is wrong, for every damaged file:

* the process that reads it dies, takes longer than it may, or meets an error that nobody foresaw; or ``read_guarded``
  or ``validate`` raises;
* it is accepted or held (so its figures are seen by somebody) with figures of *more rows of the form* than the harm can
  have hit. A figure is a value, a zero or a nil; what is blank, missing or unreadable claims nothing.

How many rows a harm can hit (``Harm.places``):

* bytes of a zip archive (xlsx, xlsm, ods, docx): none, since every part has a sum of its bytes. Two spliced archives
  have two truths: the figures of either.
* one damaged place inside a part whose sum was made again, in a record of an ``.xls``, or in a text: one row. There is
  no sum, and the damage may stand in the digits of the figure themselves, which no reader can know: 12 and 13 are both
  figures. It must not spread: a label that becomes another's is no reason to read a second row wrongly.
* several damaged places: as many rows. A line lost or doubled: none, labels say whose a figure is.

The same seed damages the same files in the same way; ``--only N`` reads the Nth alone. A damaged file that was read
wrongly is kept under ``var/fuzz``.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from tests.robustness.originals import originals
from tests.specimens.annexes import FORM
from tests.specimens.books import WRITERS
from tests.specimens.damage import Harm, damage
from tests.specimens.submissions import submission
from wardreport.domain.figure import Status
from wardreport.domain.finding import QUARANTINING, REJECTING, Verdict
from wardreport.domain.observation import Observation
from wardreport.domain.submission import ScreenedForm
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.rules.rule_book import RuleBook, load_rule_book
from wardreport.metadata.sources import RULES
from wardreport.stages.validate import validate
from wardreport.workflow import sandbox
from wardreport.workflow.sandbox import SECONDS_A_FILE, read_guarded
from wardreport.workflow.settings import PROJECT

UNIT = "01837"
BATCH = 500  # judging costs the same for one file as for hundreds
CHILDREN = 2
KEPT = PROJECT / "var" / "fuzz"
_FIGURES = frozenset({Status.VALUE, Status.ZERO, Status.NIL})
_UNFORESEEN = re.compile(r"^\w+ in \w+\.py line \d+$", re.M)  # what a child writes of an error that it did not expect
_ROW_OF = {name: row.row for row in FORM.rows for name in row.indicators}

Answers = Mapping[str, tuple[Status, Any]]


@dataclass(frozen=True)
class Fault:
    """One file that was not read as it should be."""

    number: int
    name: str
    way: str
    what: str
    kept: Path


@dataclass
class Outcome:
    """What a run gave."""

    read: Counter[tuple[str, str]] = field(default_factory=Counter)  # (format, outcome)
    ways: Counter[tuple[str, str]] = field(default_factory=Counter)  # (way, outcome)
    faults: list[Fault] = field(default_factory=list)


def harmed(seed: int, number: int) -> tuple[str, tuple[int, int], Harm]:
    """The damaged file of that number: its format, which originals it was made of, and what happened to it."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311
    name = list(WRITERS)[number % len(WRITERS)]
    files = originals()[name]
    first, second = chance.sample(range(len(files)), 2)
    return name, (first, second), damage(name, files[first], files[second], chance)


def answers_of(form: ScreenedForm) -> Answers:
    return {o.indicator: (o.status, o.value) for o in form.observations}


def wrong_rows(observations: Sequence[Observation], *truths: Answers) -> set[int]:
    """The rows of the form with a figure that none of the truths has there."""
    return {
        _ROW_OF[o.indicator]
        for o in observations
        if o.status in _FIGURES and all((o.status, o.value) != truth[o.indicator] for truth in truths)
    }


@contextmanager
def watched() -> Iterator[tuple[list[str], Callable[[], bool]]]:
    """What becomes of the children: the hashes of the files that cost one, and whether one met an unforeseen error."""
    lost: list[str] = []
    said: list[bytes] = []
    refuse, processes = sandbox._refused, sandbox.subprocess
    out, into = os.pipe()  # a child may write no file

    def refused(given: Any, why: Any) -> ScreenedForm:  # in this process it is called for a lost child only
        lost.append(given.sha256)
        return refuse(given, why)

    def start(*command: Any, **options: Any) -> Any:
        return processes.Popen(*command, **{**options, "stderr": into})

    def listen() -> None:
        while chunk := os.read(out, 1 << 16):
            said.append(chunk)

    def unforeseen() -> bool:
        """To be asked when the children have ended."""
        os.close(into)
        listener.join()
        return bool(_UNFORESEEN.search(b"".join(said).decode(errors="replace")))

    listener = Thread(target=listen)
    listener.start()
    instead = SimpleNamespace(Popen=start, PIPE=processes.PIPE, DEVNULL=processes.DEVNULL)
    with patch.object(sandbox, "_refused", refused), patch.object(sandbox, "subprocess", instead):
        yield lost, unforeseen
    if listener.is_alive():
        unforeseen()
    os.close(out)


class Fuzz:
    """Reads damaged files in batches and judges what was read."""

    def __init__(self, seed: int, kept: Path | None = None) -> None:
        self.outcome = Outcome()
        self._seed = seed
        self._kept = kept or KEPT
        self._metadata: Metadata = load_metadata()
        self._rule_book: RuleBook = load_rule_book(RULES, self._metadata)
        self._truths = self._read_originals()

    def _read_originals(self) -> Mapping[tuple[str, int], Answers]:
        with tempfile.TemporaryDirectory() as folder:
            files = [(name, n, content) for name, group in originals().items() for n, content in enumerate(group)]
            given = [submission(Path(folder), content, folder_unit=UNIT) for *_, content in files]
            forms = list(read_guarded(given, children=CHILDREN))
        return {(name, n): answers_of(form) for (name, n, _), form in zip(files, forms, strict=True)}

    def run(self, numbers: Sequence[int], tell: Callable[[int, int], None] = lambda _done, _faults: None) -> Outcome:
        for start in range(0, len(numbers), BATCH):
            self._batch(numbers[start : start + BATCH])
            tell(min(start + BATCH, len(numbers)), len(self.outcome.faults))
        return self.outcome

    def _batch(self, numbers: Sequence[int]) -> None:
        made = [harmed(self._seed, number) for number in numbers]
        with tempfile.TemporaryDirectory() as folder:
            given = [submission(Path(folder), harm.content, folder_unit=UNIT) for *_, harm in made]
            with watched() as (lost, unforeseen):
                forms = list(read_guarded(given, children=CHILDREN))
                met = unforeseen()
            guilty = {form.submission.sha256 for form in forms if met and _refused(form) and self._alone(form)}
        verdicts = self._verdicts([self._is_a_wards(name, which[0]) for name, which, _ in made], forms)
        for number, (name, which, harm), form, verdict in zip(numbers, made, forms, verdicts, strict=True):
            sha256 = form.submission.sha256
            self._count(name, harm, form, verdict)
            if sha256 in lost:
                self._fault(number, name, harm, f"the process that read it was lost or took over {SECONDS_A_FILE} s")
            if sha256 in guilty:
                self._fault(number, name, harm, "an error that nobody foresaw")
            if verdict in (Verdict.ACCEPTED, Verdict.HELD):
                truths = [self._truths[name, n] for n in (which if harm.joined else which[:1])]
                wrong = wrong_rows(form.observations, *truths)
                if len(wrong) > harm.places:
                    rows = ", ".join(map(str, sorted(wrong)))
                    self._fault(number, name, harm, f"{verdict} with other figures on rows {rows}")

    def _verdicts(self, of_a_ward: Sequence[bool], forms: Sequence[ScreenedForm]) -> Sequence[Verdict]:
        """By validate where the figures are a ward's; no ward may fill every row, so that the full form is never better
        than held, and its hundred broken rules for each file would only take time.
        """
        judged = [form for is_a_wards, form in zip(of_a_ward, forms, strict=True) if is_a_wards]
        report, _ = validate(judged, self._rule_book, self._metadata)
        by_rules = iter(report.submissions)
        return [
            next(by_rules).verdict if is_a_wards else _at_best(form)
            for is_a_wards, form in zip(of_a_ward, forms, strict=True)
        ]

    @staticmethod
    def _is_a_wards(name: str, used: int) -> bool:
        return used < len(originals()[name]) - 1

    @staticmethod
    def _alone(form: ScreenedForm) -> bool:
        with watched() as (_, unforeseen):
            list(read_guarded([form.submission]))
            return unforeseen()

    def _count(self, name: str, harm: Harm, form: ScreenedForm, verdict: Verdict) -> None:
        rules = [detection.rule for detection in form.detections]
        outcome = str(verdict) if verdict is not Verdict.REJECTED or not rules else rules[0].partition(".")[2]
        self.outcome.read[name, outcome] += 1
        self.outcome.ways[harm.way, outcome] += 1

    def _fault(self, number: int, name: str, harm: Harm, what: str) -> None:
        self._kept.mkdir(parents=True, exist_ok=True)
        kept = self._kept / f"{self._seed}-{number}.{name}"
        kept.write_bytes(harm.content)
        self.outcome.faults.append(Fault(number, name, harm.way, what, kept))


def _at_best(form: ScreenedForm) -> Verdict:
    rules = {detection.rule for detection in form.detections}
    if rules & QUARANTINING:
        return Verdict.QUARANTINED
    return Verdict.REJECTED if rules & REJECTING else Verdict.HELD


def _refused(form: ScreenedForm) -> bool:
    return any(detection.rule in ("file.corrupt", "file.too_large") for detection in form.detections)


def summary(counts: Mapping[tuple[str, str], int], first: str) -> Table:
    """How many of each outcome, one line a format or a way."""
    table = Table()
    outcomes = sorted({outcome for _, outcome in counts})
    for heading in (first, *outcomes, "all"):
        table.add_column(heading, justify="left" if heading == first else "right")
    for key in dict.fromkeys(sorted(key for key, _ in counts)):
        numbers = [counts.get((key, outcome), 0) for outcome in outcomes]
        table.add_row(key, *(str(n) if n else "·" for n in numbers), str(sum(numbers)))
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(
        prog="python -m tests.robustness.fuzz", description="Damages annexes and reads them."
    )
    options.add_argument("--runs", type=int, default=5000)
    options.add_argument("--seed", type=int, default=None, help="the same seed, the same damage")
    options.add_argument("--only", type=int, default=None, help="the number of one damaged file")
    options.add_argument("--ways", action="store_true", help="a second table, by what happened to the files")
    given = options.parse_args(arguments)
    seed = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    console = Console(width=None if sys.stdout.isatty() else 150)
    console.print(f"seed {seed}", highlight=False)
    numbers = range(given.runs) if given.only is None else [given.only]

    def tell(done: int, faults: int) -> None:
        end = "\r" if console.is_terminal and done < len(numbers) else "\n"
        console.print(f"{done} of {len(numbers)} read, {faults} wrong", end=end, highlight=False)

    outcome = Fuzz(seed).run(numbers, tell)
    console.print(summary(outcome.read, "format"))
    if given.ways:
        console.print(summary(outcome.ways, "harm"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    console.print(f"largest child {peak} MiB of {sandbox.MEMORY_BYTES >> 20} that it may have", highlight=False)
    for fault in outcome.faults:
        again = f"--seed {seed} --only {fault.number}"
        console.print(
            f"{fault.name}, {fault.way}: {fault.what}\n  {again}, {fault.kept}", highlight=False, soft_wrap=True
        )
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
