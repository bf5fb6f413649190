"""What programs repeat of a note's authors inside the note is taken out; everything else of it stays."""

import pytest

from wardreport.domain.submission import FreeText, TextArea
from wardreport.formats.authors import by_author, note_texts, users_of_a_column

PLACE = FreeText("sheet1!C9", "", row=9, column=3)
WHO, OTHER = "Lường Thị Thu", "Hoàng Văn Thái"
EXCEL = "[Threaded comment]\n\nYour version of Excel … Learn more: https://go.microsoft.com/fwlink/?linkid=870924\n\n"


@pytest.mark.parametrize(
    ("text", "authors", "own"),
    [
        (f"{WHO}:\nđã hỏi lại", [WHO], "đã hỏi lại"),
        (f"{WHO}: đã hỏi lại", [WHO], "đã hỏi lại"),
        (f"{WHO}:\nđã hỏi\n{OTHER}:\nđúng", [WHO, OTHER], "đã hỏi\n\nđúng"),
        (f"@{OTHER} xem lại", [WHO, OTHER], "xem lại"),
        (f"{WHO}:", [WHO], None),
        (f"{WHO}:\nđã hỏi bà {OTHER}", [WHO], f"đã hỏi bà {OTHER}"),
        (f"{WHO} đã hỏi", [WHO], f"{WHO} đã hỏi"),
        (f"@{WHO}ng xem lại", [WHO], f"@{WHO}ng xem lại"),
        (f"{EXCEL}Comment:\n    xem lại", ["tc={1}"], "xem lại"),
        (f"{EXCEL}Comment:\n    xem lại", [WHO], f"{EXCEL}Comment:\n    xem lại"),
    ],
)
def test_a_note_s_own_words(text: str, authors: list[str], own: str | None) -> None:
    expected = [] if own is None else [FreeText("sheet1!note_C9", own, TextArea.ELSEWHERE, 9, 3)]
    assert list(note_texts(PLACE, text, authors)) == expected


def test_who_signed_a_note_of_google_sheets() -> None:
    assert list(note_texts(PLACE, f"xem lại\n\t-{WHO}", [""])) == [
        FreeText("sheet1!C9", WHO, TextArea.AUTHOR, 9, 3),
        FreeText("sheet1!note_C9", "xem lại", TextArea.ELSEWHERE, 9, 3),
    ]


def test_users_of_a_column() -> None:
    assert users_of_a_column(f"12;#{WHO};#15;#{OTHER}") == [WHO, OTHER]
    assert users_of_a_column("12;#") == []
    assert users_of_a_column(f"{WHO}; 12") is None
    assert users_of_a_column("") is None


def test_nobody_is_no_author() -> None:
    assert list(by_author("workbook!properties", " ")) == []
