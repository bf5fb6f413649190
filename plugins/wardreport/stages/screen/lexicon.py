"""The word lists of the screen (``data/``), and what they and the metadata say of a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from wardreport.metadata import Metadata
from wardreport.metadata.data_files import Record, build, read_rows, read_yaml
from wardreport.stages.screen.passages import Phrases, key, keys_of, without_marks
from wardreport.stages.screen.prose import Prose

DATA = Path(__file__).parent / "data"
_STREET = "street"
_SHORT = 3  # letters of a heading


class Strength(StrEnum):
    """How much a surname says by itself, since many are ordinary words too."""

    FREQUENT = "frequent"  # no ordinary word, and borne by many: a name in small letters too
    STRONG = "strong"  # no ordinary word
    COMMON = "common"  # an ordinary word too, borne by many
    WEAK = "weak"  # an ordinary word


SURE = frozenset({Strength.FREQUENT, Strength.STRONG})


class Surname(Record):
    """A line of ``surnames.csv``; ``without_marks`` is its strength written so, none where that says nothing."""

    surname: str
    strength: Strength
    without_marks: Strength | None = None


class MiddleName(Record):
    """A line of ``middle_names.csv``: frequent are Văn and Thị, highland those of Dao and Mông (A, Seo, Mùi …)."""

    name: str
    strength: str


class GivenName(Record):
    """A line of ``given_names.csv``."""

    name: str


class PlaceName(Record):
    """A line of ``place_names.csv``: provinces as before 2025, districts, places that look like people's names, and of
    kind ``street`` those of history after whom streets are called everywhere.
    """

    name: str
    kind: str


class WordLists(Record):
    """The content of ``lexicon.yaml``, where each list says what it is for."""

    titles: tuple[str, ...]
    titles_in_capitals: tuple[str, ...]
    titles_without_marks: tuple[str, ...]
    not_titles: tuple[str, ...]
    parts: tuple[str, ...]
    asked: tuple[str, ...]
    called_by: tuple[str, ...]
    roles: tuple[str, ...]
    nicknames: tuple[str, ...]
    owners: tuple[str, ...]
    number_names: tuple[str, ...]
    headings_of_persons: dict[str, tuple[str, ...]]
    headings_of_things: dict[str, tuple[str, ...]]
    institutions: tuple[str, ...]
    stopgaps: tuple[str, ...]
    file_words: tuple[str, ...]
    ranks: tuple[str, ...]
    place_cues: tuple[str, ...]
    place_cues_without_marks: tuple[str, ...]
    not_place_cues: tuple[str, ...]
    office_phrases: tuple[str, ...]
    not_names: tuple[str, ...]
    not_names_in_capitals: tuple[str, ...]
    narrow_kinds: tuple[str, ...]
    broad_kinds: tuple[str, ...]
    trailing_kinds: tuple[str, ...]
    between: tuple[str, ...]


def _both(words: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Phrases with their marks, and without them where there are words enough to be sure of them."""
    spelt = [keys_of(word) for word in words]
    bare = [keys_of(without_marks(word)) for word in words]
    return frozenset([*spelt, *(phrase for phrase in bare if len(phrase) > 1)])


def _words(words: Iterable[str]) -> frozenset[str]:
    return frozenset(key(word) for word in words)


