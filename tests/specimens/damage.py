"""Ways in which a file comes to harm: bytes on the way; parts, records and lines by a program that wrote them wrongly.

Every way takes one file, a second one of the same format and a source of chance, and gives the damaged bytes. ``Harm``
says how much of what is read may honestly be another number afterwards.
"""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import olefile

from tests.specimens.books import compound_bytes

ZIPS = frozenset({"xlsx", "xlsx-xlsxwriter", "xlsm", "ods", "docx"})
CELLS_IN = re.compile(r"xl/worksheets/sheet\d|xl/sharedStrings|content\.xml|word/document")


@dataclass(frozen=True)
class Harm:
    """One damaged file."""

    way: str
    content: bytes
    places: int  # rows of the form whose figure may have been hit: another number there is no fault of the reader's
    joined: bool = False  # made of two files: what either says is true


Way = Callable[[bytes, bytes, random.Random], Harm]


def damage(name: str, content: bytes, other: bytes, chance: random.Random) -> Harm:
    """The file with one harm that its format can come to."""
    return chance.choice(ways(name))(content, other, chance)


def ways(name: str) -> Sequence[Way]:
    """The harms a file of the format can come to; the bytes of a zip archive are guarded by a sum, others are not."""
    if name in ZIPS:
        parts = (_part_cut, _part_flipped, _element_doubled, _element_lost, _attribute_changed, _number_changed)
        strings = (_string_index_changed,) if name.startswith("xls") else ()
        return (*(_guarded(way) for way in _BYTES), *parts, *parts, *strings, *strings)
    if name == "xls":
        records = (_record_flipped, _record_cut, _record_doubled, _record_lost, _record_kind, _record_size)
        return (*_BYTES, *records, *records)
    markup = () if name.startswith("csv") else (_markup_element_doubled, _markup_element_lost, _markup_attribute)
    return (*_BYTES, _line_lost, _line_doubled, _sign_lost, _sign_doubled, _sign_changed, _number_in_text, *markup)


# bytes


def _cut(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return Harm("bytes cut off", content[: chance.randrange(len(content))], places=1)


def _flipped(content: bytes, _: bytes, chance: random.Random) -> Harm:
    broken, bits = bytearray(content), chance.choice((1, 1, 2, 8))
    for _bit in range(bits):
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return Harm("bits flipped", bytes(broken), places=bits)


def _overwritten(content: bytes, _: bytes, chance: random.Random) -> Harm:
    start, size = chance.randrange(len(content)), chance.choice((4, 64, 512))
    rubbish = bytes(size) if chance.random() < 0.5 else chance.randbytes(size)
    return Harm("bytes overwritten", content[:start] + rubbish + content[start + size :], places=2)


def _lost(content: bytes, _: bytes, chance: random.Random) -> Harm:
    start, size = chance.randrange(len(content)), chance.choice((1, 2, 64, 512))
    return Harm("bytes lost", content[:start] + content[start + size :], places=2)


def _spliced(content: bytes, other: bytes, chance: random.Random) -> Harm:
    first = chance.randrange(len(content))
    second = first if chance.random() < 0.5 else chance.randrange(len(other))
    return Harm("two files spliced", content[:first] + other[second:], places=1, joined=True)


_BYTES: tuple[Way, ...] = (_cut, _flipped, _overwritten, _lost, _spliced)


def _guarded(way: Way) -> Way:
    """Bytes of a part that were changed do not have its sum any more, so not one figure may differ."""

    def harm(content: bytes, other: bytes, chance: random.Random) -> Harm:
        done = way(content, other, chance)
        return Harm(done.way, done.content, 0, done.joined)

    return harm


# parts of an archive: damaged inside, with a sum that fits


def _rezipped(content: bytes, way: str, places: int, chance: random.Random, change: Callable[[bytes], bytes]) -> Harm:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        names = [name for name in source.namelist() if source.read(name)]
        cells = [name for name in names if CELLS_IN.match(name)]
        hit = chance.choice(cells if chance.random() < 0.7 else names)
        for name in source.namelist():
            part = source.read(name)
            put(target, name, change(part) if name == hit else part)
    return Harm(f"part: {way}", written.getvalue(), places)


def put(archive: zipfile.ZipFile, name: str, part: bytes) -> None:
    """Adds a part that says nothing of today."""
    archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)


