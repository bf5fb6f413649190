"""Decisions that return and replace: approvals, replaced values, and which decisions each judgement took account of."""

import sqlalchemy as sa
from alembic import op

from wardreport.warehouse.schema.column_types import ExactDecimal

revision = "0002"
down_revision = "0001"

# what let an accepted submission through before judgements named their decisions: of each finding the newest by then
_DECISIONS_SO_FAR = """
INSERT INTO assessment_decision (assessment_id, decision_id)
SELECT a.assessment_id, MAX(d.decision_id)
FROM assessment AS a
JOIN submission AS s ON s.submission_id = a.submission_id
JOIN decision AS d ON d.submission_sha256 = s.sha256 AND d.unit_code = s.unit_code AND d.load_id <= a.load_id
WHERE a.verdict = 'accepted'
  AND EXISTS (
    SELECT 1 FROM finding AS f
    WHERE f.assessment_id = a.assessment_id AND f.rule = d.rule AND COALESCE(f.indicator, '') = d.indicator
  )
GROUP BY a.assessment_id, d.rule, d.indicator
"""


def upgrade() -> None:
    """Adds what is new; what was recorded before stays as it is."""
    op.add_column("decision", sa.Column("approved_by", sa.String(length=60), nullable=True))
    op.add_column("decision", sa.Column("approved_on", sa.Date(), nullable=True))
    op.add_column("finding", sa.Column("answered", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "replacement",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("value", ExactDecimal(), nullable=True),
        sa.Column("yes_no", sa.Boolean(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(status IN ('value', 'zero')) = (value IS NOT NULL OR yes_no IS NOT NULL)",
            name=op.f("ck_replacement_value_when_answered"),
        ),
        sa.CheckConstraint("status IN ('value', 'zero', 'nil')", name=op.f("ck_replacement_status_known")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.decision_id"], name=op.f("fk_replacement_decision_id")),
        sa.ForeignKeyConstraint(["indicator"], ["indicator.indicator"], name=op.f("fk_replacement_indicator")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_replacement")),
    )
    op.create_table(
        "assessment_decision",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.assessment_id"], name=op.f("fk_assessment_decision_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.decision_id"], name=op.f("fk_assessment_decision_decision_id")
        ),
        sa.PrimaryKeyConstraint("assessment_id", "decision_id", name=op.f("pk_assessment_decision")),
    )
    op.execute(_DECISIONS_SO_FAR)
