"""The greatest length of a script."""

MAX_SOURCE = 1_048_576
"""Bytes."""
