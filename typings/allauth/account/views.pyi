from collections.abc import Callable

from django.http import HttpResponseBase

_View = Callable[..., HttpResponseBase]

login: _View
logout: _View
password_change: _View
password_reset: _View
password_reset_done: _View
password_reset_from_key: _View
password_reset_from_key_done: _View
reauthenticate: _View
