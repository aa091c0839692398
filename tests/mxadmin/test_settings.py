"""Settings come from the environment; a wrong one stops mxadmin with a sentence that names it."""

import json
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from mxadmin import setting_parsers
from mxadmin.environment import Environment

KEY = "kZ0vB3nQ8sT6wE1rY4uI7oP2aD5fG9hJ-LxCzVbNmQwErTyUiOpAs"
HTTPS = {"MXADMIN_URL": "https://mxadmin.example.com", "MXADMIN_SECRET_KEY": KEY}


def python(code, tmp_path, **variables):
    """A process of its own, as settings are read once in each."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MXADMIN_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={
            **clean,
            "DJANGO_SETTINGS_MODULE": "mxadmin.settings",
            "MXADMIN_DATA_DIR": str(tmp_path),
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def settings_with(tmp_path, names, **variables):
    code = f"import json; from mxadmin import settings; print(json.dumps([getattr(settings, n) for n in {names!r}]))"
    done = python(code, tmp_path, **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_check_deploy_is_clean_with_production_settings(tmp_path):
    code = "from django.core.management import execute_from_command_line as run; run(['', 'check', '--deploy'])"
    done = python(code, tmp_path, **HTTPS)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


def test_without_any_setting_only_this_machine_is_served(tmp_path):
    names = ["DEBUG", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "VPOP3_DATABASE_URL"]
    assert settings_with(tmp_path, names) == [False, ["127.0.0.1", "localhost", "[::1]"], False, False, ""]


def test_an_https_address_turns_every_protection_on(tmp_path):
    names = ["ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"]
    assert settings_with(tmp_path, names, **HTTPS) == [["mxadmin.example.com"], True, True, True]


def test_production_redirects_plain_http_and_asks_browsers_to_stay_with_https(tmp_path):
    code = """
