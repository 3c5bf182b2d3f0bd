"""Pages of our own, so that the frame is tested without any domain."""

from django.conf.urls.i18n import i18n_patterns
from django.shortcuts import render
from django.urls import path

from kominn.core import components
from kominn.core.languages import speaks_all_languages

NAVIGATION = [
    {"label": "Meld fra", "url": "/meld/"},
    {"label": "Byen", "url": "/byen/"},
    {"label": "Planen", "url": "/planen/"},
]


@speaks_all_languages
def gallery(request):
    return render(request, "core/gallery.html", components.gallery() | {"navigation": NAVIGATION})


def wall(request, name):
    return render(request, f"tests/{name}.html")


@speaks_all_languages
def everywhere(request):
    return render(request, "core/404.html")


urlpatterns = i18n_patterns(
    path("dev/komponenter/", gallery, name="gallery"),
    path("overalt/", everywhere, name="everywhere"),
    prefix_default_language=False,
)
