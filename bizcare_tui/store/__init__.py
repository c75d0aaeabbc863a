"""The local store: SQLModel tables, migrations, reads shaped for a screen, history."""
