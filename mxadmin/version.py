"""The version of mxadmin: pyproject.toml is the one place that says it."""

import tomllib
from importlib import metadata

from mxadmin import locations


def version() -> str:
    """Return the version, such as "0.2.0".

    A checkout reads the file itself: what its virtual environment remembers is that of its last `uv sync`.
    """
    if locations.INSTALLED:
        return metadata.version("mxadmin")
    project = tomllib.loads((locations.PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
