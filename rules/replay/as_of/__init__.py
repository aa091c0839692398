"""[pure] A script's SQL asked as of a moment, rewritten by PostgreSQL's own tokens."""
