"""`mxadmin work`: takes from the queue of background work until it is stopped."""

import logging
import os
import signal
import threading
import time
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Callable
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from mxadmin import parent_death
from rules import queries
from rules.management.plain import PlainCommand, Usage
from rules.models import own_database
from rules.services import alert_sending, batches, delivery, guards, replays, tunings
from rules.services.alert_watch import Watches
from rules.services.fuse_watch import FuseWatch
from rules.services.shadow_runs import ShadowRuns

log = logging.getLogger(__name__)
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 5.0
"""Pauses, in seconds, before a database that gave no answer is asked again: each is twice as long as the one before."""
LOOK_EVERY = 15.0
"""Seconds between two looks for work that was left behind."""
DELIVER_EVERY = 1.0
"""Seconds between two looks at what is on its way to VPOP3's folder. In a thread of its own: a share may hang."""
SHADOWS_EVERY = 2.0
"""Seconds between two looks for new attempts, while a text runs in the shadow."""
FUSES_EVERY = 1.0
"""Seconds between two looks whether a fuse is to be judged, which it is once a minute."""
ALERTS_EVERY = 2.0
"""Seconds between two looks for alerts that are due. In a thread of its own: mail servers may hang."""
WATCH_EVERY = 15.0
"""Seconds between two looks for what people want to be alerted of."""
PURGE_EVERY = 24 * 60 * 60.0
KEEP_FAILURES_DAYS = 7


class Command(PlainCommand):
    help = "Does background work: batches, trials, deliveries, shadows, fuses, alerts. demo and serve start it."
    needs_tables = False  # it waits for them itself

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parent", type=int, help=SUPPRESS)  # the process that started this one, and ends it

    def answer(self, **options: Any) -> int:
        if options["parent"]:
            os.setsid()  # out of the terminal's reach: Ctrl-C is for the parent
            parent_death.end_with(options["parent"], signal.SIGTERM)
        _wait_for_tables()
        worker = Worker(
            queue_names=["*"],
            interval=0.5,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        for look, pause in (
            (_resume_and_prune, LOOK_EVERY),
            (delivery.deliver_due, DELIVER_EVERY),
            (ShadowRuns(queries.live_texts).look, SHADOWS_EVERY),
            (FuseWatch().look, FUSES_EVERY),
            (Watches().look, WATCH_EVERY),
            (alert_sending.send_due, ALERTS_EVERY),
            (_purge, PURGE_EVERY),
        ):
            threading.Thread(target=_repeat, args=(look, pause), daemon=True).start()
        _work(worker)
        return 0


class Outage:
    """A time in which mxadmin's own database gives no answer. The log is told at once, then ever less often."""

    def __init__(self) -> None:
        self._tries = 0

    def note(self, error: DatabaseError | InterfaceError) -> float:
        """Return the seconds to wait before the next try. Raises `error` where the database's surroundings are not at
        fault."""
        trouble = own_database.trouble_of(error)
        if trouble is None:
            raise error
        self._tries += 1
        if self._tries.bit_count() == 1:  # the first, the second, the fourth, the eighth
            log.warning("%s (%s)", own_database.sentence(trouble), " ".join(str(error).split()))
        connection.close()
        return min(SHORTEST_PAUSE * (1 << min(self._tries - 1, 10)), LONGEST_PAUSE)

    def is_over(self) -> None:
        if self._tries:
            log.warning("mxadmin's own database answers again.")
        self._tries = 0


def _wait_for_tables() -> None:
    """Wait until mxadmin's own database answers. Raises Usage where migrations are missing."""
    outage = Outage()
    while True:
        try:
            missing = own_database.missing_migrations()
        except (DatabaseError, InterfaceError) as error:
            time.sleep(outage.note(error))
            continue
        outage.is_over()
        if missing:
            raise Usage(f"mxadmin's own tables lack {missing} migrations: run mxadmin migrate first.")
        return


def _work(worker: Worker) -> None:
    """Work until told to stop. A database that is away or full for a while costs nothing but the wait."""
    waiting, outage = threading.Event(), Outage()
    while True:
        began = time.monotonic()
        try:
            worker.run()
            return
        except (DatabaseError, InterfaceError) as error:
            if time.monotonic() - began > LONGEST_PAUSE:
                outage.is_over()
            waiting.wait(outage.note(error))
        if not worker.running:
            return


def _repeat(look: Callable[[], object], pause: float) -> None:
    waiting = threading.Event()
    while True:
        try:
            close_old_connections()
            look()
        except (DatabaseError, InterfaceError) as error:
            if own_database.trouble_of(error) is None:  # of any other, the worker tells the log
                log.exception("Background work failed")
            waiting.wait(LOOK_EVERY)
        except Exception:
            log.exception("Background work failed")
            waiting.wait(LOOK_EVERY)
        waiting.wait(pause)


def _resume_and_prune() -> None:
    """Resume abandoned work and forget old results."""
    batches.resume_abandoned()
    replays.resume_abandoned()
    tunings.resume_abandoned()
    guards.resume_abandoned()
    call_command("prune_db_task_results", min_age_days=1, verbosity=0)


def _purge() -> None:
    """Delete sessions that have expired, which nobody can use any more, and failed sign-ins that no longer count."""
    call_command("clearsessions", verbosity=0)
    alert_sending.forget_old()
    AxesProxyHandler.reset_failure_logs(age_days=KEEP_FAILURES_DAYS)
