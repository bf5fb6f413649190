"""Accounts at banks and in purses, and the tax numbers of persons.

An office's own accounts at the State Treasury (``3713.0.1012345``) and the tax number of a firm are nobody's; a
person's tax number begins with 8 or is called one (Circular 105/2020/TT-BTC).
"""

from __future__ import annotations

import re
from functools import cache

from wardreport.metadata.data_files import Record, read_rows
from wardreport.stages.screen.lexicon import DATA


class Bank(Record):
    """A line of ``banks.csv``: what a bank or a purse is called, in small letters without marks."""

    name: str


_NUMBER = r"(?<![\d.,/-])(?:\d{3}[a-z])?\d(?:[ .-]{0,2}\d){7,18}(?![ .,-]?\d)"
_SURE_WORD = r"\b(?:stk|so tk|sotk|tknh|so tai khoan|tai khoan ngan hang|tk ngan hang|chu tk|chu tai khoan)\b"
_WORD = r"\b(?:tai khoan|the atm|so the|the ngan hang|the visa|the tin dung|atm|tk|chuyen khoan|ck)\b"
_TREASURY = re.compile(r"\b(?:kho bac|kbnn|ngan sach|du toan|tam ung|tien gui)\b|\d{4}\.\d\.\d{6,7}")
_MONEY_BEHIND = re.compile(r" ?(?:dong\b|d\b|đ|vnd|vnđ|trieu|ty\b|nghin|luot|nguoi)")
_TAX = re.compile(
    r"\b(?:ma so thue|mst|msthue)\b(?P<whose>[^\d\n]{0,25})(?P<number>\d(?:[ .-]?\d){9}(?:-\d{3})?)(?!\d)"
)
_PERSONAL = re.compile(r"\b(?:ca nhan|tncn|thu nhap|cua (?:ong|ba|chi|anh))\b")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A number behind a word for an account or a bank, and one before it."""
    banks = "|".join(re.escape(line.name) for line in read_rows(DATA / "banks.csv", Bank))
    bank = rf"\b(?:ngan hang|{banks})\b"
    return (
        re.compile(rf"(?:{_SURE_WORD}|{_WORD}|{bank})[^\d\n]{{0,35}}(?P<number>{_NUMBER})"),
        re.compile(rf"(?P<number>{_NUMBER})[ ,(:–-]{{1,4}}(?:{bank}|{_SURE_WORD})"),
    )


def account_spans(plain: str) -> list[tuple[int, int]]:
    """Where in a text without marks the numbers of bank accounts and of persons' taxes stand."""
    spans = []
    for pattern in _patterns():
        for found in pattern.finditer(plain):
            before = plain[max(0, found.start() - 20) : found.end()]
            if not _TREASURY.search(before) and not _MONEY_BEHIND.match(plain, found.end("number")):
                spans.append(found.span("number"))
    for found in _TAX.finditer(plain):
        around = found["whose"] + plain[found.end() : found.end() + 20]
        if found["number"].startswith("8") or _PERSONAL.search(around):
            spans.append(found.span("number"))
    return spans
