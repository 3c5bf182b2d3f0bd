"""One settings file; what differs between cities and machines comes from the environment.

Every `env.*` name is explained in `.env.example`; a test keeps the two in step.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _
from environs import Env

from kominn.core import serverkey

env = Env()

PACKAGE = Path(__file__).resolve().parent.parent
HOME = env.path("KOMINN_HOME", default=PACKAGE.parent.parent / "var" / "home")

DEBUG = False
SECRET_FREE_SCHEME = env.bool("KOMINN_PLAIN_HTTP", default=False)
ALLOWED_HOSTS = env.list("KOMINN_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
BASE_URL = env.str("KOMINN_BASE_URL", default="http://localhost:8000")

# The server key stands in a file or a systemd credential, never in the database or the environment.
SERVER_KEY_FILE = serverkey.locate(
    env.path("KOMINN_SERVER_KEY_FILE", default=HOME / "keys" / "server.key")
)
# config.apps refuses to start where the key is of another kind.
SERVER_KEY_KIND = "real"
SECRET_KEY = serverkey.load(SERVER_KEY_FILE).subkey("django").hex()

INSTALLED_APPS = [
    "kominn.core",
    "kominn.audit",
    "kominn.accounts",
    "kominn.vault",
    "kominn.roster",
    "kominn.law",
    "kominn.portrait",
    "kominn.indicators",
    "kominn.plan",
    "kominn.challenges",
    "kominn.support",
    "kominn.participation",
    "kominn.allin",
    "kominn.guide",
    "kominn.activities",
    "kominn.ambassadors",
    "kominn.ballot",
    "kominn.concerns",
    "kominn.casework",
    "kominn.erasure",
    "kominn.portal",
    "kominn.config.apps.ConfigConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_cotton.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kominn.core.middleware.NoTrace",
    "kominn.core.middleware.Utf8",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kominn.core.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "kominn.config.urls"
WSGI_APPLICATION = "kominn.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "kominn.core.context.page",
                "kominn.config.navigation.menus",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "kominn.core.templatetags.icons",
                "kominn.core.templatetags.words",
            ],
        },
    }
]

FORM_RENDERER = "kominn.core.forms.Renderer"

# --- Database -------------------------------------------------------------------------------
DATABASES = {"default": env.dj_db_url("DATABASE_URL", default=f"sqlite:///{HOME / 'db.sqlite3'}")}
_database = DATABASES["default"]
if "sqlite" in _database["ENGINE"]:
    # FULL: a receipt promises that the report outlives a power cut (ADR 0006).
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=2147418112;"
            "PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"
        ),
    }
    _database["CONN_MAX_AGE"] = None
else:
    _database["OPTIONS"] = {"pool": {"min_size": 2, "max_size": 8, "timeout": 20}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# What limits are counted in is never pushed out by a guesser who fills it with other things.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/mandag/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 4 * 60 * 60
ACCOUNT_ADAPTER = "kominn.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "kominn.accounts.forms.LogIn",
    "reauthenticate": "kominn.accounts.forms.ConfirmPassword",
    "reset_password": "kominn.accounts.forms.ForgotPassword",
    "reset_password_from_key": "kominn.accounts.forms.NewPassword",
    "change_password": "kominn.accounts.forms.ChangePassword",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
# Kept in the memory of each process, never in the database. A whole town hall may stand behind
# one address, so the limits by address are wide; wrong passwords are counted by account *and*
# address, so that nobody can lock out a colleague from elsewhere (see accounts.adapter).
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reset_password": "30/m/ip,10/h/key",
    "reset_password_from_key": "60/m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_ADAPTER = "kominn.accounts.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "kominn.accounts.forms.ShowCode",
    "reauthenticate": "kominn.accounts.forms.ShowCodeAgain",
    "activate_totp": "kominn.accounts.forms.SetUpApp",
    "login_webauthn": "kominn.accounts.forms.LogInByPasskey",
    "authenticate_webauthn": "kominn.accounts.forms.ShowPasskey",
    "reauthenticate_webauthn": "kominn.accounts.forms.ShowPasskeyAgain",
    "add_webauthn": "kominn.accounts.forms.AddPasskey",
    "edit_webauthn": "kominn.accounts.forms.RenamePasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "KomINN"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SECRET_FREE_SCHEME

# --- Languages ------------------------------------------------------------------------------
# Somali and Tigrinya are not in Django; without an entry they silently cannot be chosen.
LANG_INFO.update(
    {
        "so": {"bidi": False, "code": "so", "name": "Somali", "name_local": "Soomaali"},
        "ti": {"bidi": False, "code": "ti", "name": "Tigrinya", "name_local": "ትግርኛ"},
    }
)
LANGUAGE_CODE = "nb"
LANGUAGES = [
    ("nb", _("bokmål")),
    ("nn", _("nynorsk")),
    ("en", _("English")),
    ("pl", _("Polish")),
    ("lt", _("Lithuanian")),
    ("uk", _("Ukrainian")),
    ("ar", _("Arabic")),
    ("so", _("Somali")),
    ("ti", _("Tigrinya")),
]
WHOLE_SITE_LANGUAGES = ["nb", "nn", "en"]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

# --- Files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("KOMINN_STATIC_ROOT", default=HOME / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Django's own handler writes large uploads to a temporary file in clear: only ours is installed.
FILE_UPLOAD_HANDLERS = ["kominn.vault.uploads.SealingUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
# The upload handler refuses what is beyond five with a sentence; Django's own limit loses the form.
DATA_UPLOAD_MAX_NUMBER_FILES = 100
SEALED_FILES = HOME / "sealed"
# Journals are encrypted to the archive's own key; the numbers of what was erased outlive a restore.
JOURNAL = HOME / "journal"
ARCHIVE_RECIPIENT = HOME / "keys" / "archive.pub"
ERASED = HOME / "erased.txt"

# --- Safety of pages ------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": with it browsers send the origin "null", and every staff form is turned away.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not SECRET_FREE_SCHEME
SECURE_HSTS_SECONDS = 0 if SECRET_FREE_SCHEME else 31_536_000
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.int("KOMINN_TRUSTED_PROXIES", default=0) else None
)
TRUSTED_PROXIES = env.int("KOMINN_TRUSTED_PROXIES", default=0)
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "kominn.core.unsent.page_too_old"
CSRF_COOKIE_HTTPONLY = True
SESSION_ENGINE = "kominn.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 60 * 60
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Letters and jobs -----------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("KOMINN_SMTP_HOST", default="localhost")
EMAIL_PORT = env.int("KOMINN_SMTP_PORT", default=25)
EMAIL_HOST_USER = env.str("KOMINN_SMTP_USER", default="")
EMAIL_HOST_PASSWORD = env.str("KOMINN_SMTP_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("KOMINN_SMTP_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("KOMINN_FROM", default="KomINN <kominn@localhost>")
# The interpreting service; left empty, orders are phoned in, to this number or the city's own.
INTERPRETER_ADDRESS = env.str("KOMINN_INTERPRETER_ADDRESS", default="")
INTERPRETER_PHONE = env.str("KOMINN_INTERPRETER_PHONE", default="")
# Where a team's phones may be knocked at: by the push services of the browsers' makers, and nowhere
# else. Off until `./kominn manage push on` (ADR 21).
PUSH_SERVICES = env.list(
    "KOMINN_PUSH_SERVICES",
    default=[
        "fcm.googleapis.com",
        "*.push.services.mozilla.com",
        "*.push.apple.com",
        "*.notify.windows.com",
    ],
)
# A service of the city's own, which may stand in its own net: "host:port" -> who signs it (a file).
PUSH_OWN: dict[str, str] = {}
# Which offices' open interfaces tables of figures may be fetched from, and nowhere else.
FIGURES_FROM = env.list("KOMINN_FIGURES_FROM", default=["data.ssb.no", "statistikk-data.fhi.no"])
# One of the city's own, as `PUSH_OWN`.
FIGURES_OWN: dict[str, str] = {}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- How fast reports may come (see ADR 0007) -----------------------------------------------
REPORTS_PER_ADDRESS_AND_HOUR = env.int("KOMINN_REPORTS_PER_ADDRESS_AND_HOUR", default=250)
REPORTS_PER_SITE_AND_HOUR = env.int("KOMINN_REPORTS_PER_SITE_AND_HOUR", default=1000)
WRONG_CODES_PER_ADDRESS_AND_HOUR = env.int("KOMINN_WRONG_CODES_PER_ADDRESS_AND_HOUR", default=20)
# What one reporter writes in an hour before the next message waits a little.
MESSAGES_PER_RECEIPT_AND_HOUR = env.int("KOMINN_MESSAGES_PER_RECEIPT_AND_HOUR", default=30)

# --- Second look ----------------------------------------------------------------------------
# Of what one person finishes alone, a colleague looks at one in so many, and always at the gravest.
SECOND_LOOK_ONE_IN = max(1, env.int("KOMINN_SECOND_LOOK_ONE_IN", default=5))

# --- Logs say what happened, never what was written -----------------------------------------
ADMINS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "filters": {"no_content": {"()": "kominn.core.logs.NoContent"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_content"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True, "level": "WARNING"},
        # A line for each missing page would tell when somebody visited.
        "django.request": {"level": "ERROR"},
    },
}

# Jobs at fixed moments: name -> (function, how often). Run by kominn.core.jobs.
SCHEDULE = {
    "announce new concerns": ("kominn.concerns.jobs.announce", dt.timedelta(minutes=5)),
    "tell that reports come fast": ("kominn.concerns.jobs.tell_of_flood", dt.timedelta(minutes=5)),
    "ask where danger is": ("kominn.concerns.jobs.ask_where_danger_is", dt.timedelta(minutes=5)),
    "ask where it is silent": (
        "kominn.concerns.jobs.ask_where_it_is_silent",
        dt.timedelta(hours=1),
    ),
    "clear unfinished uploads": ("kominn.concerns.jobs.clear_unfinished", dt.timedelta(hours=1)),
    "forget files nobody refers to": ("kominn.concerns.jobs.clear_unknown", dt.timedelta(weeks=1)),
    "follow the reviews of measures": (
        "kominn.casework.jobs.follow_reviews",
        dt.timedelta(minutes=5),
    ),
    "ask where an exception ends": (
        "kominn.casework.jobs.ask_where_an_exception_ends",
        dt.timedelta(hours=1),
    ),
    "ask organisers once a season": (
        "kominn.activities.jobs.ask_once_a_season",
        dt.timedelta(days=1),
    ),
    "forget activities of years ago": ("kominn.activities.jobs.forget_old", dt.timedelta(days=1)),
    "send word of gatherings": ("kominn.ambassadors.jobs.send_word", dt.timedelta(days=1)),
    "remind of promised answers": ("kominn.allin.jobs.remind", dt.timedelta(hours=1)),
    "forget drafts of the young": ("kominn.allin.jobs.forget_drafts", dt.timedelta(days=1)),
    "forget phones of teams that are done": ("kominn.allin.push.forget_old", dt.timedelta(days=1)),
    "end approvals that ran out": ("kominn.law.jobs.end_what_ran_out", dt.timedelta(days=1)),
    "erase what is due": ("kominn.erasure.jobs.every_night", dt.timedelta(days=1)),
    "call a grown-up to a room": (
        "kominn.participation.jobs.call_grown_ups",
        dt.timedelta(minutes=5),
    ),
    "forget seats and calls": ("kominn.participation.jobs.forget_old", dt.timedelta(days=1)),
    "forget who was away": ("kominn.roster.jobs.forget_old", dt.timedelta(days=1)),
    "fetch figures": ("kominn.indicators.jobs.fetch_due", dt.timedelta(days=1)),
    "publish rounded counts": ("kominn.concerns.publishing.publish_due", dt.timedelta(days=1)),
    "forget old invitations": ("kominn.accounts.jobs.forget_old", dt.timedelta(days=1)),
    "hold the tables against the trail": (
        "kominn.portal.jobs.hold_against_trail",
        dt.timedelta(days=1),
    ),
    "forget what was sent": ("kominn.core.jobs.forget_old", dt.timedelta(hours=6)),
}

CASEWORK = "kominn.casework.ports.casework"
"""Answers what concerns ask of the package above them: see `kominn.concerns.ports`."""

# What groups say of a challenge, and who answers: see `kominn.challenges.voices`.
CHALLENGE_VOICES = (
    "kominn.portal.told_of_challenges.concerns",
    "kominn.allin.voices.ideas",
    "kominn.challenges.voices.silent",
)

# Who holds rows against the trail: see `kominn.audit.comparison`.
COMPARED_WITH_TRAIL = (
    "kominn.accounts.comparison.compare",
    "kominn.vault.comparison.compare",
    "kominn.law.comparison.compare",
    "kominn.concerns.comparison.compare",
    "kominn.casework.comparison.compare",
)
