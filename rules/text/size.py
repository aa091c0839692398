"""How long a script may be."""

MAX_SOURCE = 1_048_576
"""Bytes."""
