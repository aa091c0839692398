"""The locations of mxadmin's files: in a checkout, or in an installed wheel."""

from pathlib import Path

from platformdirs import user_data_path

PACKAGE = Path(__file__).resolve().parent
INSTALLED = (PACKAGE / "templates").is_dir()
"""A wheel holds templates and static files in the package (pyproject.toml, wheel.sources); a checkout beside it."""


def assets() -> Path:
    """Return the folder that holds `templates` and `static`."""
    return PACKAGE if INSTALLED else PACKAGE.parent


def data() -> Path:
    """Return the default data folder.

    An installed mxadmin uses the account's own data folder: site-packages is replaced by each upgrade, and the current
    folder differs from one command to the next.
    """
    return user_data_path("mxadmin", appauthor=False) if INSTALLED else PACKAGE.parent / ".mxadmin"
