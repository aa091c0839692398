"""Dry runs of many destinations: started and cancelled by people, done by background workers.

A worker takes a few destinations at a time, each claimed until a set time. Those of a worker that died are taken by
another once that time is over, so nothing is lost and nothing waits for a person.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from rules.dryrun.run_inputs import BatchInputs
from rules.models import MAX_DESTINATIONS, Batch, BatchItem, NamedText, Script
from rules.resolver.domain_list import DomainList
from rules.services import audit, batch_runs
from rules.services.archived import locked
from rules.services.errors import Refused

CHAINS = 4
"""The workers that can run one batch at the same time."""
PORTION, PORTION_SECONDS, THREADS = 80, 10.0, 4
RESULT_FIELDS = ("tried", "against", "change", "problem", "done_at")
TRUSTED = timedelta(seconds=60)
"""The time that a portion may take; a worker that takes longer is presumed dead."""


def start(
    *,
    script: Script,
    tried: NamedText,
    against: NamedText | None,
    inputs: BatchInputs,
    listed: DomainList,
    actor: User,
    address: str | None = None,
) -> Batch:
    """Create a batch and queue it. Raises Refused for a list without destinations or with more than `MAX_DESTINATIONS`,
    and for an archived script."""
    if not listed.domains:
        raise Refused("The list names no destination that could be tried.")
    if len(listed.domains) > MAX_DESTINATIONS:
        raise Refused(
            f"The list names {len(listed.domains):,} destinations; at most {MAX_DESTINATIONS:,} are tried at once."
        )
    with transaction.atomic():
        batch = Batch.objects.create(
            script=locked(script),
            source=tried.source,
            source_name=tried.name,
            against=against.source if against else None,
            against_name=against.name if against else "",
            inputs=inputs.to_dict(),
            unread=[asdict(each) for each in listed.shown()],
            total=len(listed.domains),
            owner=actor,
            owner_name=audit.name_of(actor),
        )
        BatchItem.objects.bulk_create(_items(batch, listed), batch_size=500)
        audit.record(
            action="batch_start", actor=actor, script=script, address=address, batch=batch.pk, destinations=batch.total
        )
        transaction.on_commit(partial(_enqueue, batch, CHAINS))
    return batch


def _items(batch: Batch, listed: DomainList) -> list[BatchItem]:
    named = enumerate(listed.domains.items(), 1)
    return [
        BatchItem(batch=batch, position=position, domain=domain, times=times) for position, (domain, times) in named
    ]


def cancel(*, batch: Batch, actor: User, address: str | None = None) -> None:
    """Cancel a batch. Finished results stay; what is running is dropped. A batch that is over stays as it is."""
    with transaction.atomic():
        if Batch.objects.filter(pk=batch.pk, finished_at=None, cancelled_at=None).update(cancelled_at=timezone.now()):
            audit.record(action="batch_cancel", actor=actor, script=batch.script, address=address, batch=batch.pk)


def resume_abandoned() -> int:
    """Resume batches that no worker runs any more: their workers ended or lost their tasks. Returns how many."""
    now = timezone.now()
    left = [
        batch
        for batch in Batch.objects.filter(finished_at=None, cancelled_at=None)
        if not batch.items.filter(done_at=None, taken_until__gte=now).exists() and not _queued(batch)
    ]
    for batch in left:
        _enqueue(batch, CHAINS)
    return len(left)


def _queued(batch: Batch) -> bool:
    return DBTaskResult.objects.ready().filter(task_path=work_on.module_path, args_kwargs__args__0=batch.pk).exists()


@task()
def work_on(batch_pk: int) -> None:
    """Run one portion; then the next one queues up behind the tasks of others."""
    batch = Batch.objects.select_related("script").get(pk=batch_pk)
    if batch.over:
        return
    portion = _take(batch)
    if not portion:
        _finish(batch)
        return
    _run(batch, portion)
    work_on.enqueue(batch_pk)


def _enqueue(batch: Batch, chains: int) -> None:
    for _ in range(chains):
        work_on.enqueue(batch.pk)


def _take(batch: Batch) -> list[BatchItem]:
    now = timezone.now()
    with transaction.atomic():
        waiting = _to_do(batch).filter(Q(taken_until=None) | Q(taken_until__lt=now))
        portion = list(waiting.select_for_update(skip_locked=True)[:PORTION])
        _hold(portion, now + TRUSTED)
    return portion


def _to_do(batch: Batch) -> QuerySet[BatchItem]:
    return BatchItem.objects.filter(batch=batch, done_at=None).order_by("position")


def _hold(items: list[BatchItem], until: datetime | None) -> None:
    BatchItem.objects.filter(pk__in=[item.pk for item in items]).update(taken_until=until)


def _run(batch: Batch, portion: list[BatchItem]) -> None:
    """Run the portion, and give back the items that there was no time for."""
    before = monotonic() + PORTION_SECONDS
    with batch_runs.opened(batch) as run, ThreadPoolExecutor(THREADS) as threads:
        reached = list(threads.map(lambda item: monotonic() < before and (run(item) or True), portion))
    done = [item for item, ran in zip(portion, reached, strict=True) if ran]
    BatchItem.objects.bulk_create(  # a third of bulk_update's processor time
        done, update_conflicts=True, unique_fields=["pk"], update_fields=RESULT_FIELDS
    )
    _hold([item for item, ran in zip(portion, reached, strict=True) if not ran], None)


def _finish(batch: Batch) -> None:
    """Mark the batch as finished, unless another worker still has a part of it."""
    if not _to_do(batch).exists():
        Batch.objects.filter(pk=batch.pk, finished_at=None, cancelled_at=None).update(finished_at=timezone.now())
