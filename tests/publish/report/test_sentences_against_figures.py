"""The report's sentences over generated figures: they say what the figures say, and nothing else."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.publish.report.spoken_releases import PERIOD, content_of, number_of, numbers_in, texts_of
from wardreport.domain.figure import Figure, FigureStatus
from wardreport.metadata import load_metadata
from wardreport.metadata.indicators import Time, ValueType
from wardreport.publish.report.report_sentences import SECTIONS, report_sections
from wardreport.publish.report.sentence_outline import OUTLINE, PHRASES, read_sentence_outline

pytestmark = pytest.mark.slow

METADATA = load_metadata()
READ = read_sentence_outline(METADATA, SECTIONS)


def _statuses(numbers: st.SearchStrategy[Decimal]) -> st.SearchStrategy[tuple[FigureStatus, Decimal | None]]:
    valued = numbers.map(lambda n: (FigureStatus.VALUE if n else FigureStatus.ZERO, n))
    others = st.sampled_from([FigureStatus.NIL, FigureStatus.UNAVAILABLE, FigureStatus.SUPPRESSED])
    return st.one_of(valued, valued, others.map(lambda status: (status, None)))


COUNTS = st.one_of(st.integers(0, 30), st.integers(0, 10**12)).map(Decimal)
AMOUNTS = st.decimals(0, 10**9, places=2, allow_nan=False)
PERCENTAGES = st.decimals(0, 100, places=2, allow_nan=False)
MISSING = st.sampled_from([(), (), ("x0",), ("x0", "x1")])


def _figures(indicator: str) -> st.SearchStrategy[Figure]:
    kind = METADATA.indicators[indicator].value_type
    numbers = {ValueType.COUNT: COUNTS, ValueType.MONEY: AMOUNTS, ValueType.RATIO: PERCENTAGES}
    if kind is ValueType.YESNO:
        one = st.sampled_from([(FigureStatus.VALUE, True), (FigureStatus.VALUE, False), (FigureStatus.NIL, None)])
        return st.builds(lambda answer, missing: Figure(indicator, *answer, outstanding=missing), one, MISSING)
    return st.builds(
        lambda pair, missing: Figure(indicator, *pair, outstanding=missing), _statuses(numbers[kind]), MISSING
    )


COMPARED = sorted(
    {name for statements in READ.sections.values() for statement in statements for name in statement.compared}
)
TRIPLES = st.sampled_from(COMPARED).flatmap(lambda name: st.tuples(*[_figures(name)] * 3))
TABLES = st.dictionaries(st.sampled_from(list(METADATA.form(PERIOD).row_of)), st.none(), max_size=14).flatmap(
    lambda names: st.fixed_dictionaries({name: _figures(name) for name in names})
)
MOVEMENT = re.compile(
    r"(tăng|giảm) ([\d.,]+\d|\d) ([^()]*?)(?: \(([\d.,]+)%\))? so với (.*?)(?= và (?:tăng|giảm|không)|[,.;]|$)"
)
STANDSTILL = re.compile(r"không thay đổi so với (.*?)(?= và (?:tăng|giảm|không)|[,.;]|$)")


def _half_up(share: Fraction) -> Decimal:
    return Decimal(int(share * 10000 + Fraction(1, 2))) / 100


@given(TRIPLES)
def test_a_comparison_says_what_the_figures_say(triple: tuple[Figure, Figure, Figure]) -> None:
    now, before, last_year = triple
    indicator = METADATA.indicators[now.indicator]
    called = {"6 tháng đầu năm 2024": before, "cùng kỳ năm 2023": last_year}
    if indicator.time is Time.ANNUAL:
        called = {"năm 2023": last_year}
    name = now.indicator
    content = content_of(METADATA, {name: now}, before={name: before}, last_year={name: last_year})
    text = " ".join(texts_of(report_sections(content, METADATA)))
    moved = {base: found.groups() for found in MOVEMENT.finditer(text) for base in found[5].split(" và ")}
    same = {base for periods in STANDSTILL.findall(text) for base in periods.split(" và ")}
    assert set(moved) <= set(called)
    for base, earlier in called.items():
        shown = not (now.partial or earlier.partial)
        ratio = indicator.value_type is ValueType.RATIO
        told_now = now.status is FigureStatus.VALUE or (ratio and now.status is FigureStatus.ZERO)
        if not (shown and told_now and earlier.value is not None):
            assert base not in {*moved, *same}
            continue
        assert isinstance(now.value, Decimal)
        assert isinstance(earlier.value, Decimal)
        difference = now.value - earlier.value
        assert (base in same) is (difference == 0)
        assert (base in moved) is (difference != 0)
        if difference:
            direction, size, unit, percent, _ = moved[base]
            assert direction == ("tăng" if difference > 0 else "giảm")
            assert number_of(size) == abs(difference)
            assert ratio is (unit == "điểm phần trăm")
            share = Fraction(abs(difference)) / Fraction(earlier.value) if earlier.value >= 10 else Fraction(0)
            expected = _half_up(share) if not ratio else Decimal(0)
            assert (number_of(percent) if percent else Decimal(0)) == expected


@settings(max_examples=examples(40))
@given(TRIPLES)
def test_what_is_protected_or_incomplete_is_told_of_no_period(triple: tuple[Figure, Figure, Figure]) -> None:
    now, before, last_year = triple
    name = now.indicator
    alone = report_sections(content_of(METADATA, {name: now}), METADATA)
    hidden = [replace(f, status=FigureStatus.SUPPRESSED, value=None) for f in (before, last_year)]
    partial = [replace(f, outstanding=("x9",)) for f in (before, last_year)]
    for first, second in (hidden, partial):
        content = content_of(METADATA, {name: now}, before={name: first}, last_year={name: second})
        assert report_sections(content, METADATA) == alone
    now = replace(now, status=FigureStatus.SUPPRESSED, value=None)
    alone = report_sections(content_of(METADATA, {name: now}), METADATA)
    assert report_sections(content_of(METADATA, {name: now}, before={name: before}), METADATA) == alone


def _constants() -> set[Decimal]:
    """The numbers in the texts themselves, in the names of the half years, and of units missing."""
    texts = [PHRASES.read_text(encoding="utf-8"), OUTLINE.read_text(encoding="utf-8")]
    texts += [cycle.head_line for cycle in METADATA.cycles.values()]
    return {found for text in texts for found in numbers_in(text)} | {Decimal(1), Decimal(2)}


CONSTANTS = _constants()


@given(TABLES, TABLES, TABLES)
def test_every_number_is_a_figure_or_comes_of_two(
    now: dict[str, Figure], before: dict[str, Figure], last_year: dict[str, Figure]
) -> None:
    content = content_of(METADATA, now, before=before, last_year=last_year)
    allowed = set(CONSTANTS)
    for name, present in now.items():
        bases = [table[name].value for table in (before, last_year) if name in table]
        for value in [present.value, *bases]:
            if isinstance(value, Decimal):
                allowed.add(value)
        for base in bases:
            if isinstance(base, Decimal) and isinstance(present.value, Decimal):
                allowed.add(abs(present.value - base))
                if base:
                    allowed.add(_half_up(Fraction(abs(present.value - base)) / Fraction(base)))
    allowed |= {*_sums_of_parts(now)}
    sections = report_sections(content, METADATA)
    assert tuple(sections) == SECTIONS
    for text in texts_of(sections):
        assert set(numbers_in(text)) <= allowed, text
        assert not {"{", "}", "[", "]"} & set(text)
        assert text.startswith(("- ", "+ "))
        assert text.endswith((".", ":", ";"))
        assert "  " not in text


def _sums_of_parts(now: dict[str, Figure]) -> Iterator[Decimal]:
    """Of every total that stands there with all its parts, where each of them is known."""
    unknown = (FigureStatus.UNAVAILABLE, FigureStatus.SUPPRESSED)
    for total in now:
        of_total = {name for name, one in METADATA.indicators.items() if (one.parent, one.relation) == (total, "part")}
        parts = of_total & set(METADATA.form(PERIOD).row_of)
        if parts <= now.keys() and all(now[name].status not in unknown for name in parts):
            yield sum((Decimal(now[name].value or 0) for name in parts), Decimal(0))


@given(TABLES)
def test_no_sentence_says_that_nothing_occurred_where_something_did(now: dict[str, Figure]) -> None:
    nothing = re.compile(r"(?:không phát sinh|không ghi nhận|không có|chưa ghi nhận) ([^.]*)")
    for section, lines in report_sections(content_of(METADATA, now), METADATA).items():
        denied = " ".join(found for line in lines for found in nothing.findall(line.text))
        for name in _figures_of(section) & now.keys():
            noun = READ.phrases[name].noun.replace("{year}", "2024")
            if now[name].status is FigureStatus.VALUE and isinstance(now[name].value, Decimal):
                assert not re.search(rf"(?:^|; |, | và ){re.escape(noun)}(?:$|;| \()", denied)


def _figures_of(section: str) -> set[str]:
    return {name for statement in READ.sections.get(section, ()) for name in statement.figures}
