"""Letters go to staff and never hold content: they say that something waits, and where.

Each letter is a function decorated with `@letter(sample=...)`, so that a page can show them all
and a test can render them all.
"""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from django.core import mail
from django.core.mail.backends import filebased
from django.utils import timezone
from django_tasks import task

FIRST_WAIT = dt.timedelta(minutes=1)
MOST_TRIES = 8
LONGEST_KNOCK = 2  # Seconds: somebody waits for the page.


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


class Post(Enum):
    """Where a letter written now goes."""

    OUT = "to a mail server that answers"
    NO_ANSWER = "nowhere yet: the mail server does not answer"
    KEPT_HERE = "to a folder on this machine"


def where_letters_go() -> Post:
    """Asked before anybody is told that a letter is on its way: is there a mail server at all?"""
    connection = mail.get_connection(timeout=LONGEST_KNOCK)
    if isinstance(connection, filebased.EmailBackend):
        return Post.KEPT_HERE
    try:
        connection.open()
        connection.close()
    except (OSError, smtplib.SMTPException):
        return Post.NO_ANSWER
    return Post.OUT


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
