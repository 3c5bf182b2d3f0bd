from collections.abc import Callable

from django.http import HttpResponseBase

_View = Callable[..., HttpResponseBase]

authenticate: _View
index: _View
reauthenticate: _View
