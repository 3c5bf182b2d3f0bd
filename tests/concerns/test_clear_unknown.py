"""Kept files that a broken-off deed left behind are cleared; those of a concern never are."""

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from kominn.accounts.models import Team
from kominn.concerns import jobs
from kominn.concerns.models import Attachment, Concern
from kominn.concerns.states import Channel
from kominn.vault import files, uploads
from kominn.vault.ciphertext import CannotOpen

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.SEALED_FILES = tmp_path / "sealed"


def kept(*, weeks_ago):
    sealing = uploads.Sealing("note.txt")
    sealing.add(b"seen at the bus stop")
    upload = sealing.finish()
    reference = upload.take()
    upload.close()
    files.keep(reference, at=NOW - dt.timedelta(weeks=weeks_ago))
    return reference


def concern_with(reference):
    concern = Concern.objects.create(
        week=NOW.date(), channel=Channel.WEB, due_on=NOW.date(),
        team=Team.objects.create(slug="mottak", name="Mottak"),
        content=b"", names=b"", locator="12345678", receipt_verifier=b"", receipt_wrap=b"",
        submission=uuid4().bytes,
    )  # fmt: skip
    Attachment.objects.create(concern=concern, file_id=reference.file_id, reference=b"")


def test_only_old_files_that_nothing_refers_to_are_cleared():
    referred, fresh, stray = kept(weeks_ago=9), kept(weeks_ago=1), kept(weeks_ago=9)
    concern_with(referred)

    jobs.clear_unknown(at=NOW)

    assert files.open_file(referred) == files.open_file(fresh) == b"seen at the bus stop"
    with pytest.raises(CannotOpen):
        files.open_file(stray)


def test_it_is_done_every_week(settings):
    assert settings.SCHEDULE["forget files nobody refers to"] == (
        "kominn.concerns.jobs.clear_unknown",
        dt.timedelta(weeks=1),
    )
