"""What comparison rests on: numbers in one spelling, and passages that find their partners."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata
from wardreport.review.edited_report.alignment import align
from wardreport.review.edited_report.document_numbers import NUMBERS, load_document_numbers
from wardreport.review.edited_report.narrative_patterns import PATTERNS, load_narrative_patterns
from wardreport.review.edited_report.wording import WORDING, load_wording
from wardreport.review.edited_report.written_tokens import number_key
from wardreport.writing.written_figures import written_number

WORDS = st.lists(st.text("abc #", min_size=1, max_size=12), max_size=12)


@given(st.integers(0, 10**12), st.integers(0, 2))
def test_a_whole_number_has_one_key_in_all_its_spellings(number: int, zeros: int) -> None:
    assert number_key(written_number(Decimal(number))) == number_key(f"{'0' * zeros}{number}") == str(number)


@given(st.from_regex(r"[0-9]{1,3}([.,][0-9]{1,3}){0,3}", fullmatch=True), st.data())
def test_another_digit_is_another_key(written: str, data: st.DataObject) -> None:
    places = [place for place, sign in enumerate(written) if sign.isdigit()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != written[place]]))
    assert number_key(written[:place] + digit + written[place + 1 :]) != number_key(written)


@given(WORDS, WORDS)
def test_every_passage_has_one_place(expected: list[str], found: list[str]) -> None:
    alignment = align(expected, found)
    assert sorted([*(n for pair in alignment.pairs for n in pair.expected), *alignment.gone]) == list(
        range(len(expected))
    )
    assert sorted([*(n for pair in alignment.pairs for n in pair.found), *alignment.new]) == list(range(len(found)))


@given(WORDS)
def test_a_text_is_its_own_partner(texts: list[str]) -> None:
    assert [(pair.expected, pair.found) for pair in align(texts, texts).pairs] == [
        ([n], [n]) for n in range(len(texts))
    ]


def test_fixed_passages_are_met_only_by_the_same() -> None:
    assert align(["viết tiếp phần này"], ["viết tiếp phần kia"]).pairs
    assert align(["viết tiếp phần này"], ["viết tiếp phần kia"], fixed=[0]).gone == (0,)


@pytest.mark.parametrize(
    ("data", "old", "new", "refused"),
    [
        (PATTERNS, "indicator: fac_lodging", "indicator: fac_lodgin", "unknown indicator fac_lodgin"),
        (PATTERNS, "total: comm_sessions", "total: sessions", "unknown indicator sessions"),
        (PATTERNS, "{n} thành viên", "thành viên", "thành viên: {n} is to stand in it once"),
        (PATTERNS, "{n} thành viên", "{n} (thành viên", "not a regular expression"),
        (PATTERNS, "results_end: [", "results_stop: [", "results_stop"),
        (PATTERNS, "each: [", "eech: [", "eech"),
        (WORDING, "answers: [", "answer: [", "answer"),
        (WORDING, "'tháng\\s+\\d{1,2}'", "'tháng(\\s+\\d{1,2}'", "not a regular expression"),
        (NUMBERS, "kinds: [", "kind: [", "kind"),
    ],
)
def test_a_data_file_is_refused_with_one_line(
    data: Path, old: str, new: str, refused: str, tmp_path: Path, metadata: Metadata
) -> None:
    text = data.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / data.name
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        if data == PATTERNS:
            load_narrative_patterns(frozenset(metadata.indicators), file)
        elif data == WORDING:
            load_wording(file)
        else:
            load_document_numbers(file)
    assert refused in str(raised.value)
    assert str(raised.value).startswith(data.name)
    assert "\n" not in str(raised.value)
