"""Every address of the site. `/nn/`, `/en/`, `/ar/` … before a path speaks that language."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from kominn.config import dev

urlpatterns: list[URLPattern | URLResolver] = [
    *i18n_patterns(
        path("", include("kominn.portal.urls")),
        path("", include("kominn.portal.urls_people")),
        path("", include("kominn.portal.urls_duty")),
        path("", include("kominn.concerns.urls")),
        path("", include("kominn.ballot.urls")),
        path("", include("kominn.allin.urls")),
        path("", include("kominn.guide.urls")),
        path("", include("kominn.activities.urls")),
        path("", include("kominn.ambassadors.urls")),
        path("", include("kominn.law.urls")),
        path("", include("kominn.erasure.urls")),
        path("", include("kominn.roster.urls")),
        path("", include("kominn.casework.urls")),
        path("", include("kominn.challenges.urls")),
        path("", include("kominn.portrait.urls")),
        path("", include("kominn.indicators.urls")),
        path("", include("kominn.support.urls")),
        path("", include("kominn.plan.urls")),
        path("", include("kominn.accounts.urls")),
        path("dev/komponenter/", dev.components, name="components"),
        path("dev/brev/", dev.letters, name="letters"),
        prefix_default_language=False,
    )
]

handler400 = "kominn.core.errors.bad_request"
handler500 = "kominn.core.errors.server_error"
