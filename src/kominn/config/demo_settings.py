"""The demo's settings: the real ones, an invented city's key, and the one-click sign-in.

The sign-in exists only in `kominn.config.demo_urls`, which only this module installs, and this
module refuses to start on anything but a demo key. A demo key opens nothing a real key sealed.
"""

from __future__ import annotations

from kominn.config.settings import *  # noqa: F403
from kominn.config.settings import HOME, STORAGES

SERVER_KEY_KIND = "demo"
ROOT_URLCONF = "kominn.config.demo_urls"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = HOME / "letters"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
