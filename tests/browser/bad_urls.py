"""The real site, and pages on which things go wrong."""

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import SuspiciousOperation
from django.urls import path

from kominn.accounts.access import public
from kominn.config.urls import handler400, handler500, urlpatterns

__all__ = ["handler400", "handler500", "urlpatterns"]


@public
def broken(request):
    raise RuntimeError("on purpose")


@public
def suspicious(request):
    raise SuspiciousOperation


urlpatterns = [
    *i18n_patterns(
        path("galt/500/", broken),
        path("galt/400/", suspicious),
        prefix_default_language=False,
    ),
    *urlpatterns,
]
