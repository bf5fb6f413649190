"""The files of the report's texts: what their loader refuses."""

import re
from pathlib import Path

import pytest

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata
from wardreport.publish.report.report_sentences import SECTIONS
from wardreport.publish.report.sentence_outline import OUTLINE, PHRASES, read_sentence_outline


def _with(file: Path, folder: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert old in text
    changed = folder / file.name
    changed.write_text(text.replace(old, new, 1), encoding="utf-8")
    return changed


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("dao_tao:", "dao_tau:", "dao_tau: unknown section"),
        ("[hotspots]", "[hotspot]", "tinh_hinh: unknown indicator hotspot"),
        ("listed: true", "lister: true", "van_ban: statements.2.lister"),
        ('"Có {staff_total}"', '"Có {staff}"', "tinh_hinh: unknown field staff"),
        ('"Có {staff_total}"', '"Có {}"', "tinh_hinh: unknown field "),
        ('"Có {staff_total}"', '"Có {staff_total"', "tinh_hinh: expected '}'"),
        ('"Có {staff_total}"', '"Có nhân viên"', "tinh_hinh: not in the sentence: staff_total"),
        ("compared: [staff_total]", "compared: [officers]", "tinh_hinh: compared, but not told: officers"),
        ("compared: [staff_total]", "compared: [prog_hiv]", "tinh_hinh: compared, but not told: prog_hiv"),
        ("figures: [officers]", "figures: [prog_hiv]", "dao_tao: a yes/no measure is a choice and no figure: prog_hiv"),
        ("choices: [prog_socioeconomic,", "choices: [officers,", "a choice is a yes/no measure and no officers"),
        ("figures: [officers]", "parts: [officers]", "dao_tao: a block has figures, or choices with what is told"),
        (
            "listed: true",
            "owners: {budget_total: '{budget_total}'}",
            "van_ban: a block lists parts or owners, not both",
        ),
        ('"yes": ', '"maybe": ', "phong_ngua: statements.0.told.maybe"),
        ('{comm_sessions: "{comm_sessions}"', '{tipoffs: "{tipoffs}"', "truyen_thong: unknown field tipoffs"),
    ],
)
def test_the_outline_refuses_what_it_does_not_know(
    old: str, new: str, says: str, metadata: Metadata, tmp_path: Path
) -> None:
    outline = _with(OUTLINE, tmp_path, old, new)
    with pytest.raises(ConfigurationError, match=f"^report_sentences.yaml: .*{re.escape(says)}") as refused:
        read_sentence_outline(metadata, SECTIONS, outline=outline)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("hotspots:", "hotspot:", "unknown indicator hotspot"),
        ('hotspots: {noun: "tụ điểm, địa bàn phức tạp về tệ nạn mại dâm"}\n', "", "no phrase for hotspots"),
        ("fac_dance: {noun", "fac_dance: {word", "phrases.fac_dance.word"),
        ('noun: "vũ trường"', 'noun: "cơ sở lưu trú"', "fac_dance has the name of fac_lodging"),
        ('noun: "vũ trường"', 'noun: "vũ trường {half}"', "fac_dance: unknown field half"),
        ("indicator: fac_inspected_pct", "indicator: fac_total", "fac_inspected: share: no percentage fac_total"),
    ],
)
def test_the_phrases_are_those_of_the_indicators(
    old: str, new: str, says: str, metadata: Metadata, tmp_path: Path
) -> None:
    phrases = _with(PHRASES, tmp_path, old, new)
    with pytest.raises(ConfigurationError, match=f"^figure_phrases.yaml: .*{re.escape(says)}") as refused:
        read_sentence_outline(metadata, SECTIONS, phrases=phrases)
    assert "\n" not in str(refused.value)


def test_an_outline_that_is_no_table_of_sections_is_refused(metadata: Metadata, tmp_path: Path) -> None:
    outline = tmp_path / "report_sentences.yaml"
    outline.write_text("- figures: [officers]\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="sections are needed"):
        read_sentence_outline(metadata, SECTIONS, outline=outline)
