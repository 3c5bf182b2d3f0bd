"""The small city, with folders of its own for journals and for what was erased."""

from __future__ import annotations

import pyrage
import pytest

from tests.concerns.conftest import (  # noqa: F401
    _nothing_paced,
    areas,
    city,
    intake,
    visit,
)


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.JOURNAL = tmp_path / "journal"
    settings.ARCHIVE_RECIPIENT = tmp_path / "archive.pub"
    settings.ERASED = tmp_path / "erased.txt"


@pytest.fixture
def archive(settings):
    """The archive has given its public key; `archive` opens what was written to it."""
    identity = pyrage.x25519.Identity.generate()
    settings.ARCHIVE_RECIPIENT.write_text(f"{identity.to_public()}\n")
    return identity
