"""Letters go to staff and never hold content: they say that something waits, and where.

Each letter is a function decorated with `@letter(sample=...)`, so that a page can show them all
and a test can render them all.
"""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core import mail
from django.utils import timezone
from django_tasks import task

FIRST_WAIT = dt.timedelta(minutes=1)
MOST_TRIES = 8


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter as the page of letters shows it, made from invented values in a language."""

    name: str
    make: Callable[[str], Letter]


Write = TypeVar("Write", bound=Callable[..., Letter])
SAMPLES: list[Sample] = []


def letter(sample: Callable[[Any, str], Letter]) -> Callable[[Write], Write]:
    """Register a letter with a sample: `@letter(sample=lambda write, language: write(...))`."""

    def register(write: Write) -> Write:
        name = f"{write.__module__.removeprefix('kominn.')}.{write.__name__}"
        SAMPLES.append(Sample(name, lambda language: sample(write, language)))
        return write

    return register


def send_later(message: Letter) -> None:
    """Queue a letter; it is forgotten if the transaction around it is rolled back."""
    subject = " ".join(message.subject.split())  # A line break would end the letter's head.
    deliver.enqueue(to=message.to, subject=subject, body=message.body)


@task()
def deliver(to: str, subject: str, body: str, tried: int = 0) -> None:
    """Hand one letter to the mail server; wait twice as long after each refusal, then give up."""
    try:
        mail.EmailMessage(subject=subject, body=body, to=[to]).send()
    except (OSError, smtplib.SMTPException):
        if tried + 1 >= MOST_TRIES:
            raise
        wait = FIRST_WAIT * 2**tried
        deliver.using(run_after=timezone.now() + wait).enqueue(
            to=to, subject=subject, body=body, tried=tried + 1
        )
