"""The tables. ``sql/migrations`` makes them and ``wardreport db check`` compares the two; ``sql/views`` reads them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from wardreport.warehouse.schema.column_types import ExactDecimal, UtcDateTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

load = Table(
    "load",
    metadata,
    Column("load_id", Integer, primary_key=True),
    Column("loaded_at", UtcDateTime, nullable=False),
    Column("period", String(7), nullable=False),
    Column("rule_book_sha256", String(64), nullable=False),
    Column("code_version", String(40), nullable=False),
)

reporting_unit = Table(
    "reporting_unit",
    metadata,
    Column("unit_id", Integer, primary_key=True),
    Column("unit_code", String(20), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("parent_code", String(20)),
    UniqueConstraint("unit_code", "valid_from"),
)

indicator = Table(
    "indicator",
    metadata,
    Column("indicator", String(40), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("value_type", String(10), nullable=False),
    Column("time", String(10), nullable=False),
    Column("aggregation", String(10), nullable=False),
    Column("sensitive", Boolean, nullable=False),
)

period = Table(
    "period",
    metadata,
    Column("period", String(7), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("half", Integer, nullable=False),
    Column("window_start", Date, nullable=False),
    Column("window_end", Date, nullable=False),
    Column("collection_opens", Date, nullable=False),
    Column("due_wards", Date, nullable=False),
    Column("due_agencies", Date, nullable=False),
    Column("due_city", Date, nullable=False),
    Column("locks_after", Date, nullable=False),
    Column("form", String(20), ForeignKey("form_version.form"), nullable=False),
    Column("legal_source", Text, nullable=False),
    CheckConstraint("half IN (1, 2)", name="half_known"),
    CheckConstraint("window_start < window_end", name="window_in_order"),
)

form_version = Table(
    "form_version",
    metadata,
    Column("form", String(20), primary_key=True),
    Column("valid_from", String(7), nullable=False),
    Column("valid_to", String(7), nullable=False),
)

form_indicator = Table(  # which measures a form asks for, in its order
    "form_indicator",
    metadata,
    Column("form", String(20), ForeignKey("form_version.form"), primary_key=True),
    Column("indicator", String(40), ForeignKey("indicator.indicator"), primary_key=True),
    Column("position", Integer, nullable=False),
)

role = Table(
    "role",
    metadata,
    Column("role", String(20), primary_key=True),
    Column("name", Text, nullable=False),
)

indicator_owner = Table(
    "indicator_owner",
    metadata,
    Column("indicator", String(40), ForeignKey("indicator.indicator"), primary_key=True),
    Column("role", String(20), ForeignKey("role.role"), primary_key=True),
)

ratio = Table(
    "ratio",
    metadata,
    Column("indicator", String(40), ForeignKey("indicator.indicator"), primary_key=True),
    Column("numerator", String(40), ForeignKey("indicator.indicator"), nullable=False),
    Column("numerator_counts", String(20), nullable=False),
    Column("denominator", String(40), ForeignKey("indicator.indicator")),
    Column("denominator_counts", String(20), nullable=False),
)

unit_succession = Table(  # the bridge from a unit to what became of its territory
    "unit_succession",
    metadata,
    Column("predecessor_id", ForeignKey("reporting_unit.unit_id"), primary_key=True),
    Column("successor_id", ForeignKey("reporting_unit.unit_id"), primary_key=True),
    Column("effective", Date, nullable=False),
    Column("share", ExactDecimal, nullable=False),  # of the predecessor
    Column("outside", Text, nullable=False),  # what the successor holds beside its predecessors' territory
    Column("confidence", String(10), nullable=False),
    Column("legal_ref", Text, nullable=False),
    CheckConstraint("predecessor_id <> successor_id", name="not_itself"),
)

reporting_obligation = Table(  # who reports on which half year, and until when
    "reporting_obligation",
    metadata,
    Column("period", String(7), ForeignKey("period.period"), primary_key=True),
    Column("unit_id", ForeignKey("reporting_unit.unit_id"), primary_key=True),
    Column("due", Date, nullable=False),
)

submission = Table(
    "submission",
    metadata,
    Column("submission_id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("unit_code", String(20), nullable=False),  # empty where nobody knows
    Column("unit_id", ForeignKey("reporting_unit.unit_id")),
    Column("period", String(7), nullable=False),  # empty where nobody knows
    Column("version", Integer, nullable=False),
    Column("form", String(20)),
    Column("received_at", UtcDateTime, nullable=False),
    Column("load_id", ForeignKey("load.load_id"), nullable=False),
    UniqueConstraint("sha256", "unit_code", "period"),
    UniqueConstraint("unit_code", "period", "version"),
)

assessment = Table(
    "assessment",
    metadata,
    Column("assessment_id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submission.submission_id"), nullable=False, index=True),
    Column("load_id", ForeignKey("load.load_id"), nullable=False),
    Column("verdict", String(12), nullable=False),
    Column("rule_book_sha256", String(64), nullable=False),
    Column("content_sha256", String(64), nullable=False),
    CheckConstraint("verdict IN ('accepted', 'held', 'rejected', 'quarantined')", name="verdict_known"),
)

finding = Table(
    "finding",
    metadata,
    Column("finding_id", Integer, primary_key=True),
    Column("assessment_id", ForeignKey("assessment.assessment_id"), nullable=False, index=True),
    Column("rule", String(40), nullable=False),
    Column("entry", String(60), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("indicator", String(40)),
    Column("cell", Text),
    Column("message", Text, nullable=False),
    Column("suggestion", ExactDecimal),
    Column("answered", Boolean, nullable=False, server_default=false()),
    Column("figures", Text, nullable=False, server_default=""),  # what it is about: for reviewers, and never for BI
    CheckConstraint("severity IN ('critical', 'warning', 'info')", name="severity_known"),
)

decision = Table(
    "decision",
    metadata,
    Column("decision_id", Integer, primary_key=True),
    Column("submission_sha256", String(64), nullable=False),
    Column("unit_code", String(20), nullable=False),
    Column("rule", String(40), nullable=False),
    Column("indicator", String(40), nullable=False),  # empty for a finding on no indicator
    Column("action", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", String(60), nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("load_id", ForeignKey("load.load_id"), nullable=False),
    Column("approved_by", String(60)),
    Column("approved_on", Date),
    Column("decided_by_login", String(100)),  # where they have one: the reviewer's and the approver's
    Column("approved_by_login", String(100)),
)

# what was read stays in the table observation; the view current_observation shows both
replacement = Table(
    "replacement",
    metadata,
    Column("decision_id", ForeignKey("decision.decision_id"), primary_key=True),
    Column("indicator", ForeignKey("indicator.indicator"), nullable=False),
    Column("status", String(10), nullable=False),
    Column("value", ExactDecimal),
    Column("yes_no", Boolean),
    Column("evidence", Text, nullable=False),
    CheckConstraint("status IN ('value', 'zero', 'nil')", name="status_known"),
    CheckConstraint(
        "(status IN ('value', 'zero')) = (value IS NOT NULL OR yes_no IS NOT NULL)", name="value_when_answered"
    ),
)

assessment_decision = Table(  # the decisions that a judgement took account of
    "assessment_decision",
    metadata,
    Column("assessment_id", ForeignKey("assessment.assessment_id"), primary_key=True),
    Column("decision_id", ForeignKey("decision.decision_id"), primary_key=True),
)

observation = Table(
    "observation",
    metadata,
    Column("submission_id", ForeignKey("submission.submission_id"), primary_key=True),
    Column("indicator", ForeignKey("indicator.indicator"), primary_key=True),
    Column("status", String(10), nullable=False),
    Column("value", ExactDecimal),
    Column("yes_no", Boolean),
    Column("cell", Text),
    Column("load_id", ForeignKey("load.load_id"), nullable=False),
    CheckConstraint("status IN ('value', 'zero', 'nil', 'blank', 'missing', 'invalid')", name="status_known"),
    CheckConstraint(
        "(status IN ('value', 'zero')) = (value IS NOT NULL OR yes_no IS NOT NULL)", name="value_when_answered"
    ),
)

narrative = Table(  # what a unit wrote for a section of the report, after the privacy screen; BI reads none of it
    "narrative",
    metadata,
    Column("submission_id", ForeignKey("submission.submission_id"), primary_key=True),
    Column("section", String(40), primary_key=True),
    Column("text", Text, nullable=False),
)

release = Table(
    "release",
    metadata,
    Column("release_id", Integer, primary_key=True),
    Column("period", String(7), nullable=False),
    Column("kind", String(10), nullable=False),  # one restated shows units' figures only, by today's units
    Column("form", String(20), nullable=False),
    Column("consolidating_unit", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("load_id", ForeignKey("load.load_id")),  # the newest load that counted; empty where there was none
    Column("content_sha256", String(64), nullable=False),
    Column("revision", Integer),  # of an official release, from 1
    Column("reason", Text),  # why there is another revision
    UniqueConstraint("period", "revision"),
    CheckConstraint("kind IN ('draft', 'official', 'restated')", name="kind_known"),
    CheckConstraint("(kind = 'official') = (revision IS NOT NULL)", name="revision_when_official"),
)

release_document = Table(  # an official release's document: its number and date, and who approved it
    "release_document",
    metadata,
    Column("release_id", ForeignKey("release.release_id"), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("dated", Date, nullable=False),
    Column("approved_by", String(60), nullable=False),  # the name of a role, never of a person
    Column("approved_on", Date, nullable=False),
    CheckConstraint("number > 0", name="number_from_one"),
)

release_figure = Table(
    "release_figure",
    metadata,
    Column("release_id", ForeignKey("release.release_id"), primary_key=True),
    Column("indicator", ForeignKey("indicator.indicator"), primary_key=True),
    Column("status", String(12), nullable=False),
    Column("value", ExactDecimal),
    Column("yes_no", Boolean),
    Column("partial", Boolean, nullable=False),
    Column("outstanding", Text, nullable=False),  # unit codes with a blank between
    CheckConstraint("status IN ('value', 'zero', 'nil', 'unavailable', 'suppressed')", name="status_known"),
    CheckConstraint(
        "(status IN ('value', 'zero')) = (value IS NOT NULL OR yes_no IS NOT NULL)", name="value_when_answered"
    ),
)

# the response register as it stood when the release was made; an annual figure may come from the half year before
release_unit = Table(
    "release_unit",
    metadata,
    Column("release_id", ForeignKey("release.release_id"), primary_key=True),
    Column("period", String(7), ForeignKey("period.period"), primary_key=True),
    Column("unit_id", ForeignKey("reporting_unit.unit_id"), primary_key=True),
    Column("submission_id", ForeignKey("submission.submission_id")),  # whose figures count; empty: outstanding
    Column("assessment_id", ForeignKey("assessment.assessment_id")),  # the judgement by which they do
    Column("state", String(12), nullable=False),
    Column("received_at", UtcDateTime),
    Column("days_late", Integer),  # empty: in time, or nothing is owed yet
    # not written any more, as nobody reads them: what earlier releases recorded stays, since nothing is taken away
    Column("cells_answered", Integer),
    Column("cells_expected", Integer),
    CheckConstraint("(submission_id IS NULL) = (assessment_id IS NULL)", name="judged_when_counted"),
    CheckConstraint("cells_answered BETWEEN 0 AND cells_expected", name="cells_in_range"),
)

# The safe layer: what a release shows of each unit. Nothing tells why a figure is suppressed.
safe_figure = Table(
    "safe_figure",
    metadata,
    Column("release_id", ForeignKey("release.release_id"), primary_key=True),
    Column("basis", String(8), primary_key=True),  # by the units of the period, or by those that followed them
    Column("indicator", ForeignKey("indicator.indicator"), primary_key=True),
    Column("unit_id", ForeignKey("reporting_unit.unit_id"), primary_key=True),
    Column("status", String(12), nullable=False),
    Column("value", ExactDecimal),
    Column("yes_no", Boolean),
    Column("partial", Boolean, nullable=False),
    CheckConstraint("basis IN ('reported', 'restated')", name="basis_known"),
    CheckConstraint(
        "status IN ('value', 'zero', 'nil', 'blank', 'missing', 'invalid', 'unavailable', 'suppressed')",
        name="status_known",
    ),
    CheckConstraint(
        "(status IN ('value', 'zero')) = (value IS NOT NULL OR yes_no IS NOT NULL)", name="value_when_answered"
    ),
    Index("ix_safe_figure_unit", "unit_id", "release_id"),
)

# what was read, judged, decided and published is added to, never changed (triggers refuse it)
APPEND_ONLY = (
    load,
    submission,
    assessment,
    finding,
    decision,
    replacement,
    assessment_decision,
    observation,
    narrative,
    release,
    release_document,
    release_figure,
    release_unit,
    safe_figure,
)
