"""What both parts of the labelled set are made with: a labelled text, and the words of the tuned part."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PART = "tuned"
VOCABULARIES = ("first", "second")

WORDS: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("labelled_words.yaml").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, the rule that it breaks or None, and of which kind it is."""

    text: str
    rule: str | None
    part: str
    kind: str


def without_marks(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


def one(rng: random.Random, words: list[str]) -> str:
    """One of some words."""
    return rng.choice(words)
