"""A guard against guessed passwords: failures are counted by account and by address, and each further one makes the
wait longer.

django-axes asks this handler before a password is looked at, and tells it how that came out. Every try is a row
before its password is checked, so that tries at the same time are counted, too.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from axes.models import AccessFailureLog
from axes.signals import user_locked_out
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from rules.models.sign_in import Cause
from rules.services import audit, known_browser
from rules.text import network_address

log = logging.getLogger(__name__)

REMEMBERED = timedelta(days=1)
FIRST, LONGEST = timedelta(minutes=15), timedelta(hours=4)
"""The wait after the last failure that is free, and its limit; it doubles with each further failure."""
UNDER_WAY = timedelta(seconds=30)
"""A try that has not come out after that counts as failed: its process was killed."""
CHECKING = "checking"
"""The mark of a password that is being checked, in place of a path."""
KNOWN = "known browser "
"""The beginning of the user agent of a browser that the account knows. Others have none: what they say is not
believed."""


def free(cause: Cause) -> int:
    """The number of failures after which there is a wait. An account has more: its owner may be at several places."""
    limit = int(settings.AXES_FAILURE_LIMIT)
    return 2 * limit if cause is Cause.ACCOUNT else limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The reason why a sign-in has to wait, and until when."""

    cause: Cause
    until: datetime
    failures: int = 0

    @property
    def seconds(self) -> int:
        return max(1, round((self.until - timezone.now()).total_seconds()))


