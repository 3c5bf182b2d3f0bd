"""The pages of people, and a page for staff to come to."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.urls import include, path

from kominn.accounts.access import requires
from kominn.accounts.roles import Right


@requires(Right.SEE_MONDAY_PAGE)
def monday(request):
    return HttpResponse("Monday", content_type="text/plain")


urlpatterns = i18n_patterns(
    path("", include("kominn.accounts.urls")),
    path("", include("kominn.portal.urls_people")),
    path("mandag/", monday),
    prefix_default_language=False,
)
