"""The kinds of the tuned part that came later: what had slipped through when fresh specimens were tried."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.stages.screen.measured.labelled_words import VOCABULARIES, WORDS, one, without_marks


def _either(rng: random.Random, words: str) -> str:
    return one(rng, WORDS[words][rng.choice(VOCABULARIES)])


def _sentence(rng: random.Random, name: str) -> str:
    return _either(rng, "person_sentences").format(name)


def _name(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return " ".join(one(rng, WORDS["highland"][part]) for part in ("surnames", "middle", "given"))
    return " ".join(_either(rng, part) for part in ("surnames", "middle", "given"))


def _initials(rng: random.Random) -> str:
    letters = [rng.choice("NTLPHVD"), rng.choice("VTM"), rng.choice("ABCDHKLMNTV")]
    return one(rng, WORDS["initials"]["sentences"]).format(
        i=rng.choice([".".join(letters), ".".join(letters) + ".", ".".join(letters[:2])]),
        u="".join(letters),
        s=f"{letters[2]}.",
        y=rng.randint(2006, 2015),
        a=rng.randint(12, 17),
        c=f"{rng.randint(6, 12)}{rng.choice('ABC')}",
    )


def _birth(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1955, 2012)
    date = rng.choice(["{}/{}/{}", "{:02}/{:02}/{}", "{:02}-{:02}-{}", "{:02}.{:02}.{}"]).format(day, month, year)
    return one(rng, WORDS["birth_dates"]["sentences"]).format(d=date, k=day, m=month, y=year)


def _account(rng: random.Random) -> str:
    words = WORDS["accounts"]
    account = one(rng, words["sentences"]).format(
        h=one(rng, words["handles"]), c=one(rng, words["names"]), p=f"0912{rng.randint(100000, 999999)}"
    )
    return one(rng, WORDS["around"]["sentences"]).format(account)


def _odd_phone(rng: random.Random) -> str:
    number = f"09{rng.randint(0, 99999999):08}"
    four, three, rest = number[:4], number[4:7], number[7:]
    gap = rng.choice(["/", "_", "–", ",", " - ", "·", "*"])
    return rng.choice([gap.join([four, three, rest]), number.replace("0", "O"), "84" + number[1:], " ".join(number)])


def _spoken(rng: random.Random) -> str:
    words = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
    said = " ".join(words[int(c)] for c in f"0{rng.choice('3789')}{rng.randint(0, 99999999):08}")
    return rng.choice([said, without_marks(said), said.capitalize()])


def _odd_mail(rng: random.Random) -> str:
    user = rng.choice(["an.92", "hoa_hong", "tuan-bk"]) + str(rng.randint(1, 99))
    at = rng.choice(["(a)", " [at] ", "(at)", " (a) ", " @ ", "[@]"])
    return user + at + rng.choice(["gmail.com", "gmail . com", "yahoo.com.vn", "gmail[.]com"])


def _odd_plate(rng: random.Random) -> str:
    code, five = rng.choice(["97", "20", "29", "12", "88"]), f"{rng.randint(0, 99999):05}"
    series = rng.choice("ABCDFK") + rng.choice(["", "1", "2"])
    gap, dotted = rng.choice(["", ".", " ", "-", " - "]), rng.choice([five, f"{five[:3]}.{five[3:]}"])
    return f"{code}{rng.choice(['', '-', ''])}{rng.choice([series, series.lower()])}{gap}{dotted}"


def _odd_business(rng: random.Random) -> str:
    words = WORDS["odd_businesses"]
    kind = rng.choice(["nhà nghỉ", "khách sạn", "quán karaoke", "karaoke", "Nhà nghỉ", "nhà hàng", "massage", "quán"])
    name = rng.choice(
        [f"{kind} {one(rng, words['numbers'])}", f"{kind} {one(rng, words['small'])}", one(rng, words["short"])]
    )
    return one(rng, words["sentences"]).format(name)


def _numbered(make: Callable[[random.Random], str]) -> Callable[[random.Random], str]:
    return lambda rng: _either(rng, "number_sentences").format(make(rng))


LATER_KINDS: dict[str, tuple[str, int, Callable[[random.Random], str]]] = {
    "name, Tày, Nùng, Dao, Mông": (
        "privacy.person_name",
        250,
        lambda rng: _sentence(rng, " ".join(one(rng, WORDS["highland"][k]) for k in ("surnames", "middle", "given"))),
    ),
    "name in small letters": ("privacy.person_name", 350, lambda rng: _sentence(rng, _name(rng).lower())),
    "name in capitals": ("privacy.person_name", 150, lambda rng: _sentence(rng, _name(rng).upper())),
    "name without marks": ("privacy.person_name", 250, lambda rng: _sentence(rng, without_marks(_name(rng)))),
    "name in capitals without marks": (
        "privacy.person_name",
        250,
        lambda rng: _sentence(rng, without_marks(_name(rng)).upper()),
    ),
    "initials": ("privacy.person_name", 200, _initials),
    "telephone written unusually": ("privacy.phone", 250, _numbered(_odd_phone)),
    "telephone in words": ("privacy.phone", 100, _numbered(_spoken)),
    "e-mail in disguise": ("privacy.email", 150, _numbered(_odd_mail)),
    "number plate written unusually": ("privacy.plate", 200, _numbered(_odd_plate)),
    "business written unusually": ("privacy.place_name", 300, _odd_business),
    "address": (
        "privacy.address",
        250,
        lambda rng: one(rng, WORDS["addresses"]["sentences"]).format(n=rng.randint(1, 15), h=rng.randint(1, 200)),
    ),
    "date of birth": ("privacy.birth_date", 200, _birth),
    "social account": ("privacy.social_account", 250, _account),
}