def _part_cut(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return _rezipped(content, "cut off", 1, chance, lambda part: part[: chance.randrange(len(part))])


def _part_flipped(content: bytes, other: bytes, chance: random.Random) -> Harm:
    return _rezipped(content, "bit flipped", 1, chance, lambda part: _one_bit(part, chance))


def _element_doubled(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return _rezipped(content, "element doubled", 1, chance, lambda part: _element(part, chance, 2))


def _element_lost(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return _rezipped(content, "element lost", 1, chance, lambda part: _element(part, chance, 0))


def _attribute_changed(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return _rezipped(content, "attribute changed", 1, chance, lambda part: _attribute(part, chance))


def _number_changed(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return _rezipped(content, "number changed", 1, chance, lambda part: _number(part, chance))


def _string_index_changed(content: bytes, _: bytes, chance: random.Random) -> Harm:
    index = re.compile(rb't="s"[^>]*><v>(\d+)</v>')
    return _rezipped(content, "string index changed", 1, chance, lambda part: _number(part, chance, index))


def _one_bit(part: bytes, chance: random.Random) -> bytes:
    broken = bytearray(part)
    broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


_LEAF = re.compile(rb"<([\w:]+)\b[^<>]*?(?:/>|>[^<>]*</\1>)")
_BRANCH = re.compile(
    rb"<(row|c|si|table:table-row|table:table-cell|w:tc|w:tr|w:p|tr|td|p|Row|Cell|Style|xf|style:style)\b[^>]*>.*?</\1>",
    re.S,
)
_ATTRIBUTE = re.compile(rb'\s[\w:]+="([^"<>]*)"')
_FIGURE = re.compile(rb"(?<![\w#&.])(\d+)(?![\w;])")
_WRITTEN: tuple[bytes, ...] = (
    b"",
    b"0",
    b"1",
    b"2",
    b"-1",
    b"7",
    b"99",
    b"70000",
    b"4294967295",
    b"x",
    b"s",
    b"A1",
    b"true",
)


def _pick(pattern: re.Pattern[bytes], part: bytes, chance: random.Random) -> re.Match[bytes] | None:
    start = chance.randrange(len(part)) if part else 0
    return pattern.search(part, start) or pattern.search(part)


def _element(part: bytes, chance: random.Random, times: int) -> bytes:
    found = _pick(chance.choice((_LEAF, _BRANCH)), part, chance) or _pick(_LEAF, part, chance)
    return part[: found.start()] + found[0] * times + part[found.end() :] if found else part


def _attribute(part: bytes, chance: random.Random) -> bytes:
    found = _pick(_ATTRIBUTE, part, chance)
    if not found:
        return part
    near = [str(int(found[1]) + step).encode() for step in (-1, 1)] if found[1].isdigit() else []
    return part[: found.start(1)] + chance.choice((*near, *_WRITTEN)) + part[found.end(1) :]


def _number(part: bytes, chance: random.Random, pattern: re.Pattern[bytes] = _FIGURE) -> bytes:
    found = _pick(pattern, part, chance)
    if not found:
        return part
    number = chance.choice(
        (int(found[1]) + 1, max(int(found[1]) - 1, 0), chance.randrange(300), 10 ** chance.randrange(20))
    )
    return part[: found.start(1)] + str(number).encode() + part[found.end(1) :]


# records of a workbook of Excel 97


def _records(content: bytes) -> tuple[list[tuple[int, bytes]], dict[str, bytes]]:
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        streams = {"/".join(path): ole.openstream(path).read() for path in ole.listdir()}
    return list(_walk(streams["Workbook"])), streams


def _walk(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _rewritten(
    content: bytes, way: str, chance: random.Random, change: Callable[[int, bytes], Sequence[tuple[int, int, bytes]]]
) -> Harm:
    """``change`` gives the records (kind, size that it claims, bytes) that stand in the place of one."""
    records, streams = _records(content)
    filled = [number for number, (_, data) in enumerate(records) if data]
    hit = chance.choice(filled)
    stream = b""
    for number, (kind, data) in enumerate(records):
        for new_kind, size, new in change(kind, data) if number == hit else [(kind, len(data), data)]:
            stream += struct.pack("<HH", new_kind & 0xFFFF, size & 0xFFFF) + new
    return Harm(f"record: {way}", compound_bytes({**streams, "Workbook": stream}), places=1)


def _record_flipped(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return _rewritten(content, "bit flipped", chance, lambda kind, data: [(kind, len(data), _one_bit(data, chance))])


def _record_cut(content: bytes, _: bytes, chance: random.Random) -> Harm:
    def change(kind: int, data: bytes) -> list[tuple[int, int, bytes]]:
        left = data[: chance.randrange(len(data))]
        return [(kind, len(left), left)]

    return _rewritten(content, "cut off", chance, change)


def _record_doubled(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return _rewritten(content, "doubled", chance, lambda kind, data: [(kind, len(data), data)] * 2)


def _record_lost(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return _rewritten(content, "lost", chance, lambda _kind, _data: [])


def _record_kind(content: bytes, _: bytes, chance: random.Random) -> Harm:
    kinds = (0x0006, 0x0009, 0x000A, 0x003C, 0x00BE, 0x00FC, 0x00FD, 0x0203, 0x027E, 0x0809, chance.randrange(1 << 16))
    return _rewritten(content, "kind changed", chance, lambda _kind, data: [(chance.choice(kinds), len(data), data)])


def _record_size(content: bytes, _: bytes, chance: random.Random) -> Harm:
    sizes = (0, 1, 8224, 65535, chance.randrange(1 << 16))
    return _rewritten(content, "size changed", chance, lambda kind, data: [(kind, chance.choice(sizes), data)])


# lines, signs and markup


def _line(content: bytes, way: str, chance: random.Random, times: int) -> Harm:
    lines = content.split(b"\n")
    hit = chance.randrange(len(lines))
    lines[hit : hit + 1] = [lines[hit]] * times
    return Harm(way, b"\n".join(lines), places=0)


def _line_lost(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return _line(content, "line lost", chance, 0)


def _line_doubled(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return _line(content, "line doubled", chance, 2)


_SIGN = re.compile(rb'[,;"\t<>/=&\r\n]')


def _sign(content: bytes, way: str, chance: random.Random, change: Callable[[bytes], bytes]) -> Harm:
    found = _pick(_SIGN, content, chance)
    if found is None:
        return Harm(way, content, places=0)
    return Harm(way, content[: found.start()] + change(found[0]) + content[found.end() :], places=1)


def _sign_lost(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return _sign(content, "sign lost", chance, lambda _sign: b"")


def _sign_doubled(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return _sign(content, "sign doubled", chance, lambda sign: sign * 2)


def _sign_changed(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return _sign(content, "sign changed", chance, lambda _sign: bytes([chance.choice(b',;"\t<>/&\n\0 ')]))


def _number_in_text(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return Harm("number changed", _number(content, chance), places=1)


def _markup_element_doubled(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return Harm("element doubled", _element(content, chance, 2), places=1)


def _markup_element_lost(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return Harm("element lost", _element(content, chance, 0), places=1)


def _markup_attribute(content: bytes, _: bytes, chance: random.Random) -> Harm:
    return Harm("attribute changed", _attribute(content, chance), places=1)
