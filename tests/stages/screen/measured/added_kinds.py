"""Kinds that outsiders found missing, for both parts of the labelled set, by the templates of ``added_words.yaml``."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.stages.screen.measured.labelled_words import Labelled

SEED = 30_112_026
TIMES = 110  # texts tried of a kind; the same text counts once
HARMLESS = "harmless"
_WORDS: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("added_words.yaml").read_text("utf-8"))
_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]

RULE_OF_KIND = {
    "account or tax number": "privacy.id_number",
    "nickname": "privacy.person_name",
    "foreign name": "privacy.person_name",
    "given name with a role": "privacy.person_name",
    "date of birth written unusually": "privacy.birth_date",
    "initials with a year": "privacy.person_name",
    "e-mail written unusually": "privacy.email",
    "telephone written mixed": "privacy.phone",
    "number plate written apart": "privacy.plate",
    "account of other networks": "privacy.social_account",
    "address written unusually": "privacy.address",
    "business of other kinds": "privacy.place_name",
}


def added_kinds(part: str) -> Iterator[Labelled]:
    """The texts of a part, always the same."""
    rng = random.Random(f"{SEED} {part}")  # noqa: S311
    words = _WORDS[part]
    for kind, rule in RULE_OF_KIND.items():
        for number in range(TIMES):
            templates = words[kind]
            text = templates[number % len(templates)].format(**_fillings(rng, words["words"]))
            yield Labelled(text, rule, part, kind)
    for template in words[HARMLESS] * 3:
        yield Labelled(template.format(**_fillings(rng, words["words"])), None, part, HARMLESS)


def _digits(rng: random.Random, length: int) -> str:
    return f"{rng.randint(1, 9)}" + "".join(str(rng.randint(0, 9)) for _ in range(length - 1))


def _fillings(rng: random.Random, words: dict[str, list[str]]) -> dict[str, Any]:
    chosen = {name: rng.choice(choices) for name, choices in words.items()}
    letters = [rng.choice("NTLHPVD"), rng.choice("TVMH"), rng.choice("AHKNTLM")]
    phone = f"0{rng.choice('3789')}{_digits(rng, 8)}"
    year = rng.randint(1965, 2011)
    said = {f"w{n}": " ".join(_DIGITS[int(c)] for c in _digits(rng, n)) for n in (2, 3)}
    return {
        **chosen,
        **{f"a{n}": _digits(rng, n) for n in (4, 9, 10, 12, 13, 14)},
        "b4": _digits(rng, 4),
        "c4": _digits(rng, 4),
        "tax": f"8{_digits(rng, 9)}",
        "phone": phone,
        "p4": phone[:4],
        "p3": phone[4:7],
        "q3": phone[7:],
        **said,
        "w4": " ".join(_DIGITS[int(c)] for c in phone[:4]),
        "v3": " ".join(_DIGITS[int(c)] for c in phone[7:]),
        "d": rng.randint(1, 28),
        "m": rng.randint(1, 12),
        "y": year,
        "ywords": " ".join(_DIGITS[int(c)] for c in str(year)),
        "i": ".".join(letters) + rng.choice(["", "."]),
        "n": rng.randint(2, 19),
        "h": rng.randint(100, 299),
        "spaced": " ".join(chosen["user"]),
        "spacedhost": " ".join(chosen["host"]),
        "code": rng.choice([97, 20, 29, 12, 22, 88]),
        "l": rng.choice("ABCDFH"),
        "f3": f"{rng.randint(100, 999)}",
        "f2": f"{rng.randint(10, 99)}",
        "short": chosen["handle"][:3],
    }
