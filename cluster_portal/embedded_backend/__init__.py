"""Database backend of trials and tests: a PostgreSQL that starts with the first connection."""
