from collections.abc import Callable

from django.http import HttpResponseBase

_View = Callable[..., HttpResponseBase]

activate_totp: _View
deactivate_totp: _View
