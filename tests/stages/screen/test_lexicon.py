"""The word lists are read strictly."""

import shutil
from pathlib import Path

import pytest

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata
from wardreport.stages.screen.lexicon import DATA, Lexicon, load_lexicon, vocabulary_for
from wardreport.stages.screen.passages import key, normalise, without_marks


@pytest.mark.parametrize(
    ("file", "more", "said"),
    [
        ("lexicon.yaml", "\nnick_names: [Tèo]\n", "lexicon.yaml: nick_names"),
        ("surnames.csv", "Lê,very,\n", "surnames.csv line"),
        ("given_names.csv", "An,often\n", "given_names.csv line"),
    ],
)
def test_what_the_lists_do_not_know_stops_the_start(file: str, more: str, said: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    with (folder / file).open("a", encoding="utf-8") as lines:
        lines.write(more)
    with pytest.raises(ConfigurationError, match=said):
        Lexicon(folder)


def test_lists_and_vocabulary_are_made_once(metadata: Metadata) -> None:
    assert load_lexicon() is load_lexicon()
    assert vocabulary_for(metadata) is vocabulary_for(metadata)


def test_a_key_knows_both_places_of_a_tone_and_the_marks() -> None:
    assert key("HOÁ") == key("hóa")
    assert key("hoà") != key("hóa") != key("hoa")
    assert key("Thuỷ") == key("Thủy")
    assert without_marks("Phường Đức Xuân") == "phuong duc xuan"
    assert normalise("Ð\u200bức\u00a0０9") == "Đức 09"
