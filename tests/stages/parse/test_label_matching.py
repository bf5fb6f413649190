"""A label with a typing slip is its row's, and never another's."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.specimens.submissions import PERIOD
from wardreport.metadata import load_metadata
from wardreport.metadata.form_versions import RowKind
from wardreport.stages.parse.label_matching import RowMatcher, known_labels

FORM = load_metadata().form(PERIOD)
KNOWN = known_labels(FORM)
LABELLED = [row for row in FORM.rows if row.kind is RowKind.DATA and row.label]


def _indicator(label: str, *before: str) -> str | None:
    """Which indicator a label is, after the labels of other rows."""
    matcher = RowMatcher(FORM)
    for number, other in enumerate(before, start=1):
        assert matcher.match(number, other, "") is not None
    row = matcher.match(100, label, "")
    return row.indicators[0] if row is not None else None


@pytest.mark.parametrize(
    ("label", "indicator"),
    [
        ("- Số tụ điểm, đia bàn phức tạp về tệ nạn mại dâm", "hotspots"),
        ("- Tổng số ngưòi bán dâm ước tính", "sw_estimated"),
        ("+ Vũ truờng", "fac_dance"),
        ("+ Nha hàng karaoke & cơ sở massage", "fac_karaoke_massage"),
        ("+ Số người bán dâm là nử giới", "sw_recorded_female"),
        ("+ Chương trình phòng chông HIV/AIDS", "prog_hiv"),
        ("- Tổng số đội kiểm tra liên ngành phòng, chống mại dâm tại địa phương", "team_total"),
        ("- Số thành viên tham gia đội kiểm tra liên ngành PCMD", "member_total"),
    ],
)
def test_a_slip_and_an_abbreviation(label: str, indicator: str | None) -> None:
    assert _indicator(label) == indicator


@pytest.mark.parametrize(
    "label",
    [
        "+ Số người bán dâm dưới 16 tuổi",  # another number is another measure
        "+ Số người bán dâm là nm giới khác",
        "Vũ tr",
        "+ Đội cấp xã",
        "- Tổng số người",
        "Tổng cộng",
        "- Số người",
        "x",
        "",
    ],
)
def test_what_is_no_slip_is_nobodys_row(label: str) -> None:
    assert _indicator(label) is None


def test_a_slip_is_remembered_and_an_exact_label_is_not() -> None:
    matcher = RowMatcher(FORM)
    matcher.match(7, "+ Vũ trường", "")
    matcher.match(8, "- Tổng số ngưòi bán dâm ước tính", "")
    assert {sheet_row: row.indicators[0] for sheet_row, row in matcher.approximate.items()} == {8: "sw_estimated"}


@given(row=st.sampled_from(LABELLED), seed=st.integers(min_value=0), slips=st.integers(min_value=1, max_value=2))
def test_a_damaged_label_is_its_own_row_or_none(row: object, seed: int, slips: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    letters = list(row.label)  # type: ignore[attr-defined]
    for _ in range(slips):
        at = chance.randrange(len(letters))
        letters[at] = chance.choice("abcdeghiklmnopqrstuvxyàáảãạ ")
    key = KNOWN.key_of("".join(letters))
    nearest = key if key in KNOWN.rows else KNOWN.nearest(key)
    assert nearest is None or row in KNOWN.rows[nearest]


def test_most_single_slips_are_understood() -> None:
    chance = random.Random(1)  # noqa: S311
    tried = understood = 0
    for row in LABELLED:
        for _ in range(5):
            letters = list(row.label)
            at = chance.choice([n for n, letter in enumerate(letters) if letter.isalpha()])
            letters[at] = chance.choice("abcdeghiklmnopqrstuvxy")
            key = KNOWN.key_of("".join(letters))
            tried += 1
            understood += row in KNOWN.rows.get(key, ()) or row in KNOWN.rows.get(KNOWN.nearest(key) or "", ())
    assert understood / tried > 0.9


SAME = "+ Số người bán dâm dưới 18 tuổi"
RECORDED, OFFENDERS, SANCTIONED = (
    next(row.label for row in FORM.rows if name in row.indicators)
    for name in ("sw_recorded", "offenders", "sanctioned")
)
SECTION = next(row.label for row in FORM.rows if row.section == "II.4" and row.kind is RowKind.HEADING)


def test_the_path_tells_rows_with_one_label_apart() -> None:
    assert _indicator(SAME, RECORDED) == "sw_recorded_u18"
    assert _indicator(SAME, RECORDED, SECTION, OFFENDERS) == "offenders_seller_u18"
    assert _indicator(SAME, RECORDED, SECTION, OFFENDERS, SANCTIONED) == "sanctioned_seller_u18"


def test_a_foreign_row_between_does_not_change_the_path() -> None:
    raids = "- Số cuộc truy quét tại địa điểm công cộng"
    assert _indicator(SAME, RECORDED, raids) == "sw_recorded_u18"
    facilities = "- Tổng số cơ sở kinh doanh dịch vụ dễ phát sinh tệ nạn mại dâm hiện có trên địa bàn"
    assert _indicator(SAME, RECORDED, SECTION, OFFENDERS, facilities) == "offenders_seller_u18"


def test_without_its_block_a_like_named_row_is_nobodys() -> None:
    assert _indicator(SAME) is None
    assert _indicator(SAME, RECORDED, SECTION) is None  # the row that opens either block of the section is gone


def test_a_block_that_strayed_into_another_section_says_nothing_of_its_rows() -> None:
    first = next(row.label for row in FORM.rows if row.section == "I.4" and row.kind is RowKind.HEADING)
    assert _indicator(SAME, first, OFFENDERS) is None  # neither the offenders' nor the recorded ones'
    assert _indicator(SAME, first, RECORDED) == "sw_recorded_u18"
    assert _indicator(SAME, SECTION, RECORDED) is None
