"""The demo's settings: as a user would write them, in a file that a second terminal can use too."""

import os
from pathlib import Path
from urllib.parse import quote

from mxadmin.demo.queue import DATABASE, READER
from mxadmin.demo.routes import ZONE
from mxadmin.demo.state import DemoFolder, Secrets, write_private

PREFIX = "MXADMIN_"
KEPT = {
    "MXADMIN_LOG_LEVEL", "MXADMIN_TIME_ZONE", "MXADMIN_DEMO_DIR",
    "MXADMIN_ALERT_SMTP", "MXADMIN_ALERT_FROM", "MXADMIN_ALERT_NETWORKS", "MXADMIN_ALERT_FAILING_MINUTES",
}  # fmt: skip


def settings(state: DemoFolder, secrets: Secrets, *, port: int, postgres_port: int) -> dict[str, str]:
    reader = f"{READER}:{quote(secrets.reader_password, safe='')}"
    return {
        "MXADMIN_URL": f"http://127.0.0.1:{port}",
        "MXADMIN_SECRET_KEY": secrets.secret_key,
        "MXADMIN_DATA_DIR": str(state.folder),
        "MXADMIN_DATABASE_URL": f"sqlite:///{database(state)}",
        "MXADMIN_VPOP3_DATABASE_URL": f"postgresql://{reader}@127.0.0.1:{postgres_port}/{DATABASE}",
        "MXADMIN_VPOP3_DIR": str(state.install_folder),
        "MXADMIN_ZONE_FILES": str(ZONE),
    }


def database(state: DemoFolder) -> Path:
    return state.folder / "mxadmin.sqlite3"


def apply(values: dict[str, str], file: Path) -> None:
    """Set the demo's environment in this process and its children, instead of settings that were meant for another
    database."""
    for name in [name for name in os.environ if name.startswith(PREFIX) and name not in KEPT]:
        del os.environ[name]
    os.environ.update(values, DJANGO_SETTINGS_MODULE="mxadmin.settings")
    write_private(file, "".join(f"{name}={value}\n" for name, value in values.items()))