class Lexicon:
    """The word lists of a folder, by the keys of their words; raises ``ConfigurationError`` on what does not fit."""

    def __init__(self, folder: Path):
        surnames = read_rows(folder / "surnames.csv", Surname)
        middle = read_rows(folder / "middle_names.csv", MiddleName)
        given = [line.name for line in read_rows(folder / "given_names.csv", GivenName)]
        lists = build(WordLists, read_yaml(folder / "lexicon.yaml"), "lexicon.yaml")
        self.prose = Prose(folder)
        places = read_rows(folder / "place_names.csv", PlaceName)
        self.places = tuple(line.name for line in places if line.kind != _STREET)
        self.street_names = Phrases(_both(line.name for line in places if line.kind == _STREET))
        self.office_phrases = lists.office_phrases
        self.surnames: Mapping[str, Strength] = {key(line.surname): line.strength for line in surnames}
        bare: dict[str, Strength] = {}
        for line in surnames:  # of two that are one without marks the stronger counts
            if line.without_marks and bare.get(without_marks(line.surname)) is not Strength.FREQUENT:
                bare[without_marks(line.surname)] = line.without_marks
        self.bare_surnames: Mapping[str, Strength] = bare
        # for a name of which the other words leave no doubt any surname counts without its marks
        self.any_bare_surname = {without_marks(line.surname): line.without_marks or Strength.WEAK for line in surnames}
        self.any_bare_surname |= self.bare_surnames
        highland = [line.name for line in middle if line.strength == "highland"]
        self.highland_middle = _words(highland)
        self.bare_highland_middle = frozenset(without_marks(name) for name in highland)
        self.middle = _words(line.name for line in middle)
        self.bare_middle = frozenset(without_marks(line.name) for line in middle) | self.middle
        frequent = [line.name for line in middle if line.strength == Strength.FREQUENT]
        self.frequent_middle = _words(frequent)
        self.bare_frequent_middle = frozenset(without_marks(name) for name in frequent) | self.frequent_middle
        self.given = _words(given)
        self.bare_given = frozenset(without_marks(name) for name in given) | self.given
        self.titles = Phrases(frozenset(keys_of(word) for word in (*lists.titles, *lists.ranks)))
        self.titles_in_capitals = Phrases(frozenset(keys_of(word) for word in lists.titles_in_capitals))
        self.bare_titles = Phrases(frozenset(keys_of(word) for word in lists.titles_without_marks))
        self.not_titles = Phrases(_both(lists.not_titles))
        self.parts = Phrases(_both(lists.parts))
        self.asked = Phrases(_both(lists.asked))
        self.called_by = Phrases(_both(lists.called_by))
        self.roles = Phrases(_both(lists.roles))
        self.nicknames = _words(lists.nicknames)
        self.owners = _words(lists.owners)
        self.bare_owners = frozenset(without_marks(word) for word in lists.owners) & _words(lists.titles_without_marks)
        self.asked_of_persons: Mapping[tuple[str, ...], str] = {
            keys: asked
            for asked, headings in lists.headings_of_persons.items()
            for heading in headings
            # "Ho" without its mark is a cough, and what a code may be
            for keys in {keys_of(heading), keys_of(without_marks(heading) if len(heading) > _SHORT else heading)}
        }
        self._of_lists(lists)

    def _of_lists(self, lists: WordLists) -> None:
        """What stands around names and is none: columns, templates, places, kinds of business."""
        self.headings_of_things = {kind: Phrases(_both(words)) for kind, words in lists.headings_of_things.items()}
        self.institutions = Phrases(_both(lists.institutions))
        self.stopgaps = _words(lists.stopgaps)
        self.file_words = _words(lists.file_words)
        self.number_names = _words(lists.number_names)
        self.ranks = Phrases(_both(lists.ranks))
        bare_cues = [keys_of(word) for word in lists.place_cues_without_marks]
        self.place_cues = Phrases(frozenset([*(keys_of(word) for word in lists.place_cues), *bare_cues]))
        self.not_place_cues = Phrases(_both(lists.not_place_cues))
        self.not_names = _words(lists.not_names)
        self.not_names_in_capitals = self.not_names | _words(lists.not_names_in_capitals)
        self.bare_not_names = frozenset(without_marks(word) for word in lists.not_names) | self.not_names
        self.kinds = Phrases(_both([*lists.narrow_kinds, *lists.broad_kinds]))
        self.narrow_kinds = _both(lists.narrow_kinds)
        self.trailing_kinds = _words(lists.trailing_kinds)
        self.between = Phrases(_both(lists.between) | frozenset(keys_of(word) for word in lists.between))


@lru_cache(maxsize=4)
def load_lexicon(folder: Path = DATA) -> Lexicon:
    """The word lists of a folder, read once."""
    return Lexicon(folder)


class Vocabulary:
    """The lexicon together with the words of the forms and the names of the units, which are nobody's."""

    def __init__(self, lexicon: Lexicon, metadata: Metadata):
        self.lexicon = lexicon
        own = {text for text in form_texts(metadata) if text}
        self.own_texts = frozenset(own)
        labels = [keys_of(text) for text in own]
        bare = [keys_of(without_marks(text)) for text in own]
        pairs = {pair for words in (*labels, *bare) for pair in pairwise(words)}
        self.labels = Phrases(frozenset(words for words in labels if len(words) > 2))
        units = frozenset().union(*(_unit_names(unit.name) for unit in metadata.units))
        self.units = Phrases(units)
        self.places = Phrases(units | _both(lexicon.places))
        phrases = _both(lexicon.office_phrases)
        self.office = Phrases(frozenset(pairs) | phrases)
        self.form_words = frozenset(word for words in (*labels, *bare) for word in words)
        self.office_words = self.form_words | lexicon.not_names_in_capitals | {word for p in phrases for word in p}


def form_texts(metadata: Metadata) -> Iterator[str]:
    """Every text that a form prints: labels as printed and as corrected, units of measurement, column headings."""
    for form in metadata.forms:
        for row in form.rows:
            yield from (row.label_printed, row.label, row.unit_printed, row.unit)
        yield from (heading.heading for heading in form.headings)
    yield from metadata.measurement_units.values()


def _unit_names(name: str) -> frozenset[tuple[str, ...]]:
    """A unit's name with and without the word for its kind."""
    full = keys_of(name)
    names = {name}
    for kind in ("Thành phố ", "Thị trấn ", "Thị xã ", "Phường ", "Xã ", "Tỉnh ", "Quận ", "Huyện "):
        names.add(name.removeprefix(kind))
    short = {n for n in names if len(keys_of(n)) > 1}
    return _both(short) | {full}


class _Same:
    """A bundle known by being itself: its fields cannot be hashed, and it never changes."""

    def __init__(self, metadata: Metadata):
        self.metadata = metadata

    def __hash__(self) -> int:
        return id(self.metadata)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.metadata is self.metadata


@lru_cache(maxsize=2)
def _vocabulary(same: _Same) -> Vocabulary:
    return Vocabulary(load_lexicon(), same.metadata)


def vocabulary_for(metadata: Metadata) -> Vocabulary:
    """The words that pass with this metadata, made once for each bundle."""
    return _vocabulary(_Same(metadata))
