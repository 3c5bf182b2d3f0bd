"""The site's addresses and the demo's one-click sign-in. Only `demo_settings` installs this."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from kominn.config import demo_signin
from kominn.config.urls import urlpatterns as site

urlpatterns = [
    *i18n_patterns(
        path("demo/", demo_signin.people, name="demo_people"),
        path("demo/<int:pk>/", demo_signin.sign_in, name="demo_sign_in"),
        prefix_default_language=False,
    ),
    *site,
]
