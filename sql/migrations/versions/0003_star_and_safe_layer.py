"""Dimensions of time, form, role and territory; the register and the safe layer of each release."""

import sqlalchemy as sa
from alembic import op

from wardreport.warehouse.schema.column_types import ExactDecimal, UtcDateTime

revision = "0003"
down_revision = "0002"

_ANSWERED = "(status IN ('value', 'zero')) = (value IS NOT NULL OR yes_no IS NOT NULL)"


def upgrade() -> None:
    """Adds what is new; figures released before keep their place under the wider check of their status."""
    _dimensions()
    _releases()
    _register_and_safe_layer()


def _key(name: str, length: int) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length=length), nullable=False)


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _dimensions() -> None:
    op.create_table(
        "form_version",
        _key("form", 20),
        _key("valid_from", 7),
        _key("valid_to", 7),
        sa.PrimaryKeyConstraint("form", name=op.f("pk_form_version")),
    )
    op.create_table(
        "role",
        _key("role", 20),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("role", name=op.f("pk_role")),
    )
    days = ("window_start", "window_end", "collection_opens", "due_wards", "due_agencies", "due_city", "locks_after")
    op.create_table(
        "period",
        _key("period", 7),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("half", sa.Integer(), nullable=False),
        *(sa.Column(day, sa.Date(), nullable=False) for day in days),
        _key("form", 20),
        sa.Column("legal_source", sa.Text(), nullable=False),
        sa.CheckConstraint("half IN (1, 2)", name=op.f("ck_period_half_known")),
        sa.CheckConstraint("window_start < window_end", name=op.f("ck_period_window_in_order")),
        _foreign("period", "form", "form_version.form"),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_period")),
    )
    op.create_table(
        "form_indicator",
        _key("form", 20),
        _key("indicator", 40),
        sa.Column("position", sa.Integer(), nullable=False),
        _foreign("form_indicator", "form", "form_version.form"),
        _foreign("form_indicator", "indicator", "indicator.indicator"),
        sa.PrimaryKeyConstraint("form", "indicator", name=op.f("pk_form_indicator")),
    )
    op.create_table(
        "indicator_owner",
        _key("indicator", 40),
        _key("role", 20),
        _foreign("indicator_owner", "indicator", "indicator.indicator"),
        _foreign("indicator_owner", "role", "role.role"),
        sa.PrimaryKeyConstraint("indicator", "role", name=op.f("pk_indicator_owner")),
    )
    op.create_table(
        "ratio",
        _key("indicator", 40),
        _key("numerator", 40),
        _key("numerator_counts", 20),
        sa.Column("denominator", sa.String(length=40), nullable=True),
        _key("denominator_counts", 20),
        _foreign("ratio", "indicator", "indicator.indicator"),
        _foreign("ratio", "numerator", "indicator.indicator"),
        _foreign("ratio", "denominator", "indicator.indicator"),
        sa.PrimaryKeyConstraint("indicator", name=op.f("pk_ratio")),
    )
    op.create_table(
        "unit_succession",
        sa.Column("predecessor_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.Column("share", ExactDecimal(), nullable=False),
        sa.Column("outside", sa.Text(), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("legal_ref", sa.Text(), nullable=False),
        sa.CheckConstraint("predecessor_id <> successor_id", name=op.f("ck_unit_succession_not_itself")),
        _foreign("unit_succession", "predecessor_id", "reporting_unit.unit_id"),
        _foreign("unit_succession", "successor_id", "reporting_unit.unit_id"),
        sa.PrimaryKeyConstraint("predecessor_id", "successor_id", name=op.f("pk_unit_succession")),
    )
    op.create_table(
        "reporting_obligation",
        _key("period", 7),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        _foreign("reporting_obligation", "period", "period.period"),
        _foreign("reporting_obligation", "unit_id", "reporting_unit.unit_id"),
        sa.PrimaryKeyConstraint("period", "unit_id", name=op.f("pk_reporting_obligation")),
    )


def _releases() -> None:
    # SQLite can widen a check only on a new table, and no table may go while another names its rows
    kept = sa.table(
        "release_figure",
        sa.column("release_id", sa.Integer()),
        sa.column("indicator", sa.String()),
        sa.column("status", sa.String()),
        sa.column("value", ExactDecimal()),
        sa.column("yes_no", sa.Boolean()),
        sa.column("partial", sa.Boolean()),
        sa.column("outstanding", sa.Text()),
    )
    rows = [dict(row) for row in op.get_bind().execute(sa.select(kept)).mappings()]
    op.drop_table("release_figure")
    with op.batch_alter_table("release") as release:
        release.add_column(sa.Column("revision", sa.Integer(), nullable=True))
        release.add_column(sa.Column("reason", sa.Text(), nullable=True))
        release.create_unique_constraint(op.f("uq_release_period"), ["period", "revision"])
        release.create_check_constraint(
            op.f("ck_release_kind_known"), sa.text("kind IN ('draft', 'official', 'restated')")
        )
        release.create_check_constraint(
            op.f("ck_release_revision_when_official"), sa.text("(kind = 'official') = (revision IS NOT NULL)")
        )
    again = op.create_table(
        "release_figure",
        sa.Column("release_id", sa.Integer(), nullable=False),
        _key("indicator", 40),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("value", ExactDecimal(), nullable=True),
        sa.Column("yes_no", sa.Boolean(), nullable=True),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("outstanding", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('value', 'zero', 'nil', 'unavailable', 'suppressed')",
            name=op.f("ck_release_figure_status_known"),
        ),
        sa.CheckConstraint(_ANSWERED, name=op.f("ck_release_figure_value_when_answered")),
        _foreign("release_figure", "release_id", "release.release_id"),
        _foreign("release_figure", "indicator", "indicator.indicator"),
        sa.PrimaryKeyConstraint("release_id", "indicator", name=op.f("pk_release_figure")),
    )
    if rows:
        op.bulk_insert(again, rows)


def _register_and_safe_layer() -> None:
    op.create_table(
        "release_unit",
        sa.Column("release_id", sa.Integer(), nullable=False),
        _key("period", 7),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("assessment_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=True),
        sa.Column("days_late", sa.Integer(), nullable=True),
        sa.Column("cells_answered", sa.Integer(), nullable=True),
        sa.Column("cells_expected", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(submission_id IS NULL) = (assessment_id IS NULL)", name=op.f("ck_release_unit_judged_when_counted")
        ),
        sa.CheckConstraint("cells_answered BETWEEN 0 AND cells_expected", name=op.f("ck_release_unit_cells_in_range")),
        _foreign("release_unit", "release_id", "release.release_id"),
        _foreign("release_unit", "period", "period.period"),
        _foreign("release_unit", "unit_id", "reporting_unit.unit_id"),
        _foreign("release_unit", "submission_id", "submission.submission_id"),
        _foreign("release_unit", "assessment_id", "assessment.assessment_id"),
        sa.PrimaryKeyConstraint("release_id", "period", "unit_id", name=op.f("pk_release_unit")),
    )
    op.create_table(
        "safe_figure",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=8), nullable=False),
        _key("indicator", 40),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("value", ExactDecimal(), nullable=True),
        sa.Column("yes_no", sa.Boolean(), nullable=True),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.CheckConstraint("basis IN ('reported', 'restated')", name=op.f("ck_safe_figure_basis_known")),
        sa.CheckConstraint(
            "status IN ('value', 'zero', 'nil', 'blank', 'missing', 'invalid', 'unavailable', 'suppressed')",
            name=op.f("ck_safe_figure_status_known"),
        ),
        sa.CheckConstraint(_ANSWERED, name=op.f("ck_safe_figure_value_when_answered")),
        _foreign("safe_figure", "release_id", "release.release_id"),
        _foreign("safe_figure", "indicator", "indicator.indicator"),
        _foreign("safe_figure", "unit_id", "reporting_unit.unit_id"),
        sa.PrimaryKeyConstraint("release_id", "basis", "indicator", "unit_id", name=op.f("pk_safe_figure")),
    )
    op.create_index("ix_safe_figure_unit", "safe_figure", ["unit_id", "release_id"])
