"""The worker: letters that wait, and jobs at fixed moments.

Jobs run at round moments, not when a report arrives, so that no row of the queue tells when
somebody told the city something.
"""

from __future__ import annotations

import datetime as dt
import threading

from django.conf import settings
from django.db import IntegrityError, close_old_connections, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from kominn.core.models import Tick

KEEP_TICKS = dt.timedelta(days=2)
PAUSE_SECONDS = 2.0


def run_forever(stop: threading.Event) -> None:
    take_up_again()
    while not stop.is_set():
        close_old_connections()
        run_due(at=timezone.now())
        run_waiting()
        stop.wait(PAUSE_SECONDS)


def run_due(*, at: dt.datetime) -> list[str]:
    """Do each scheduled job whose latest moment nobody has taken; answer their names."""
    done = []
    for name, (path, every) in settings.SCHEDULE.items():
        due = latest_moment(at, every)
        if take(name, due):
            import_string(path)(at=at)
            done.append(name)
    return done


def run_waiting() -> None:
    """Deliver every letter that waits, then forget those that went: some hold one-time links."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="kominn",
        excluded_queue_names=[],
    )
    worker.run()
    DBTaskResult.objects.finished().delete()


def take_up_again() -> int:
    """Letters in the hands of a worker that was killed wait again; how many."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    return running.update(status=TaskResultStatus.READY)


def latest_moment(at: dt.datetime, every: dt.timedelta) -> dt.datetime:
    """The last multiple of `every`, counted from the epoch, not after `at`."""
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return at - (at - epoch) % every


def forget_old(*, at: dt.datetime) -> None:
    """Moments that passed are not kept, but for the latest of each job: it would be done again."""
    rarest = max((every for _, every in settings.SCHEDULE.values()), default=KEEP_TICKS)
    Tick.objects.filter(due_at__lt=at - max(KEEP_TICKS, 2 * rarest)).delete()


def was_taken(name: str, due: dt.datetime) -> bool:
    return Tick.objects.filter(job=name, due_at=due).exists()


def take(name: str, due: dt.datetime) -> bool:
    """Whether this moment of this job is ours: nobody took it before."""
    if was_taken(name, due):
        return False
    try:
        with transaction.atomic():
            Tick.objects.create(job=name, due_at=due)
    except IntegrityError:
        return False
    return True