import django; django.setup()
from django.test import Client
ask = lambda **how: Client().get("/sign-in/", headers={"Host": "mxadmin.example.com"} | how)
plain, proxied = ask(), ask(**{"X-Forwarded-Proto": "https"})
print(plain.status_code, plain["Location"], proxied.status_code, proxied["Strict-Transport-Security"])
print(*((cookie.key, bool(cookie["secure"])) for cookie in proxied.cookies.values()))
"""
    done = python(code, tmp_path, MXADMIN_PROXIES="1", **HTTPS)
    assert done.stdout.splitlines() == [
        "301 https://mxadmin.example.com/sign-in/ 200 max-age=2592000",
        "('__Host-mxadmin-csrf', True)",
    ], done.stderr


def test_pages_are_not_served_without_a_secret_key(tmp_path):
    done = python("import mxadmin.wsgi", tmp_path)
    assert "ImproperlyConfigured: MXADMIN_SECRET_KEY is not set" in done.stderr


def test_pages_are_served_with_one(tmp_path):
    done = python("import mxadmin.wsgi", tmp_path, MXADMIN_SECRET_KEY=KEY)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short", "MXADMIN_SECRET_KEY: the key is too short"),
        ("URL", "http://mail.example.com", "would send passwords in clear"),
        ("URL", "mail.example.com", "is not an address"),
        ("PROXIES", "yes", "MXADMIN_PROXIES: 'yes' is not a whole number from 0 to 5"),
        ("DATABASE_URL", "mysql://x/y", "MXADMIN_DATABASE_URL: write sqlite:"),
        ("VPOP3_DATABASE_URL", "vpop3", "MXADMIN_VPOP3_DATABASE_URL: write it like postgresql:"),
        ("ZONE_FILES", "/nowhere.zone", "MXADMIN_ZONE_FILES: /nowhere.zone cannot be read: No such file"),
        ("VPOP3_DIR", "vpop3", "MXADMIN_VPOP3_DIR: 'vpop3' is not a folder's whole path"),
        ("REVIEW", "perhaps", "MXADMIN_REVIEW: 'perhaps' is not one of NONE, REQUIRED"),
        ("LOG_LEVEL", "loud", "MXADMIN_LOG_LEVEL: 'loud' is not one of DEBUG"),
        ("TIME_ZONE", "Mars/Olympus", "MXADMIN_TIME_ZONE: 'Mars/Olympus' is not a time zone"),
        ("DNS", "dns.example.com", "MXADMIN_DNS: 'dns.example.com' is not the IP address of a DNS server"),
        ("SECRET_KEY_FILE", "/nowhere", "MXADMIN_SECRET_KEY_FILE names '/nowhere', which cannot be read"),
        ("ENV_FILE", "/nowhere", "MXADMIN_ENV_FILE names '/nowhere', which cannot be read"),
        ("SECRT_KEY", KEY, "MXADMIN_SECRT_KEY is not a setting of mxadmin. Did you mean MXADMIN_SECRET_KEY?"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(tmp_path, name, value, sentence):
    done = python("import mxadmin.settings", tmp_path, **{f"MXADMIN_{name}": value})
    assert done.returncode == 1
    assert f"ImproperlyConfigured: MXADMIN_{name}" in done.stderr.splitlines()[-1]
    assert sentence in done.stderr.splitlines()[-1]


def test_a_mistake_in_a_zone_file_is_found_at_the_start(tmp_path):
    (tmp_path / "bad.zone").write_text("shop.example. MX ten mx.shop.example.\n")
    done = python("import mxadmin.settings", tmp_path, MXADMIN_ZONE_FILES=str(tmp_path / "bad.zone"))
    assert "ImproperlyConfigured: MXADMIN_ZONE_FILES: bad.zone" in done.stderr.splitlines()[-1]


def test_a_password_in_a_wrong_database_url_is_not_shown(tmp_path):
    done = python("import mxadmin.settings", tmp_path, MXADMIN_VPOP3_DATABASE_URL="mysql://vpop3:hush@host/db")
    assert done.returncode == 1
    assert "hush" not in done.stderr


def test_secrets_may_come_from_files(tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")
    (tmp_path / "url").write_text("postgresql://reader:secret@db.example:5433/vpop3\n")
    got = settings_with(
        tmp_path,
        ["SECRET_KEY", "VPOP3_DATABASE_URL"],
        MXADMIN_SECRET_KEY_FILE=str(tmp_path / "key"),
        MXADMIN_VPOP3_DATABASE_URL_FILE=str(tmp_path / "url"),
    )
    assert got == [KEY, "postgresql://reader:secret@db.example:5433/vpop3"]


def test_a_file_of_settings_is_read_and_the_environment_wins_over_it(tmp_path):
    lines = tmp_path / "mxadmin.env"
    lines.write_text(f"# as in systemd\nMXADMIN_SECRET_KEY={KEY}\nMXADMIN_LOG_LEVEL=ERROR\n")
    got = settings_with(tmp_path, ["SECRET_KEY", "LOG_LEVEL"], MXADMIN_ENV_FILE=str(lines), MXADMIN_LOG_LEVEL="DEBUG")
    assert got == [KEY, "DEBUG"]


def test_mxadmins_own_tables_can_be_in_postgresql():
    entry = setting_parsers.database("postgresql://mxadmin:p%40ss@db.example:5432/mxadmin")
    assert entry["ENGINE"] == "django.db.backends.postgresql"
    assert (entry["NAME"], entry["PASSWORD"], entry["HOST"]) == ("mxadmin", "p@ss", "db.example")


@pytest.mark.django_db(transaction=True)
def test_sqlite_keeps_a_log_ahead_and_foreign_keys():
    from django.db import connection

    with connection.cursor() as cursor:
        found = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")]
    assert found == ["wal", 1]


def test_an_unknown_variable_that_resembles_nothing_is_left_alone():
    own = Environment({"MXADMIN_FLAVOUR": "vanilla"})
    own.text("URL")
    own.refuse_misspelt()


def test_a_folder_that_cannot_be_made_is_named():
    with pytest.raises(ImproperlyConfigured, match="MXADMIN_DATA_DIR: the folder '/dev/null/x' cannot be made"):
        Environment({"MXADMIN_DATA_DIR": "/dev/null/x"}).parsed("DATA_DIR", "", setting_parsers.folder)


def test_django_cannot_migrate_vpop3s_database():
    from django.conf import settings

    assert list(settings.DATABASES) == ["default"]
