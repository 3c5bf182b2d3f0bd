"""The real settings, with what a test machine needs: a throw-away key, fast passwords, no manifest."""

import os
import tempfile
from pathlib import Path

HOME_FOR_TESTS = Path(tempfile.mkdtemp(prefix="kominn-test-"))
os.environ["KOMINN_HOME"] = str(HOME_FOR_TESTS)
os.environ["KOMINN_PLAIN_HTTP"] = "true"
os.environ["KOMINN_SERVER_KEY_FILE"] = str(HOME_FOR_TESTS / "server.key")
(HOME_FOR_TESTS / "server.key").write_text(
    "kominn-key AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
)

from kominn.config.settings import *  # noqa: E402, F403
from kominn.config.settings import STORAGES  # noqa: E402

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
