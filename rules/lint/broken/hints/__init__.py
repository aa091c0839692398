"""Hints, one file for each family of mistakes: each explains the place where the grammar stopped, or returns None."""
