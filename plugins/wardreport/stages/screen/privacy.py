"""The privacy screen: only aggregate counts are handled, so a person's data in a submission is an incident.

It runs behind every reader and before everything else. What it finds leaves a rule and the masked address of a place,
never a text (docs/privacy-screen.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from urllib.parse import unquote

from wardreport.domain.finding import QUARANTINING, Detection
from wardreport.domain.submission import FILE_NAME, FreeText, ParsedForm, ScreenedForm, TextArea
from wardreport.metadata import Metadata
from wardreport.metadata.narrative_sections import NARRATIVE_CHARACTERS
from wardreport.stages.screen.business_names import BusinessNames
from wardreport.stages.screen.columns_of_things import ColumnsOfThings
from wardreport.stages.screen.headed_cells import headed_cells
from wardreport.stages.screen.identifying.accounts import Accounts
from wardreport.stages.screen.identifying.identifiers import identifiers
from wardreport.stages.screen.identifying.mailboxes import has_mailbox
from wardreport.stages.screen.identifying.whereabouts import has_address, has_birth_date
from wardreport.stages.screen.lexicon import Vocabulary, vocabulary_for
from wardreport.stages.screen.office_contacts import is_letterhead, without_office_contacts
from wardreport.stages.screen.passages import Passage, normalise
from wardreport.stages.screen.persons.initials import has_initials
from wardreport.stages.screen.persons.person_names import PersonNames
from wardreport.stages.screen.signatures import PAGE_EDGES, Signatures
from wardreport.stages.screen.user_folders import without_user_folders

AUTHOR_WORDS = 8  # a longer text is more than who wrote something, whatever place it stands in
PROSE_WORDS = 15  # a longer text is prose; what a form asks to specify ("ghi rõ") is shorter
_PROSE_AREAS = frozenset({TextArea.FORM, TextArea.ELSEWHERE})
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
# by which programs name files, views and parts: its digits are nobody's
_UUID = re.compile(r"(?<![^\W_])[0-9a-f]{8}([-_])(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}(?![^\W_])", re.I)
_UUID_LENGTH = 36
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-ZĐ])|(?<=[A-ZĐ])(?=[A-ZĐ][^\W\d_A-ZĐ])")  # LyASung
_OF_THINGS = frozenset({"privacy.person_name", "privacy.address"})
LINKS, NAMES = "!links", "!names"
_WEB = re.compile(r"https?://", re.I)
_FILE_BLANKS = str.maketrans(dict.fromkeys("_-.+/\\", " "))


def screen(form: ParsedForm, metadata: Metadata) -> ScreenedForm:
    """The form without its free texts and its file's name.

    A hit leaves the rule and a masked address, one for each rule and place, and of the form no observation, reading,
    head line or narrative. ``privacy.free_text`` alone is a warning: then the form is kept whole, but for what was
    written for a section at more than ``NARRATIVE_CHARACTERS``.
    """
    texts = _by_section(form, metadata)
    too_long = {section for section, text in texts.items() if len(text) > NARRATIVE_CHARACTERS}
    hits = _Screen.of(vocabulary_for(metadata)).hits(form) + _too_long(form, too_long)
    if form.form is None:  # a file without a form is refused as such: that it holds prose says nothing more
        hits = tuple(hit for hit in hits if hit.rule in QUARANTINING)
    quarantined = any(hit.rule in QUARANTINING for hit in hits)
    return ScreenedForm(
        submission=replace(form.submission, file_name=""),
        form=form.form,
        head_unit=None if quarantined else form.head_unit,
        head_period=None if quarantined else form.head_period,
        observations=() if quarantined else form.observations,
        readings={} if quarantined else form.readings,
        detections=hits if quarantined else form.detections + hits,
        named=frozenset() if quarantined else form.named,
        narratives=() if quarantined else tuple(item for item in texts.items() if item[0] not in too_long),
    )


def _by_section(form: ParsedForm, metadata: Metadata) -> dict[str, str]:
    """By section what was written for it, as one text; what stands there twice is taken once."""
    own = {
        section: [n.written.text for n in form.narratives if n.section == section]
        for section in metadata.narrative_sections
    }
    return {section: "\n".join(dict.fromkeys(texts)) for section, texts in own.items() if texts}


def _too_long(form: ParsedForm, sections: Collection[str]) -> tuple[Detection, ...]:
    """What no cell shows whole belongs into a letter: it is not taken, and the finding says so."""
    return tuple(
        Detection("privacy.free_text", narrative.written.masked_cell)
        for narrative in form.narratives
        if narrative.section in sections
    )


def _without_uuids(text: str) -> str:
    return _UUID.sub(" ", text) if len(text) >= _UUID_LENGTH else text


def _text_of(free_text: FreeText) -> str:
    """The text as it is screened."""
    text = _without_uuids(normalise(without_user_folders(free_text.text)))
    if free_text.masked_cell.endswith(NAMES):  # of ranges, bookmarks and tags, which have no blanks
        return _CAMEL.sub(" ", text.replace("_", " "))
    return text


class _Screen:
    """The finders of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary):
        self._v = vocabulary
        self._persons = PersonNames(vocabulary)
        self._businesses = BusinessNames(vocabulary, self._persons)
        self._accounts = Accounts(vocabulary)
        self._signatures = Signatures(vocabulary, self._persons.is_one_name, self._persons.found_in)

    @staticmethod
    @lru_cache(maxsize=2)
    def of(vocabulary: Vocabulary) -> _Screen:
        """The finders, made once for each vocabulary."""
        return _Screen(vocabulary)

    def hits(self, form: ParsedForm) -> tuple[Detection, ...]:
        """One detection for each rule and place, in the order of the texts; the file's name last."""
        # asked for only where a name stands: most forms name nobody, and the block is the dearest to read
        signed = cache(lambda: self._signatures.passing(form.free_texts))
        columns = cache(lambda: ColumnsOfThings(form.free_texts, self._v))
        found: dict[tuple[str, str], Detection] = {}
        by_heading = tuple(headed_cells(form.free_texts, self._v))
        for free_text in (*form.free_texts, *(narrative.written for narrative in form.narratives)):
            for rule in self._rules(free_text, signed):
                if rule in _OF_THINGS and self._of_a_thing(rule, free_text, columns()):
                    continue
                found.setdefault((rule, free_text.masked_cell), Detection(rule, free_text.masked_cell))
        passing = {text.masked_cell for text in form.free_texts if id(text) in signed()} if by_heading else ()
        for cell in by_heading:
            for rule in self._rules(cell, signed):
                # who signs stands beneath "Họ và tên" as well; prose is told once, by the cell itself
                if rule in QUARANTINING and not (rule == "privacy.person_name" and cell.masked_cell in passing):
                    found.setdefault((rule, cell.masked_cell), Detection(rule, cell.masked_cell))
        for rule in self._rules_of_file_name(form.submission.file_name):
            found.setdefault((rule, FILE_NAME), Detection(rule, FILE_NAME))
        return tuple(found.values())

    @staticmethod
    def _of_a_thing(rule: str, free_text: FreeText, columns: ColumnsOfThings) -> bool:
        """Whether the heading or the row of a list says that no person is meant."""
        if free_text.area is not TextArea.ELSEWHERE or not free_text.row:
            return False
        if rule == "privacy.address":
            return columns.of_an_institution(free_text)
        return columns.holds(free_text, Passage(_text_of(free_text)))

    def _rules(self, free_text: FreeText, signed: Callable[[], frozenset[int]]) -> Iterator[str]:
        if free_text.text in self._v.own_texts or len(free_text.text) < 3:
            return
        text = _text_of(free_text)
        if free_text.masked_cell.endswith(LINKS) and _WEB.match(text):
            yield from self._rules_of_link(text)
            return
        passage = Passage(text)
        if free_text.area is TextArea.AUTHOR and self._is_author(passage):
            yield from (rule for rule in identifiers(text, passage) if rule != "privacy.email")
            return
        tells_office = False
        letterhead = (
            free_text.area is TextArea.HEAD
            or free_text.masked_cell.endswith(PAGE_EDGES)
            or is_letterhead(free_text.text)
        )
        if letterhead or free_text.area is TextArea.BELOW:
            own = without_office_contacts(text, letterhead=letterhead)
            if own != text:
                text, passage, tells_office = own, Passage(own), True
        yield from identifiers(text, passage)
        if has_address(text, passage, letterhead=letterhead or tells_office):
            yield "privacy.address"
        if has_birth_date(text, passage):
            yield "privacy.birth_date"
        if self._accounts.found_in(text, passage):
            yield "privacy.social_account"
        if not passage.words:
            return
        named = self._persons.found_in(passage) or has_initials(text)
        if named and id(free_text) not in signed():
            yield "privacy.person_name"
        if self._businesses.found_in(passage):
            yield "privacy.place_name"
        if free_text.area in _PROSE_AREAS and self._is_prose(passage):
            yield "privacy.free_text"

    def _rules_of_link(self, text: str) -> Iterator[str]:
        """An address of the web has digits and words enough to look like anything: accounts and mailboxes tell."""
        passage = Passage(text)
        if self._accounts.found_in(text, passage):
            yield "privacy.social_account"
        if has_mailbox(text):
            yield "privacy.email"

    def _is_author(self, passage: Passage) -> bool:
        """Whether a text says no more than who: a name, a login, an office."""
        longest = max(len(words.split()) for words in re.split("[;,]", passage.text))
        return longest <= AUTHOR_WORDS and not any(True for _ in self._v.lexicon.parts.starts(passage.keys))

    def _rules_of_file_name(self, name: str) -> Iterator[str]:
        stem = _without_uuids(normalise(unquote(_EXTENSION.sub("", name))))
        written = stem.replace("_", " ")
        yield from identifiers(written, Passage(written))
        words = _CAMEL.sub(" ", stem.translate(_FILE_BLANKS)).split()
        while len(words) > 1 and words[-1].lower() in self._v.lexicon.file_words:  # DanhSachDoanhNghiep_Template
            words.pop()
        passage = Passage(" ".join(words))
        if self._persons.found_in(passage):
            yield "privacy.person_name"
        if self._businesses.found_in(passage, caseless=True):
            yield "privacy.place_name"

    def _is_prose(self, passage: Passage) -> bool:
        """Whether more words than a form asks for are left when its own are taken away."""
        words = len(passage.words)
        if words <= PROSE_WORDS or passage.text.isupper():
            return False
        labels = self._v.labels
        at = own = 0
        while at < words and words - own > PROSE_WORDS:
            length = labels.starting(passage.keys, at)
            own += length
            at += length or 1
        return words - own > PROSE_WORDS
