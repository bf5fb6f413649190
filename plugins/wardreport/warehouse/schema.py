"""The tables. ``sql/migrations`` makes them and ``wardreport db check`` compares the two; ``sql/views`` reads them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from wardreport.warehouse.column_types import ExactDecimal, UtcDateTime

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

release = Table(
    "release",
    metadata,
    Column("release_id", Integer, primary_key=True),
    Column("period", String(7), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("form", String(20), nullable=False),
    Column("consolidating_unit", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("load_id", ForeignKey("load.load_id")),  # the newest load in it; empty where no unit is in
    Column("content_sha256", String(64), nullable=False),
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
    CheckConstraint("status IN ('value', 'zero', 'nil', 'unavailable')", name="status_known"),
)
