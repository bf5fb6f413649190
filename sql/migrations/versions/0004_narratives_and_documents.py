"""What units wrote for the report, and the document of each official release."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds two tables; what was recorded before stays as it is."""
    op.create_table(
        "narrative",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.submission_id"], name=op.f("fk_narrative_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "section", name=op.f("pk_narrative")),
    )
    op.create_table(
        "release_document",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("approved_by", sa.String(length=60), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_release_document_number_from_one")),
        sa.ForeignKeyConstraint(["release_id"], ["release.release_id"], name=op.f("fk_release_document_release_id")),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_release_document")),
    )
