from pathlib import Path

import pytest

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.small_counts import WORDS, load_small_count_words


def test_the_words_are_as_written() -> None:
    words = load_small_count_words()
    assert words.numerals[2] == ("hai",)
    assert {"người", "phụ nữ", "hộ", "thành viên", "trường hợp", "lượt người"} <= set(words.counted)
    assert {"buổi", "tháng", "số"} <= set(words.bound_after)


@pytest.mark.parametrize(
    ("line", "replacement", "named"),
    [
        ("sole: [duy nhất]", "sole: [duy nhất]\nsoul: [một mình]", "soul"),
        ("sole: [duy nhất]", "", "sole"),
        ("sole: [duy nhất]", "sole: []", "sole"),
        ("sole: [duy nhất]", "sole: ['']", "sole"),
        ("sole: [duy nhất]", "sole: duy nhất", "sole"),
        ("  2: [hai]", "  12: [hai]", "numerals"),
        ("  2: [hai]", "", "numerals"),
        ("  - [người,", "  - [người, người,", "người stands twice"),
        ("  - [người,", "  - [người, buổi,", "buổi is counted and bound_after"),
        ("not_before_a_number: [ca,", "not_before_a_number: [buổi,", "buổi is not counted"),
        ("sole: [duy nhất]", "sole: [", "not YAML"),
    ],
)
def test_what_it_does_not_know_stops_it(tmp_path: Path, line: str, replacement: str, named: str) -> None:
    text = WORDS.read_text(encoding="utf-8")
    assert line in text
    file = tmp_path / "words.yaml"
    file.write_text(text.replace(line, replacement, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=named):
        load_small_count_words(file)
