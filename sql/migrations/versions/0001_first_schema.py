"""The first schema: loads, submissions and their judgement, observations, decisions, releases."""

import sqlalchemy as sa
from alembic import op

from wardreport.warehouse.schema.column_types import ExactDecimal, UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table."""
    op.create_table(
        "indicator",
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("value_type", sa.String(length=10), nullable=False),
        sa.Column("time", sa.String(length=10), nullable=False),
        sa.Column("aggregation", sa.String(length=10), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("indicator", name=op.f("pk_indicator")),
    )
    op.create_table(
        "load",
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("loaded_at", UtcDateTime(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("rule_book_sha256", sa.String(length=64), nullable=False),
        sa.Column("code_version", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("load_id", name=op.f("pk_load")),
    )
    op.create_table(
        "reporting_unit",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("parent_code", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_reporting_unit")),
        sa.UniqueConstraint("unit_code", "valid_from", name=op.f("uq_reporting_unit_unit_code")),
    )
    op.create_table(
        "decision",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("submission_sha256", sa.String(length=64), nullable=False),
        sa.Column("unit_code", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_decision_load_id")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decision")),
    )
    op.create_table(
        "release",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("consolidating_unit", sa.String(length=20), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_release_load_id")),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_release")),
    )
    op.create_table(
        "submission",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("unit_code", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_submission_load_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["reporting_unit.unit_id"], name=op.f("fk_submission_unit_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission")),
        sa.UniqueConstraint("sha256", "unit_code", "period", name=op.f("uq_submission_sha256")),
        sa.UniqueConstraint("unit_code", "period", "version", name=op.f("uq_submission_unit_code")),
    )
    op.create_table(
        "assessment",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("rule_book_sha256", sa.String(length=64), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('accepted', 'held', 'rejected', 'quarantined')", name=op.f("ck_assessment_verdict_known")
        ),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_assessment_load_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.submission_id"], name=op.f("fk_assessment_submission_id")
        ),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_assessment")),
    )
    op.create_index(op.f("ix_assessment_submission_id"), "assessment", ["submission_id"], unique=False)
    op.create_table(
        "observation",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("value", ExactDecimal(), nullable=True),
        sa.Column("yes_no", sa.Boolean(), nullable=True),
        sa.Column("cell", sa.Text(), nullable=True),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status IN ('value', 'zero')) = (value IS NOT NULL OR yes_no IS NOT NULL)",
            name=op.f("ck_observation_value_when_answered"),
        ),
        sa.CheckConstraint(
            "status IN ('value', 'zero', 'nil', 'blank', 'missing', 'invalid')",
            name=op.f("ck_observation_status_known"),
        ),
        sa.ForeignKeyConstraint(["indicator"], ["indicator.indicator"], name=op.f("fk_observation_indicator")),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_observation_load_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.submission_id"], name=op.f("fk_observation_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "indicator", name=op.f("pk_observation")),
    )
    op.create_table(
        "release_figure",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("value", ExactDecimal(), nullable=True),
        sa.Column("yes_no", sa.Boolean(), nullable=True),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("outstanding", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('value', 'zero', 'nil', 'unavailable')", name=op.f("ck_release_figure_status_known")
        ),
        sa.ForeignKeyConstraint(["indicator"], ["indicator.indicator"], name=op.f("fk_release_figure_indicator")),
        sa.ForeignKeyConstraint(["release_id"], ["release.release_id"], name=op.f("fk_release_figure_release_id")),
        sa.PrimaryKeyConstraint("release_id", "indicator", name=op.f("pk_release_figure")),
    )
    op.create_table(
        "finding",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("entry", sa.String(length=60), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=True),
        sa.Column("cell", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("suggestion", ExactDecimal(), nullable=True),
        sa.CheckConstraint("severity IN ('critical', 'warning', 'info')", name=op.f("ck_finding_severity_known")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.assessment_id"], name=op.f("fk_finding_assessment_id")),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_assessment_id"), "finding", ["assessment_id"], unique=False)
