"""Tables that belong to libraries, classified as our own are: they are part of the record too.

Our models say in their own `Privacy` what each field is; a library's can't, so it stands here.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kept:
    """What a library's table holds, in the words of a model's `Privacy`."""

    purpose: str
    retention: str
    personal: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    ordinary: tuple[str, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)


EMPTY = "Always empty: a table the library brings along."

TABLES: dict[str, Kept] = {
    "account.EmailAddress": Kept(
        purpose="The address a colleague logs in by, once more, for the login library.",
        personal=("user", "email"),
        ordinary=("id", "verified", "primary"),
        retention="With the person.",
    ),
    "account.EmailConfirmation": Kept(
        purpose=EMPTY,
        personal=("email_address", "key"),
        ordinary=("id", "created", "sent"),
        retention="Nothing is ever written to it.",
    ),
    "mfa.Authenticator": Kept(
        purpose="A colleague's second factor: an app, a passkey or recovery codes.",
        personal=("user", "data", "last_used_at"),
        ordinary=("id", "type", "created_at"),
        notes={
            "data": "What makes codes, as ciphertext under the server key; a passkey's public half"
        },
        retention="Until the person removes it, loses it or leaves.",
    ),
    "sessions.Session": Kept(
        purpose="That a colleague is logged in. Reporters have no session.",
        personal=("session_data",),
        ordinary=("session_key", "expire_date"),
        notes={
            "session_key": "A digest; the key itself stands in the cookie alone",
            "session_data": "Who it is, how they logged in, and messages not yet shown",
        },
        retention="At most eight hours after the last log-in; then erased within a day.",
    ),
    "django_tasks_database.DBTaskResult": Kept(
        purpose="Letters on their way.",
        personal=("args_kwargs",),
        ordinary=(
            "id",
            "status",
            "enqueued_at",
            "started_at",
            "finished_at",
            "priority",
            "task_path",
            "worker_ids",
            "queue_name",
            "backend_name",
            "run_after",
            "return_value",
            "exception_class_path",
            "traceback",
        ),
        notes={"args_kwargs": "The address, the subject and the text of one letter"},
        retention="Until the letter is delivered or given up.",
    ),
    "auth.Permission": Kept(
        purpose="Made by Django for each table; nobody is ever given one.",
        ordinary=("id", "name", "content_type", "codename"),
        retention="As long as the table it is about.",
    ),
    "auth.Group": Kept(
        purpose=EMPTY,
        ordinary=("id", "name", "permissions"),
        retention="Nothing is ever written to it.",
    ),
    "contenttypes.ContentType": Kept(
        purpose="Django's list of tables.",
        ordinary=("id", "app_label", "model"),
        retention="As long as the table it is about.",
    ),
}
