"""The one settings module. Every setting comes from the environment: rules/docs/settings.md lists them."""

import os
from functools import partial

from csp.constants import NONE, SELF

from mxadmin import locations, setting_parsers
from mxadmin.environment import Environment
from mxadmin.version import version

env = Environment(dict(os.environ))
VERSION = version()

DATA_DIR = env.parsed("DATA_DIR", str(locations.data()), setting_parsers.folder)

# The address for browsers. Everything that depends on http or https follows from this one address.
PUBLIC_URL = env.parsed("URL", "http://127.0.0.1:8000", setting_parsers.public_url)
HTTPS = PUBLIC_URL.scheme == "https"
PROXIES = env.parsed("PROXIES", "0", partial(setting_parsers.whole_number, low=0, high=5))
SECRET_KEY = env.parsed("SECRET_KEY", "", setting_parsers.secret_key)
DEBUG = False
ALLOWED_HOSTS = [PUBLIC_URL.hostname] if HTTPS else ["127.0.0.1", "localhost", "[::1]"]

# mxadmin's own tables. VPOP3's database is not listed here on purpose: what Django does not know it cannot migrate.
DATABASES = {
    "default": env.parsed("DATABASE_URL", f"sqlite:///{DATA_DIR / 'mxadmin.sqlite3'}", setting_parsers.database)
}
VPOP3_DATABASE_URL = env.parsed("VPOP3_DATABASE_URL", "", setting_parsers.postgresql_url)
DNS_SERVER = env.parsed("DNS", setting_parsers.SYSTEM, setting_parsers.dns_server)
ZONE_FILES = env.parsed("ZONE_FILES", "", setting_parsers.zone_files)
VPOP3_DIR = env.parsed("VPOP3_DIR", "", setting_parsers.install_folder)
REVIEW_REQUIRED = (
    env.parsed("REVIEW", "NONE", partial(setting_parsers.one_of, choices=("NONE", "REQUIRED"))) == "REQUIRED"
)
FUSE_MINUTES = env.parsed("FUSE_MINUTES", "120", partial(setting_parsers.whole_number, low=10, high=10_080))
# Alerts: a mail server of their own, and networks beside the public Internet that webhooks may reach.
ALERT_SMTP = env.parsed("ALERT_SMTP", "", setting_parsers.smtp_server)
ALERT_FROM = env.parsed("ALERT_FROM", f"mxadmin@{PUBLIC_URL.hostname}", setting_parsers.mail_address)
ALERT_NETWORKS = env.parsed("ALERT_NETWORKS", "", setting_parsers.networks)
ALERT_FAILING_MINUTES = env.parsed(
    "ALERT_FAILING_MINUTES", "30", partial(setting_parsers.whole_number, low=1, high=10_080)
)
# A second factor that publishers must have, and the password that publishing asks for again.
SECOND_FACTOR_REQUIRED = (
    env.parsed("SECOND_FACTOR", "OPTIONAL", partial(setting_parsers.one_of, choices=("OPTIONAL", "PUBLISHERS")))
    == "PUBLISHERS"
)
SIGN_IN_AGAIN = (
    env.parsed("SIGN_IN_AGAIN", "NEVER", partial(setting_parsers.one_of, choices=("NEVER", "PUBLISHING")))
    == "PUBLISHING"
)
OIDC_URL = env.parsed("OIDC_URL", "", setting_parsers.oidc_url)
OIDC_NAME = env.parsed("OIDC_NAME", "OpenID Connect", str)
# Limits of kept dry runs: their age in days, and their number.
KEEP_RUNS_DAYS = env.parsed("KEEP_RUNS_DAYS", "30", partial(setting_parsers.whole_number, low=0, high=3650))
KEEP_RUNS = env.parsed("KEEP_RUNS", "2000", partial(setting_parsers.whole_number, low=0, high=1_000_000))
# A message's life in VPOP3's queue, in days.
GIVE_UP_DAYS = env.parsed("GIVE_UP_DAYS", "3", partial(setting_parsers.number, low=0.01, high=60))

INSTALLED_APPS = [
    "rules",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "mxadmin.staticfiles.CollectedFiles",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django_ace",
    "django_htmx",
    "template_partials",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rules.web.middleware.PrivatePages",
    "rules.web.middleware.ReadableRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rules.web.access.SignInRequired",
    "rules.web.fragments.NoBlankPage",
    "rules.web.time_zone.ReadersZone",
    "rules.web.date_language.ReadersDates",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [locations.assets() / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["rules.templatetags.icons"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rules.web.access.role_in_templates",
                "rules.web.product.version_in_templates",
            ],
        },
    }
]
ROOT_URLCONF = "mxadmin.urls"
WSGI_APPLICATION = "mxadmin.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.parsed("TIME_ZONE", "UTC", setting_parsers.time_zone)
USE_TZ = True

# Background work: the queue is a table of ours; `mxadmin work` takes from it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Signing in
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "rules.services.password_validators.DistinctCharacters"},
]
AXES_FAILURE_LIMIT = 5
AXES_HANDLER = "rules.services.sign_in_guard.Guard"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "rules.web.access.client_address"
AXES_LOCKOUT_CALLABLE = "rules.views.errors.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# The second factor, sessions and sign-in by OpenID Connect: django-allauth. Accounts are made by invitation only.
ACCOUNT_ADAPTER = "rules.views.people.sign_in_steps.Steps"
SOCIALACCOUNT_ADAPTER = "rules.views.people.openid.KnownIdentities"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = f"mxadmin ({PUBLIC_URL.hostname})"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are some seconds off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers take http for localhost only
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # nobody gets an account because a provider claims its address
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": env.parsed("OIDC_CLIENT_ID", "", str),
                "secret": env.parsed("OIDC_CLIENT_SECRET", "", str),
                "settings": {"server_url": OIDC_URL.geturl()},
            }
        ]
        if OIDC_URL.netloc
        else [],
    }
}

# Cookies, transport, headers
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_NAME = "__Host-mxadmin-session" if HTTPS else "mxadmin-session"
CSRF_COOKIE_NAME = "__Host-mxadmin-csrf" if HTTPS else "mxadmin-csrf"
KNOWN_BROWSER_COOKIE = "__Host-mxadmin-browser" if HTTPS else "mxadmin-browser"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "rules.views.errors.csrf_failure"
SECURE_HSTS_SECONDS = 30 * 24 * 60 * 60 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
X_FRAME_OPTIONS = "DENY"
# Sub-domains and preloading are promises about a whole domain, which are not this program's to make.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A form that leads to the provider of OpenID Connect by a redirect: browsers judge that too.
        "form-action": [SELF, *([f"{OIDC_URL.scheme}://{OIDC_URL.netloc}"] if OIDC_URL.netloc else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# Far above the largest script that is accepted, so that one too long is answered with its text kept.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

# Static files: by their hashed names once collected (`mxadmin serve` does), else from their folder.
STATIC_URL = "static/"
STATIC_ROOT = setting_parsers.folder(str(DATA_DIR / "static"))
STATICFILES_DIRS = [locations.assets() / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "mxadmin.staticfiles.HashedWhereCollected"},
}
WHITENOISE_USE_FINDERS = True

LOG_LEVEL = env.parsed(
    "LOG_LEVEL",
    "INFO",
    partial(setting_parsers.one_of, choices=("DEBUG", "INFO", "WARNING", "ERROR")),
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "passwords": {"()": "mxadmin.logs.HidePasswords"},
        "refusals": {"()": "mxadmin.logs.RefusalsInOneLine"},
    },
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals", "passwords"]}
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "axes": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "ERROR"},
    },
}

env.refuse_misspelt()
