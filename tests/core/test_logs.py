"""What went wrong reaches the log, and what somebody wrote never does."""

from __future__ import annotations

import io
import logging

import pytest
from django.conf import settings
from django.urls import path

from kominn.accounts.access import public
from kominn.config.urls import handler400, handler500
from kominn.core.logs import NoContent

SECRET = "Ola-Nordmann-bor-i-Fjordveien-7"


@public
def breaks(request):
    raise ValueError(f"cannot read {request.GET}")


urlpatterns = [path("breaks/", breaks)]
assert handler400
assert handler500


@pytest.fixture
def log():
    """A log set up as the real one, read back as text."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(NoContent())
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["plain"]["format"]))
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def raised(error):
    try:
        raise error
    except BaseException:
        logging.getLogger("kominn").exception("%s broke off", "jobs")


def chained():
    try:
        raise KeyError(SECRET)
    except KeyError as cause:
        error = RuntimeError(SECRET)
        error.add_note(SECRET)
        error.__cause__ = cause
        return error


@pytest.mark.parametrize(
    "error",
    [
        ValueError(SECRET),
        KeyError(SECRET),
        UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, SECRET),
        ExceptionGroup(SECRET, [ValueError(SECRET), TypeError(SECRET)]),
        chained(),
        SystemExit(SECRET),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_told_by_its_kind_and_place_and_never_by_its_words(log, error):
    raised(error)

    said = log.getvalue()
    assert type(error).__name__ in said
    assert "tests/core/test_logs.py" in said
    assert SECRET not in said
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "name", ["django.request", "django.security.DisallowedHost", "django.server"]
)
def test_what_django_puts_into_a_message_is_left_out(log, name):
    logging.getLogger(name).error("Not Found: %s", f"/innboks/{SECRET}/")
    logging.getLogger(name).error("%s at %s", SECRET, SECRET)
    logging.getLogger(name).error("Bad: %(path)s", {"path": SECRET})

    assert "Not Found" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_a_message_with_a_stack_keeps_no_values(log):
    secret = SECRET
    assert secret
    logging.getLogger("kominn").error("Here", stack_info=True)
    assert SECRET not in log.getvalue()


@pytest.mark.urls("tests.core.test_logs")
def test_a_page_that_breaks_logs_no_word_of_what_was_sent(log, client):
    client.raise_request_exception = False
    response = client.get(
        "/breaks/", {"seen": SECRET}, headers={"User-Agent": SECRET, "X-Forwarded-For": SECRET}
    )

    assert response.status_code == 500
    assert "ValueError" in log.getvalue()
    assert SECRET not in log.getvalue()
    assert SECRET not in response.content.decode()


def test_pages_not_found_and_hosts_not_ours_log_no_address(log, client):
    client.get(f"/{SECRET}/")
    client.get("/", headers={"host": f"{SECRET}.example"})
    assert SECRET not in log.getvalue()


def test_the_real_handler_has_the_filter_and_nothing_goes_round_it():
    logs = settings.LOGGING
    assert list(logs["handlers"]) == ["stderr"]
    assert logs["handlers"]["stderr"]["filters"] == ["no_content"]
    assert logs["filters"]["no_content"]["()"] == "kominn.core.logs.NoContent"
    assert logs["root"]["handlers"] == ["stderr"]
    for logger in logs["loggers"].values():
        assert not logger.get("handlers")
        assert logger.get("propagate", True)
    assert settings.ADMINS == []
    assert settings.DEBUG is False
