"""The logins of who decided and who approved a decision, where they have one."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds what is new; of what was recorded before no login is known."""
    for column in ("decided_by_login", "approved_by_login"):
        op.add_column("decision", sa.Column(column, sa.String(length=100), nullable=True))
