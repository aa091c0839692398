"""Reading settings from the environment: typed, from a file where wished, and loud when a value is wrong."""

import difflib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

PREFIX = "MXADMIN_"
Value = TypeVar("Value")


class Environment:
    """Variables with our prefix. `MXADMIN_X_FILE` names a file that holds the value of `MXADMIN_X`."""

    def __init__(self, variables: dict[str, str]) -> None:
        self._variables = dict(variables)
        self.names: set[str] = {"ENV_FILE"}
        self._read_env_file()

    def _read_env_file(self) -> None:
        path = self._variables.get(f"{PREFIX}ENV_FILE")
        if not path:
            return
        _read("ENV_FILE", path)  # django-environ would only log that the file is missing
        from_file = environ.Env()
        from_file.ENVIRON = self._variables
        from_file.read_env(path)

    def text(self, name: str, default: str = "") -> str:
        self.names |= {name, f"{name}_FILE"}
        path = self._variables.get(f"{PREFIX}{name}_FILE")
        value = _read(f"{name}_FILE", path) if path else self._variables.get(PREFIX + name, "")
        return value.strip() or default

    def parsed(self, name: str, default: str, parse: Callable[[str], Value]) -> Value:
        """`parse` raises ValueError with what to write; the sentence shown names the variable."""
        try:
            return parse(self.text(name, default))
        except ValueError as error:
            raise ImproperlyConfigured(f"{PREFIX}{name}: {error}") from None

    def refuse_misspelt(self) -> None:
        """A variable that looks like one of ours but is none was meant to do something: say so."""
        for variable in sorted(self._variables):
            name = variable.removeprefix(PREFIX)
            if name == variable or name in self.names:
                continue
            if close := difflib.get_close_matches(name, self.names, n=1, cutoff=0.8):
                raise ImproperlyConfigured(f"{variable} is not a setting of mxadmin. Did you mean {PREFIX}{close[0]}?")


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ImproperlyConfigured(
            f"{PREFIX}{name} names {path!r}, which cannot be read: {reason}. Name a file that this user can read."
        ) from None


def whole_number(text: str, *, low: int, high: int) -> int:
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ValueError(f"{text!r} is not a whole number from {low} to {high}.")
    return int(text)


def one_of(text: str, choices: Iterable[str]) -> str:
    if text.upper() not in choices:
        raise ValueError(f"{text!r} is not one of {', '.join(choices)}.")
    return text.upper()


def secret_key(text: str) -> str:
    """An empty key is left for whoever serves pages to refuse: the command line signs nothing."""
    if text and (len(text) < 50 or len(set(text)) < 5):
        raise ValueError(
            "the key is too short or too simple: write at least 50 random characters, for example from "
            """`python3 -c "import secrets; print(secrets.token_urlsafe(50))"`."""
        )
    return text


LOOPBACK = ("127.0.0.1", "localhost", "::1")


def public_url(text: str) -> SplitResult:
    """Where browsers find mxadmin. Plain http only on this machine: passwords must not cross a network in clear."""
    url = urlsplit(text)
    if url.scheme not in {"http", "https"} or not url.hostname or url.path.strip("/") or url.query:
        raise ValueError(f"{text!r} is not an address: write it like https://mxadmin.example.com.")
    if url.scheme == "http" and url.hostname not in LOOPBACK:
        raise ValueError(
            f"{text!r} would send passwords in clear over the network: put mxadmin behind TLS and write "
            f"https://{url.netloc}, or use http://127.0.0.1 on the machine itself."
        )
    return url


def postgresql_url(text: str) -> str:
    """The value itself never appears in the error: it may hold a password."""
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
    """A Django DATABASES entry from sqlite:///FILE or postgresql://…"""
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
    """Readers never wait for the writer (WAL); writers queue up at BEGIN instead of failing half-way (IMMEDIATE)."""
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


def folder(text: str) -> Path:
    path = Path(text).expanduser().resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"the folder {str(path)!r} cannot be made: {error.strerror}.") from None
    return path


def files(text: str) -> tuple[Path, ...]:
    paths = tuple(Path(part.strip()) for part in text.split(",") if part.strip())
    for path in paths:
        if not path.is_file():
            raise ValueError(f"there is no file {str(path)!r}.")
    return paths
