"""The sections of the narrative: what a unit's form can show of them, and that they are told apart."""

from pathlib import Path

import pytest

from tests.specimens.sample_office import copied
from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata, load_metadata
from wardreport.stages.parse.labels import key_without_marks, label_key


def test_headings_and_prompts_are_told_apart(metadata: Metadata) -> None:
    sections = metadata.narrative_sections.values()
    words = [key_without_marks(label_key(text)) for each in sections for text in (each.heading, each.prompt)]
    assert len(set(words)) == len(words) == 2 * len(sections) > 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x,yes,Đánh giá tình hình trong cả kỳ báo cáo,Gợi ý", "heading: String should have at most 32 characters"),
        (f"x,yes,Tình hình,{'a' * 161}", "prompt: String should have at most 160 characters"),
        ("x,yes,,Gợi ý", "heading: Field required"),
        ("tinh_hinh,yes,Tình hình,Gợi ý", "tinh_hinh stands 2 times"),
    ],
)
def test_what_a_form_cannot_show_is_refused(line: str, said: str, tmp_path: Path) -> None:
    places = copied(tmp_path)
    file = places.law / "narrative_sections.csv"
    file.write_text(file.read_text(encoding="utf-8").rstrip("\n") + f"\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"narrative_sections\.csv") as refused:
        load_metadata(places)
    assert said in str(refused.value)
