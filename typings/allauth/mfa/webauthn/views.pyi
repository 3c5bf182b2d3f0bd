from collections.abc import Callable

from django.http import HttpResponseBase

_View = Callable[..., HttpResponseBase]

add_webauthn: _View
edit_webauthn: _View
list_webauthn: _View
login_webauthn: _View
reauthenticate_webauthn: _View
remove_webauthn: _View
