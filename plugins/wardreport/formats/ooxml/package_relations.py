"""How the parts of an OOXML package name one another (ECMA-376 part 2, relationships)."""

from __future__ import annotations

import posixpath

from lxml import etree

from wardreport.formats.archive import Archive


def named(element: etree._Element, name: str) -> str:
    """The full name of an element in another's namespace: the strict and the transitional form differ only in it."""
    return f"{str(element.tag).rpartition('}')[0]}}}{name}"


def relations_part(part: str) -> str:
    """The part that holds another part's relations; the package's own for an empty name."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def related(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """By id the kind (the last word of its type) and the part that a relation points to; external ones are left out."""
    place = relations_part(part)
    if place not in archive:
        return {}
    found = {}
    for relation in archive.xml(place):
        if relation.get("TargetMode", "").lower() != "external":
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = (kind, archive.spelled(_resolved(part, relation.get("Target", ""))))
    return found


def _resolved(part: str, target: str) -> str:
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
