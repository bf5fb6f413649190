"""The part of the labelled set that nobody tunes on, made from word lists of its own and a fixed seed.

It was written before the rules that find its kinds. Whoever changes the screen looks at its totals by kind and never at
a single text that was missed; words of ``hold_out_words.yaml`` do not go into the screen's lists for being here.
All persons are invented by combining lists.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.stages.screen.measured.added_kinds import added_kinds
from tests.stages.screen.measured.labelled_words import Labelled, without_marks
from tests.stages.screen.measured.written_afresh import written_afresh
from wardreport.metadata import Metadata

SEED = 771_903
PART = "hold_out"
WORDS: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("hold_out_words.yaml").read_text("utf-8"))
DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]

Make = Callable[[random.Random], str]


def hold_out_set(metadata: Metadata) -> tuple[Labelled, ...]:
    """Some three thousand texts, always the same."""
    rng = random.Random(SEED)  # noqa: S311
    made: dict[str, Labelled] = {}
    for kind, (rule, times, make) in KINDS.items():
        for _ in range(times):
            text = make(rng)
            made.setdefault(text, Labelled(text, rule, PART, kind))
    for text in _harmless(rng, metadata):
        made.setdefault(text, Labelled(text, None, PART, "harmless"))
    for added in (*added_kinds(PART), *written_afresh(PART)):
        made.setdefault(added.text, added)
    return tuple(made.values())


def _one(rng: random.Random, words: str) -> str:
    return rng.choice(WORDS[words])


def _said(rng: random.Random, name: str) -> str:
    return _one(rng, "person_sentences").format(name)


def _kinh(rng: random.Random) -> str:
    return " ".join(_one(rng, f"kinh_{part}") for part in ("surnames", "middle", "given"))


def _highland(rng: random.Random) -> str:
    people = rng.choice(["tay", "dao", "mong"])
    return " ".join(_one(rng, f"{people}_{part}") for part in ("surnames", "middle", "given"))


def _any(rng: random.Random) -> str:
    return rng.choice([_kinh, _highland])(rng)


def _initials(rng: random.Random) -> str:
    letters = [rng.choice("NTLPHVDĐB"), rng.choice("VTMH"), rng.choice("ABCDGHKLMNQSTVXY")]
    return _one(rng, "initials").format(
        i=rng.choice([".".join(letters), ".".join(letters) + ".", ". ".join(letters), ".".join(letters[1:])]),
        u="".join(letters),
        s=rng.choice([letters[2], letters[2] + "."]),
        y=rng.randint(2006, 2016),
        a=rng.randint(11, 17),
        c=f"{rng.randint(6, 12)}{rng.choice('ABCD')}{rng.choice(['', '1', '2'])}",
        n=rng.randint(1, 15),
    )


def _birth(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1960, 2012)
    written = rng.choice(
        ["{0}/{1}/{2}", "{0:02}/{1:02}/{2}", "{0:02}-{1:02}-{2}", "{0}.{1}.{2}", "{0:02} / {1:02} / {2}"]
    )
    return _one(rng, "birth_dates").format(d=written.format(day, month, year), k=day, m=month, y=year)


def _address(rng: random.Random) -> str:
    ward = _one(rng, "wards")
    return _one(rng, "addresses").format(
        n=rng.randint(1, 20),
        h=rng.randint(1, 250),
        t=_one(rng, "hamlets"),
        w=ward,
        wb=without_marks(ward).lower(),
        st=_one(rng, "house_streets"),
    )


def _account(rng: random.Random) -> str:
    account = _one(rng, "accounts").format(
        h=_one(rng, "handles"), c=_one(rng, "account_names"), p=f"09{rng.randint(10**7, 10**8 - 1)}"
    )
    return _one(rng, "around").format(account)


def _id_number(rng: random.Random) -> str:
    province = "0" + rng.choice(["06", "19", "04", "01"])
    return f"{province}{rng.choice('01')}{rng.randint(60, 99)}{rng.randint(0, 999999):06}"


def _digits(rng: random.Random) -> str:
    return f"0{rng.choice([33, 34, 37, 39, 58, 78, 82, 83, 84, 85, 89, 91, 93, 96, 98])}{rng.randint(0, 9999999):07}"


def _phone(rng: random.Random) -> str:
    n = _digits(rng)
    return rng.choice([n, f"{n[:4]} {n[4:7]} {n[7:]}", f"{n[:3]}.{n[3:6]}.{n[6:]}", f"+84{n[1:]}", f"{n[:4]}-{n[4:]}"])


def _odd_phone(rng: random.Random) -> str:
    n = _digits(rng)
    parts = rng.choice([(n[:4], n[4:7], n[7:]), (n[:3], n[3:6], n[6:]), (n[:4], n[4:6], n[6:8], n[8:]), (n[:4], n[4:])])
    return rng.choice(
        [
            rng.choice(["/", "–", "_", ",", " . ", "·", "  ", "|", "—", "*"]).join(parts),
            n.replace("0", rng.choice("Oo")),
            "O" + " ".join(parts)[1:],
            f"84{n[1:]}",
            f"84 {n[1:3]} {n[3:6]} {n[6:]}",
            f"(+84) {n[1:]}",
            " ".join(n),
            ".".join(n),
            f"{n[:2]} {n[2:4]} {n[4:6]} {n[6:8]} {n[8:]}",
        ]
    )


def _spoken_phone(rng: random.Random) -> str:
    words = [DIGITS[int(c)] for c in _digits(rng)]
    return rng.choice([" ".join(words), ", ".join(words), without_marks(" ".join(words)), " ".join(words).upper()])


def _mail(rng: random.Random) -> str:
    user = rng.choice(["khue.hoang", "toan_pho", "meo95", "thoa-nt"]) + str(rng.randint(1, 99))
    host = rng.choice(["gmail.com", "outlook.com", "yahoo.com.vn", "icloud.com"])
    return rng.choice([f"{user}@{host}", f"Email: {user}@{host}", f"{user.upper()}@{host.upper()}"])


def _odd_mail(rng: random.Random) -> str:
    user = rng.choice(["khue.hoang", "toan_pho", "meo95", "thoa-nt"]) + str(rng.randint(1, 99))
    host = rng.choice(["gmail.com", "outlook.com", "yahoo.com"])
    dotted = host.replace(".", rng.choice([" . ", " [dot] ", "(dot)", " chấm "]))
    at = rng.choice(["(a)", " (a) ", "[at]", "(at)", " @ ", " [a] ", " a còng ", "[@]"])
    return rng.choice([f"{user}{at}{host}", f"{user}{at}{host}", f"{user}@{dotted}", f"{user}{at}{dotted}"])


def _plate(rng: random.Random, *, odd: bool) -> str:
    code, letter = rng.choice(["97", "20", "22", "29", "30", "12", "23", "90"]), rng.choice("ABCDFGHK")
    five = f"{rng.randint(0, 99999):05}"
    dotted = f"{five[:3]}.{five[3:]}"
    series = letter + rng.choice("123")
    if not odd:
        return rng.choice(
            [
                f"{code}{letter}-{dotted}",
                f"{code}-{series} {dotted}",
                f"{code}{series}-{dotted}",
                f"{code}{letter} {five}",
            ]
        )
    return rng.choice(
        [
            f"{code}{letter}{five}",
            f"{code}{letter}.{dotted}",
            f"{code}{letter}{dotted}",
            f"{code}{series}{five}",
            f"{code}{series}.{dotted}",
            f"{code}{series}{dotted}",
            f"{code} {letter} {dotted}",
            f"{code}-{letter}-{five}",
            f"{code}{letter.lower()}-{five}",
            f"{code}{series.lower()} {dotted}",
            f"{code}{letter} - {dotted}",
        ]
    )


def _business(rng: random.Random) -> str:
    kind, name = _one(rng, "business_kinds"), _one(rng, "businesses")
    full = rng.choice([f"{kind} {name}", f"{kind.capitalize()} {name}", f'{kind} "{name}"', f"{kind} {name}".upper()])
    return _one(rng, "business_sentences").format(full)


def _numbered_business(rng: random.Random) -> str:
    kind = rng.choice(["nhà nghỉ", "Nhà nghỉ", "karaoke", "quán karaoke", "khách sạn", "Quán", "massage"])
    sentences = [s for s in WORDS["business_sentences"] if s != "{}"]
    return rng.choice(sentences).format(f"{kind} {_one(rng, 'business_numbers')}")


def _small_business(rng: random.Random) -> str:
    name = f"{_one(rng, 'business_kinds')} {_one(rng, 'business_small')}"
    return _one(rng, "business_sentences").format(rng.choice([name, name, without_marks(name)]))


def _short_business(rng: random.Random) -> str:
    return _one(rng, "business_sentences").format(f"{_one(rng, 'business_short')} {_one(rng, 'businesses')}")


def _number(make: Make) -> Make:
    return lambda rng: _one(rng, "number_sentences").format(make(rng))


PERSON, PLACE = "privacy.person_name", "privacy.place_name"
KINDS: dict[str, tuple[str, int, Make]] = {
    "name": (PERSON, 200, lambda rng: _said(rng, _kinh(rng))),
    "name, Tày, Nùng, Dao, Mông": (PERSON, 200, lambda rng: _said(rng, _highland(rng))),
    "name in small letters": (PERSON, 200, lambda rng: _said(rng, _any(rng).lower())),
    "name in capitals": (PERSON, 100, lambda rng: _said(rng, _any(rng).upper())),
    "name without marks": (PERSON, 150, lambda rng: _said(rng, without_marks(_any(rng)))),
    "name in capitals without marks": (PERSON, 150, lambda rng: _said(rng, without_marks(_any(rng)).upper())),
    "given name with a title": (PERSON, 80, lambda rng: _one(rng, "titled").format(_one(rng, "titled_given"))),
    "initials": (PERSON, 150, _initials),
    "ID number": (
        "privacy.id_number",
        100,
        _number(_id_number),
    ),
    "telephone": ("privacy.phone", 100, _number(_phone)),
    "telephone written unusually": ("privacy.phone", 200, _number(_odd_phone)),
    "telephone in words": ("privacy.phone", 80, _number(_spoken_phone)),
    "e-mail": ("privacy.email", 80, _number(_mail)),
    "e-mail in disguise": ("privacy.email", 120, _number(_odd_mail)),
    "number plate": ("privacy.plate", 100, _number(lambda rng: _plate(rng, odd=False))),
    "number plate written unusually": ("privacy.plate", 150, _number(lambda rng: _plate(rng, odd=True))),
    "business": (PLACE, 150, _business),
    "business by a number": (PLACE, 100, _numbered_business),
    "business in small letters": (PLACE, 150, _small_business),
    "business behind an abbreviation": (PLACE, 100, _short_business),
    "address": ("privacy.address", 150, _address),
    "date of birth": ("privacy.birth_date", 120, _birth),
    "social account": ("privacy.social_account", 150, _account),
}


def _harmless(rng: random.Random, metadata: Metadata) -> Iterator[str]:
    units = [unit.name for unit in metadata.units]
    for row in metadata.forms[0].rows:
        yield from {row.label.capitalize(), f"{row.label}:", f"- {row.label.lower()}"}
    for name in units:
        yield from (f"UBND {name}", f"Công an {name.lower()}", f"{name} - tổ 3", without_marks(f"BC {name}"))
    for _ in range(200):
        yield _one(rng, "named_places").format(_one(rng, "streets"))
        yield rng.choice(["{}", "từ {} đến", "tỉnh {}", "giáp ranh {}", "{} và Thái Nguyên"]).format(
            _one(rng, "provinces")
        )
    for _ in range(1200):
        yield _one(rng, "harmless").format(**_fillings(rng, rng.choice(units)))


def _fillings(rng: random.Random, unit: str) -> dict[str, Any]:
    money = f"{rng.randint(1, 99999) * 500_000:,}"
    return {
        "n": rng.randint(1, 2500),
        "k": rng.randint(1, 60),
        "u": unit,
        "U": unit.upper(),
        "a": without_marks(unit).lower(),
        "m": rng.choice([money.replace(",", "."), money, money.replace(",", "")]),
        "c": f"{rng.randint(100, 900)}.000",
        "p": f"{rng.uniform(0, 100):.2f}",
        "d": rng.choice(["{}/{}/2024", "{:02}/{:02}/2024", "{:02}.{:02}.2024", "{:02}-{:02}-2023"]).format(
            rng.randint(1, 28), rng.randint(1, 12)
        ),
    }