class Guard(AbstractAxesHandler, AxesBaseHandler):
    """`request.sign_in_wait` is the Wait of a request that was refused."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        own = _begin(request, (credentials or {}).get("username") or "")
        wait = _wait_before(own)
        if wait:
            own.delete()
            request.sign_in_wait = wait  # type: ignore[attr-defined]
            return True
        request.sign_in_try = own  # type: ignore[attr-defined]
        return False

    def user_login_failed(
        self,
        _sender: Any,
        _credentials: dict[str, Any],
        request: HttpRequest | None = None,
        **_: Any,
    ) -> None:
        own = getattr(request, "sign_in_try", None)
        if request is None or own is None:
            return
        own.path_info = request.path[:255]
        own.save(update_fields=["path_info"])
        audit.record(
            action="sign_in_fail",
            actor=None,
            actor_name="mxadmin",
            address=_address(request),
            account=_printable(own.username or ""),
        )
        if own.ip_address is None:
            log.warning("A sign-in failed that came without an address: only its account counts.")
        if wait := _wait_after(own):
            own.locked_out = True
            request.sign_in_wait, request.axes_locked_out = wait, True  # type: ignore[attr-defined]
            _tell(own, wait, _address(request))
            user_locked_out.send("axes", request=request, username=own.username, ip_address=own.ip_address)

    def user_logged_in(self, _sender: Any, request: HttpRequest, _user: Any, **_: Any) -> None:
        """Forgive the account's own failures at this address or in this browser, and no others."""
        own = getattr(request, "sign_in_try", None)
        if own is None:
            return
        forget_try(request)
        mine = AccessFailureLog.objects.filter(username=own.username, user_agent=own.user_agent)
        mine = mine.exclude(path_info=CHECKING)
        if own.user_agent:
            mine.delete()
        elif own.ip_address:
            mine.filter(ip_address=own.ip_address).delete()

    def user_logged_out(self, *_: Any, **__: Any) -> None:
        """Ignore the signal: signing out does not matter here."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        tried = _try_of(request, (credentials or {}).get("username") or "")
        return max((rows.count() for rows in _counted(tried).values()), default=0)

    def reset_attempts(
        self, *, ip_address: str | None = None, username: str | None = None, ip_or_username: bool = False
    ) -> int:
        """Reset failures for `mxadmin axes_reset`, `axes_reset_ip ADDRESS` and `axes_reset_username NAME`."""
        found = network_address.parsed(ip_address or "")
        wanted = [Q(ip_address=str(network_address.network(found)))] if found else []
        wanted += [Q(username=username)] if username else []
        condition = Q()
        for each in wanted:
            condition = condition | each if ip_or_username else condition & each
        deleted: int = AccessFailureLog.objects.filter(condition).delete()[0]
        return deleted

    def reset_failure_logs(self, *, age_days: int | None = None) -> int:
        before = timezone.now() - timedelta(days=age_days or 0)
        deleted: int = AccessFailureLog.objects.filter(attempt_time__lt=before).delete()[0]
        return deleted


def forget_try(request: HttpRequest) -> None:
    """Forget the try of a request whose password was right: a second factor may still be asked for, by another
    request."""
    own = getattr(request, "sign_in_try", None)
    if own is not None and own.pk:
        own.delete()


def _try_of(request: HttpRequest, username: str) -> AccessFailureLog:
    found = network_address.parsed(_address(request) or "")
    browser = known_browser.name_of(request, username)
    return AccessFailureLog(
        username=username[:255],
        ip_address=str(network_address.network(found)) if found else None,
        user_agent=f"{KNOWN}{browser}" if browser else "",
        path_info=CHECKING,
        http_accept="",
    )


def _address(request: HttpRequest) -> str | None:
    """Return the whole address, as AXES_CLIENT_IP_CALLABLE found it."""
    found: str | None = request.axes_ip_address  # type: ignore[attr-defined]
    return found


def _begin(request: HttpRequest, username: str) -> AccessFailureLog:
    own = _try_of(request, username)
    own.save()
    return own


def _counted(own: AccessFailureLog) -> dict[Cause, QuerySet[AccessFailureLog]]:
    """Return the rows that count together with this try. A browser that the account knows counts for itself alone."""
    recent = AccessFailureLog.objects.filter(attempt_time__gte=timezone.now() - REMEMBERED).order_by()
    if own.user_agent:
        return {Cause.BROWSER: recent.filter(username=own.username, user_agent=own.user_agent)}
    elsewhere = recent.filter(user_agent="")
    counted = {Cause.ACCOUNT: elsewhere.filter(username=own.username)}
    if own.ip_address:
        counted = {Cause.ADDRESS: elsewhere.filter(ip_address=own.ip_address)} | counted
    return counted


def _wait_before(own: AccessFailureLog) -> Wait | None:
    """Return the wait, if any, also where the tries that are under way would be too many if they all failed."""
    now = timezone.now()
    checking = Q(path_info=CHECKING, attempt_time__gt=now - UNDER_WAY)
    for cause, rows in _counted(own).items():
        others = rows.exclude(pk=own.pk)
        found = others.aggregate(
            failures=Count("pk", filter=~checking),
            last=Max("attempt_time", filter=~checking),
            under_way=Count("pk", filter=checking),
        )
        if wait := _wait(cause, found["failures"], found["last"], now):
            return wait
        if found["under_way"] >= max(1, free(cause) - found["failures"]):
            return Wait(cause=Cause.AT_ONCE, until=now + timedelta(seconds=5))
    return None


def _wait_after(own: AccessFailureLog) -> Wait | None:
    """Return the longest wait that this failure caused."""
    now = timezone.now()
    waits = [_wait(cause, rows.exclude(path_info=CHECKING).count(), now, now) for cause, rows in _counted(own).items()]
    return max(filter(None, waits), key=lambda wait: wait.until, default=None)


def _wait(cause: Cause, failures: int, last: datetime | None, now: datetime) -> Wait | None:
    if last is None or failures < free(cause):
        return None
    until = last + min(FIRST * 2 ** min(failures - free(cause), 10), LONGEST)
    return Wait(cause=cause, until=until, failures=failures) if until > now else None


def _tell(own: AccessFailureLog, wait: Wait, address: str | None) -> None:
    log.warning("Sign-in has to wait %s s: %s failures of one %s.", wait.seconds, wait.failures, wait.cause)
    with transaction.atomic():
        own.save(update_fields=["locked_out"])
        audit.record(
            action="sign_in_lock",
            actor=None,
            actor_name="mxadmin",
            address=address,
            account=_printable(own.username or ""),
            counted_by=wait.cause.value,
            failures=wait.failures,
            minutes=-(-wait.seconds // 60),
        )


def _printable(name: str) -> str:
    return "".join(each for each in name if each.isprintable())[:150]
