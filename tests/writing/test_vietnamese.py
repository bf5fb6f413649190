"""What addresses are called in a sentence for a clerk."""

import pytest

from wardreport.writing.vietnamese import PLACES, place_in_words, place_phrase


@pytest.mark.parametrize(
    ("address", "phrase"),
    [
        ("Bieu!C9", "Ở ô C9"),
        ("sheet2!C9", "Ở ô C9 (trang tính 2)"),
        ("sheet1!above3", "Ở dòng 3 phía trên biểu"),
        ("sheet1!below2", "Ở dòng 2 phía dưới biểu"),
        ("sheet2!note_C9", "Trong phần ghi chú của ô C9 (trang tính 2)"),
        ("workbook!header", "Ở đầu trang"),
        ("sheet1!footer", "Ở chân trang (trang tính 1)"),
        ("workbook!comment", "Trong phần ghi chú"),
        ("sheet1!comments", "Trong phần ghi chú (trang tính 1)"),
        ("workbook!properties", "Trong thuộc tính của tệp"),
        ("workbook!deleted_text", "Trong nội dung đã xóa còn lưu vết"),
        ("file!name", "Trong tên tệp"),
    ],
)
def test_a_place_begins_a_sentence(address: str, phrase: str) -> None:
    assert place_phrase(address) == phrase


def test_every_place_that_is_no_cell_has_words() -> None:
    for place in PLACES:
        assert place_in_words(f"workbook!{place}") != place
