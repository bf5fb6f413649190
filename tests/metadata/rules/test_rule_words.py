"""What the rule book says to reviewers and clerks is Vietnamese, and speaks of nothing that they cannot know."""

import re
from collections.abc import Iterable

import pytest

from wardreport.metadata.rules.rule_book import RuleBook

# as whole words none of these is Vietnamese
ENGLISH = (
    *("the", "of", "and", "or", "is", "are", "was", "were", "that", "which", "with", "for", "from", "not", "when"),
    *("by", "as", "at", "it", "its", "this", "than", "one", "only", "must", "where", "what", "section", "article"),
    *("anomaly", "decree", "law", "figure", "figures", "form", "rule", "value", "error", "unit", "count"),
)
_OURS = {
    "a page of the developers": re.compile(r"DESIGN|\bdocs/|\.md\b"),
    "the number of an anomaly": re.compile(r"\bA\d+\b"),
    "a file of the project": re.compile(r"\b\w+\.(?:csv|ya?ml|py|json|sql)\b"),
    "a name of the code": re.compile(r"\b[a-z]+_[a-z_]+\b"),
}
_ENGLISH_WORD = re.compile(rf"\b(?:{'|'.join(ENGLISH)})\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"(?<![\w/])\d+(?![\w/])")  # no part of a document's number
_FIELD = re.compile(r"\{\w+\}")  # of a message, filled in for each finding


def faults(text: str) -> Iterable[str]:
    """What a reviewer should not read in a text: another language, or what only developers know."""
    said = _FIELD.sub("", text)
    yield from (name for name, pattern in _OURS.items() if pattern.search(said))
    yield from (f"the English word {found}" for found in _ENGLISH_WORD.findall(said))
    for sentence in re.split(r"[.;:?!](?:\s|$)", said):
        if len(_WORD.findall(sentence)) > 1 and sentence.isascii():
            yield f"no Vietnamese letter in: {sentence.strip()}"


def _figures(text: str) -> bool:
    return _FIGURE.search(re.sub(r"\b(?:điều|khoản|luật|đội|kỳ|năm)\s+\d+", "", text, flags=re.IGNORECASE)) is not None


def test_every_text_of_a_rule_is_vietnamese_and_names_nothing_of_ours(rule_book: RuleBook) -> None:
    found = {
        (entry.id, name): listed
        for entry in rule_book.entries
        for name in ("says", "reason", "source", "message")
        if (listed := [*faults(getattr(entry, name))])
    }
    assert found == {}
    assert len(rule_book.entries) > 100


def test_no_reason_holds_a_figure(rule_book: RuleBook) -> None:
    """A reason is of the rule: it is the same whatever was submitted."""
    assert [entry.id for entry in rule_book.entries if _figures(entry.reason)] == []
    assert _figures("Tổng số 40 mà mọi dòng chi tiết đều không phát sinh thì nhiều khả năng chưa điền.")


def test_the_notes_of_thresholds_and_the_reasons_of_waivers_are_vietnamese(rule_book: RuleBook) -> None:
    texts = [threshold.note for threshold in rule_book.thresholds] + [waiver.reason for waiver in rule_book.waivers]
    assert {text: listed for text in texts if (listed := [*faults(text)])} == {}
    assert all(threshold.note for threshold in rule_book.thresholds)


@pytest.mark.parametrize(
    "text",
    [
        "DESIGN section 5",
        "Xem DESIGN, mục năm.",
        "Xem trang docs/design/findings.md.",
        "Số liệu của báo cáo gốc (A1).",
        "Ngưỡng ghi ở tệp change_thresholds.csv.",
        "Quan hệ ghi ở cột relation_subset.",
        "Số liệu must be exact.",
        "Tổng không bằng các phần. Worth a call!",
        "Sheet broken",
    ],
)
def test_what_is_not_for_a_reviewer_is_found(text: str) -> None:
    assert [*faults(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Ô {cell}: tổng không bằng các phần cộng lại ({others}).",
        "Điều 12 Nghị định số 09/2019/NĐ-CP; Luật Thống kê số 89/2015/QH13",
        "Đề nghị mở lại bằng Excel, lưu thành tệp .xlsx mới rồi gửi lại.",
        "Tệp không chứa macro.",
    ],
)
def test_what_is_for_a_reviewer_passes(text: str) -> None:
    assert [*faults(text)] == []
