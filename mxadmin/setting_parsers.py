"""Parsers of the settings' texts. Each raises ValueError with what to write instead."""

import math
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ

from rules.alerts.mail import SmtpServer
from rules.alerts.network import parse_networks
from rules.resolver.endpoint import Endpoint
from rules.resolver.open import open_resolver

SYSTEM = "system"


def whole_number(text: str, *, low: int, high: int) -> int:
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ValueError(f"{text!r} is not a whole number from {low} to {high}.")
    return int(text)


def number(text: str, *, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise ValueError(f"{text!r} is not a number from {low:g} to {high:g}.")
    return value


def one_of(text: str, choices: Iterable[str]) -> str:
    if text.upper() not in choices:
        raise ValueError(f"{text!r} is not one of {', '.join(choices)}.")
    return text.upper()


def secret_key(text: str) -> str:
    """Return the key. An empty one is refused when pages are served, not here: the command line signs nothing."""
    if text and (len(text) < 50 or len(set(text)) < 5):
        raise ValueError(
            "the key is too short or too simple: write at least 50 random characters, for example from "
            """`python3 -c "import secrets; print(secrets.token_urlsafe(50))"`."""
        )
    return text


LOOPBACK = ("127.0.0.1", "localhost", "::1")


def public_url(text: str) -> SplitResult:
    """Return the URL at which browsers find mxadmin. Plain http only on this machine: passwords must not cross a
    network in clear."""
    url = urlsplit(text)
    if url.scheme not in {"http", "https"} or not url.hostname or url.path.strip("/") or url.query:
        raise ValueError(f"{text!r} is not an address: write it like https://mxadmin.example.com.")
    if url.scheme == "http" and url.hostname not in LOOPBACK:
        raise ValueError(
            f"{text!r} would send passwords in clear over the network: put mxadmin behind TLS and write "
            f"https://{url.netloc}, or use http://127.0.0.1 on the machine itself."
        )
    return url


def oidc_url(text: str) -> SplitResult:
    """Return the address of a provider of OpenID Connect; empty for none. Plain http only on this machine: it carries
    the client's secret."""
    url = urlsplit(text)
    if text and (url.scheme not in {"http", "https"} or not url.hostname):
        raise ValueError(f"{text!r} is not an address: write it like https://login.example.com/realms/staff.")
    if text and url.scheme == "http" and url.hostname not in LOOPBACK:
        raise ValueError(
            f"{text!r} would send secrets in clear over the network: write https://{url.netloc}{url.path}."
        )
    return url


def postgresql_url(text: str) -> str:
    """Check a PostgreSQL address. The value never appears in the error: it may hold a password."""
    if not text:
        return text
    try:
        url = urlsplit(text)
        complete = url.scheme in {"postgres", "postgresql"} and url.path.strip("/") and url.port != 0
    except ValueError:
        complete = False
    if not complete:
        raise ValueError("write it like postgresql://USER:PASSWORD@HOST:5433/vpop3 (escape @ in a password as %40).")
    return text


def database(text: str) -> dict[str, object]:
    """Return a Django DATABASES entry from sqlite:///FILE or postgresql://…"""
    if text.startswith("sqlite:///") and len(text) > len("sqlite:///"):
        return sqlite(Path("/" + text.removeprefix("sqlite:///").lstrip("/")))
    if not text.startswith(("postgres://", "postgresql://")):
        raise ValueError("write sqlite:////absolute/path/to/file or postgresql://USER:PASSWORD@HOST/NAME.")
    return {
        **environ.Env.db_url_config(postgresql_url(text)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(path: Path) -> dict[str, object]:
    """Return options for SQLite. Readers never wait for the writer (WAL); writers queue up at BEGIN instead of failing
    half-way (IMMEDIATE)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;",
        },
        "TEST": {"NAME": path.with_suffix(".test")},  # a file, too: what lives in memory locks differently
    }


def time_zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ValueError, ZoneInfoNotFoundError):
        raise ValueError(f"{text!r} is not a time zone: write it like Europe/London or UTC.") from None


def smtp_server(text: str) -> str:
    """Check the address of the mail server for alerts. The value never appears in the error: it may hold a password."""
    if text:
        SmtpServer.parse(text)
    return text


def networks(text: str) -> str:
    parse_networks(text)
    return text


def mail_address(text: str) -> str:
    name, _, domain = text.rpartition("@")
    if not name or not domain or set(text) & set(" \t\r\n<>,;"):
        raise ValueError(f"{text!r} is not an e-mail address: write it like mxadmin@example.com.")
    return text


def dns_server(text: str) -> str:
    if text.lower() != SYSTEM:
        Endpoint.parse(text)
    return text


def folder(text: str) -> Path:
    path = Path(text).expanduser().resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"the folder {str(path)!r} cannot be made: {error.strerror}.") from None
    return path


def install_folder(text: str) -> Path | None:
    """Return VPOP3's folder. It need not be there now: it may be on a share that comes and goes."""
    if text and not Path(text).is_absolute():
        raise ValueError(f"{text!r} is not a folder's whole path: write it like /mnt/vpop3.")
    return Path(text) if text else None


def zone_files(text: str) -> tuple[Path, ...]:
    """Read the zone files once, so that a mistake is found at the start and not in the middle of a dry run."""
    paths = tuple(Path(part.strip()).resolve() for part in text.split(",") if part.strip())
    try:
        open_resolver(zones=[(path.name, path.read_text(encoding="utf-8")) for path in paths])
    except OSError as error:
        raise ValueError(f"{error.filename} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ValueError("a zone file is not UTF-8 text.") from None
    return paths
