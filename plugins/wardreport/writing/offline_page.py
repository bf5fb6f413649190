"""Web pages that load nothing: one Jinja environment, and a policy that names their own style and script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_TEMPLATE, _STYLE, _SCRIPT = ".html.j2", ".css", ".js"


def render_offline_page(template: Path, filters: Mapping[str, Callable[..., Any]] | None = None, **content: Any) -> str:
    """The page of ``<name>.html.j2`` with ``<name>.css``, and where there is one ``<name>.js``, beside it.

    The template puts ``policy``, ``style`` and ``script`` into its head; all else is escaped, and an unknown name
    raises ``jinja2.UndefinedError``. The policy (Content Security Policy Level 3) forbids that anything be loaded.
    """
    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters or {})
    own = template.with_name(template.name.removesuffix(_TEMPLATE))
    style = own.with_suffix(_STYLE).read_text(encoding="utf-8")
    script_file = own.with_suffix(_SCRIPT)
    script = script_file.read_text(encoding="utf-8") if script_file.is_file() else ""
    return environment.get_template(template.name).render(
        style=Markup(style),  # noqa: S704  our own files, which the policy names by their hashes
        script=Markup(script),  # noqa: S704
        policy=_policy(style, script),
        **content,
    )


def _policy(style: str, script: str) -> str:
    scripts = f"script-src {_source(script)}; " if script else ""
    return (
        f"default-src 'none'; style-src {_source(style)}; {scripts}img-src data:; base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
