"""``wardreport purge``: what lies in quarantine beyond its time is deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import typer

from wardreport.workflow.settings import load_settings


def purge() -> None:
    """Delete the originals of quarantined submissions whose time has ended; every run does so too."""
    from wardreport.stages.collect import delete_expired

    settings = load_settings()
    deleted = delete_expired(settings.quarantine, timedelta(days=settings.quarantine_days), datetime.now(UTC))
    typer.echo(f"quarantine: {deleted} deleted after {settings.quarantine_days} days")
