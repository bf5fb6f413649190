"""Texts with what the privacy screen should say of them, made by code from a fixed seed, and some written by hand.

This is the tuned part: it was looked at while word lists and rules grew. ``hold_out_set.py`` makes the other one. All
persons are invented by combining lists.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from tests.stages.screen.measured.added_kinds import RULE_OF_KIND as ADDED_KINDS
from tests.stages.screen.measured.added_kinds import added_kinds
from tests.stages.screen.measured.labelled_kinds import LATER_KINDS
from tests.stages.screen.measured.labelled_words import PART, VOCABULARIES, WORDS, Labelled, without_marks
from tests.stages.screen.measured.written_afresh import KIND as AFRESH
from tests.stages.screen.measured.written_afresh import written_afresh
from wardreport.metadata import Metadata

SEED = 20240614


def labelled_set(metadata: Metadata) -> tuple[Labelled, ...]:
    """Some seven thousand texts, always the same."""
    made: dict[str, Labelled] = {}
    for vocabulary in VOCABULARIES:
        rng = random.Random(f"{SEED} {vocabulary}")  # noqa: S311
        for text, rule in _made(vocabulary, rng, metadata):
            made.setdefault(text, Labelled(text, rule, PART, KIND_OF_RULE[rule]))
    rng = random.Random(SEED)  # noqa: S311
    for kind, (rule, times, make) in LATER_KINDS.items():
        for _ in range(times):
            text = make(rng)
            made.setdefault(text, Labelled(text, rule, PART, kind))
    for added in added_kinds(PART):
        made.setdefault(added.text, added)
    for written in written_afresh(PART):
        made.setdefault(written.text, written)
    for rule, texts in WORDS["written"].items():
        for text in texts:
            made[text] = Labelled(
                text, None if rule == "harmless" else rule, PART, "harmless" if rule == "harmless" else "written"
            )
    return tuple(made.values())


def unlisted(times: int = 200) -> tuple[str, ...]:
    """Sentences with persons whose surnames no word list has: a class of its own, since most are known misses."""
    rng = random.Random(f"{SEED} unlisted")  # noqa: S311
    sentences, surnames = WORDS["person_sentences"]["second"], WORDS["unlisted_surnames"]["second"]
    middle, given = WORDS["middle"]["second"], WORDS["given"]["second"]
    names = (f"{rng.choice(surnames)} {rng.choice(middle)} {rng.choice(given)}" for _ in range(times))
    return tuple(rng.choice(sentences).format(name) for name in names)


def _made(part: str, rng: random.Random, metadata: Metadata) -> Iterator[tuple[str, str | None]]:
    for rule, make in NUMBERS.items():
        for _ in range(150):
            yield rng.choice(WORDS["number_sentences"][part]).format(make(rng)), rule
    for _ in range(500):
        yield rng.choice(WORDS["person_sentences"][part]).format(_person(part, rng)), "privacy.person_name"
    for _ in range(100):
        yield rng.choice(WORDS["titled"][part]).format(rng.choice(WORDS["given"][part])), "privacy.person_name"
    for _ in range(250):
        yield rng.choice(WORDS["business_sentences"][part]).format(_business(part, rng)), "privacy.place_name"
    for text in _passing(part, rng, metadata):
        yield text, None


def _person(part: str, rng: random.Random) -> str:
    middle = rng.choice(WORDS["middle"][part])
    names = [rng.choice(WORDS["surnames"][part]), middle, rng.choice(WORDS["given"][part])]
    if rng.random() < 0.1 and middle not in ("Văn", "Thị"):
        names.insert(2, rng.choice(WORDS["middle"][part]))
    name: str = " ".join(names)
    way = rng.random()
    if way < 0.2:
        return name.upper()
    if way < 0.35:
        return without_marks(name)
    if way < 0.42:
        return without_marks(name).upper()
    if way < 0.5 and names[0] in ("Nguyễn", "Trần", "Phạm", "Hoàng", "Trịnh", "Đinh") and middle in ("Văn", "Thị"):
        return name.lower()
    if way < 0.55:
        return unicodedata.normalize("NFD", name)
    if way < 0.6:
        return " ".join([*names[:-1], names[-1][0]]) + "."
    return name


def _business(part: str, rng: random.Random) -> str:
    kind, name = rng.choice(WORDS["kinds"][part]), rng.choice(WORDS["businesses"][part])
    way = rng.random()
    if way < 0.15:
        return f'{kind} "{name}"'
    if way < 0.3:
        return without_marks(f"{kind} {name}")
    return f"{kind[0].upper()}{kind[1:]} {name}" if way < 0.6 else f"{kind} {name}"


def _id_number(rng: random.Random) -> str:
    province = rng.choice(["001", "006", "019", "020", "024", "036", "079", "008", "038", "066"])
    number = f"{province}{rng.choice('01')}{rng.randint(45, 99)}{rng.randint(0, 999999):06}"
    return rng.choice(
        [
            number,
            f"CCCD {number}",
            f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}",
            f"{number[:4]}.{number[4:8]}.{number[8:]}",
            f"CMND số {rng.randint(10**8, 10**9 - 1)}",
            f"chứng minh nhân dân: 09{rng.randint(0, 9999999):07}",
            f"hộ chiếu B{rng.randint(10**6, 10**7 - 1)}",
            f"can cuoc {number}",
        ]
    )


def _phone(rng: random.Random) -> str:
    number = f"0{rng.choice([32, 35, 38, 56, 70, 77, 79, 81, 86, 88, 90, 91, 94, 97, 98])}{rng.randint(0, 9999999):07}"
    four, three, two = number[:4], number[4:7], number[7:]
    land = f"{rng.randint(3000000, 3999999)}"
    return rng.choice(
        [
            number,
            f"{four} {three} {two}",
            f"{four}.{three}.{two}",
            f"{number[:3]}-{number[3:6]}-{number[6:]}",
            f"+84{number[1:]}",
            f"+84 {number[1:3]} {number[3:6]} {number[6:]}",
            f"({four}) {three}{two}",
            f"0209{land}",
            f"0209 {land}",
            f"(0209) {land[:3]} {land[3:]}",
            f"ĐT: {number}",
            f"024 {rng.randint(30000000, 39999999)}",
        ]
    )


def _mail(rng: random.Random) -> str:
    user = rng.choice(["hoa", "tuan.anh", "vanthu_pcmd", "ubnd-sc", "lan92"]) + str(rng.randint(1, 999))
    return user + rng.choice(["@gmail.com", "@yahoo.com.vn", "@backan.gov.vn", " @ gmail.com", "＠gmail.com"])


def _plate(rng: random.Random) -> str:
    code = rng.choice([97, 20, 29, 30, 11, 12, 98, 99, 88])
    letter, five, four = rng.choice("ABCDEFHKLM"), f"{rng.randint(0, 99999):05}", f"{rng.randint(1000, 9999)}"
    dotted = f"{five[:3]}.{five[3:]}"
    return rng.choice(
        [
            f"{code}A-{dotted}",
            f"{code}{letter}1-{dotted}",
            f"{code}-{letter}1 {five}",
            f"{code}{letter} {five}",
            f"{code}{letter}-{four}",
            f"BKS {code}{letter}1 {four}",
            f"{code}{letter}1 {dotted}",
            f"biển số {code}{letter} {dotted}",
        ]
    )


NUMBERS: dict[str, Callable[[random.Random], str]] = {
    "privacy.id_number": _id_number,
    "privacy.phone": _phone,
    "privacy.email": _mail,
    "privacy.plate": _plate,
}


KIND_OF_RULE = {
    None: "harmless",
    "privacy.person_name": "name",
    "privacy.place_name": "business",
    "privacy.id_number": "ID number",
    "privacy.phone": "telephone",
    "privacy.email": "e-mail",
    "privacy.plate": "number plate",
}


def _passing(part: str, rng: random.Random, metadata: Metadata) -> Iterator[str]:
    units = [unit.name for unit in metadata.units]
    for row in metadata.forms[0].rows:
        for label in (row.label_printed, row.label) if part == "first" else (row.label.upper(), row.label.title()):
            if label:
                yield label
    for name in units:
        yield from (
            (name, name.upper(), without_marks(name), name.lower())
            if part == "first"
            else (name.title(), without_marks(name).upper())
        )
    for _ in range(150):
        streets = [rng.choice(WORDS["streets"][part]) for _ in range(2)]
        yield rng.choice(WORDS["named_places"][part]).format(*streets)
        yield rng.choice(["{}", "tỉnh {}", "người từ {} đến", "quê {}"]).format(rng.choice(WORDS["provinces"][part]))
    for _ in range(900):
        yield rng.choice(WORDS["office"][part]).format(**_fillings(rng, units))


def _fillings(rng: random.Random, units: list[str]) -> dict[str, Any]:
    unit = rng.choice(units)
    money = f"{rng.randint(1, 9999) * 1_000_000:,}".replace(",", ".")
    return {
        "n": rng.randint(1, 4000),
        "k": rng.randint(1, 99),
        "u": unit,
        "U": unit.upper(),
        "a": without_marks(unit).lower(),
        "m": rng.choice([money, money.replace(".", ""), str(rng.randint(10**8, 10**12))]),
        "c": rng.choice(
            [str(rng.randint(0, 10**6)), f"{rng.randint(1000, 99999):,}".replace(",", "."), str(rng.random())]
        ),
        "p": f"{rng.uniform(0, 100):.1f}".replace(".", ","),
        "d": rng.choice(["{:02}/{:02}/2024", "{}.{}.2023", "{:02}-{:02}-2024"]).format(
            rng.randint(1, 28), rng.randint(1, 12)
        ),
    }


KINDS = (*(kind for rule, kind in KIND_OF_RULE.items() if rule), *LATER_KINDS, *ADDED_KINDS, "written", AFRESH)
