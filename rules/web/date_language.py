"""The language and the order in which a person reads dates. The rest of the console is English."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from asgiref.local import Local
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.formats import date_format

COOKIE = "mxadmin-dates"
ENGLISH = "en-gb"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLanguage:
    """A way to write dates. `form` and `form_of_year` are formats of Django; the second is for another year than
    this one."""

    name: str
    form: str
    form_of_year: str


LANGUAGES = {
    ENGLISH: DateLanguage(name="English", form="j M H:i:s", form_of_year="j M Y H:i:s"),
    "en-us": DateLanguage(name="English (United States)", form="M j, g:i:s A", form_of_year="M j, Y, g:i:s A"),
    "de": DateLanguage(name="Deutsch", form="j. M H:i:s", form_of_year="j. M Y H:i:s"),
    "es": DateLanguage(name="Español", form="j M H:i:s", form_of_year="j M Y H:i:s"),
    "fr": DateLanguage(name="Français", form="j M H:i:s", form_of_year="j M Y H:i:s"),
    "it": DateLanguage(name="Italiano", form="j M H:i:s", form_of_year="j M Y H:i:s"),
    "nl": DateLanguage(name="Nederlands", form="j M H:i:s", form_of_year="j M Y H:i:s"),
    "pl": DateLanguage(name="Polski", form="j M H:i:s", form_of_year="j M Y H:i:s"),
    "sv": DateLanguage(name="Svenska", form="j M H:i:s", form_of_year="j M Y H:i:s"),
    "ja": DateLanguage(name="日本語", form="n月j日 H:i:s", form_of_year="Y年n月j日 H:i:s"),
    "iso": DateLanguage(name="2026-12-31 (ISO 8601)", form="Y-m-d H:i:s", form_of_year="Y-m-d H:i:s"),
}
_reader = Local()
"""`dates`: the key of the language, while a request is answered."""


class ReadersDates:
    """Middleware: while a request is answered, dates are in its reader's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.COOKIES.get(COOKIE, "")
        _reader.dates = name if name in LANGUAGES else ENGLISH
        try:
            return self._get_response(request)
        finally:
            del _reader.dates


def written(local: datetime) -> str:
    """Return a local moment as the reader of this request reads it; the year only where it is another."""
    name = chosen()
    language = LANGUAGES[name]
    form = language.form if local.year == timezone.localtime().year else language.form_of_year
    with translation.override(ENGLISH if name == "iso" else name):
        return date_format(local, form)


def chosen() -> str:
    return getattr(_reader, "dates", ENGLISH)
