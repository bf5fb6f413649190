"""The figures that a finding is about, in a sentence, for the reviewers' validation report."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds what is new; of what was found before no figures are known, until it is judged again."""
    op.add_column("finding", sa.Column("figures", sa.Text(), nullable=False, server_default=""))
