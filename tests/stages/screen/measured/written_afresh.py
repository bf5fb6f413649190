"""Texts written by hand in several sittings, for both parts of the labelled set (``written_afresh.yaml``)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.stages.screen.measured.labelled_words import Labelled

KIND = "written afresh"
HARMLESS = "harmless"
_TEXTS: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("written_afresh.yaml").read_text("utf-8")
)


def written_afresh(part: str) -> Iterator[Labelled]:
    """The texts of a part, by the rule that each breaks."""
    for rule, texts in _TEXTS[part].items():
        for text in texts:
            yield Labelled(text, None, part, HARMLESS) if rule == HARMLESS else Labelled(text, rule, part, KIND)
