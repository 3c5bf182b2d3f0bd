from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kominn.ambassadors.views import badges, begin, credits, guardian, own, own_badges, staff

young = [
    path("", begin.about, name="about"),
    path("begynn/", begin.begin, name="begin"),
    path("begynn/<slug:code>/", begin.begin, name="begin_here"),
    path("apne/", begin.open_passport, name="open_typed"),
    path("apne/<slug:digits>/", begin.open_passport, name="open"),
    path("ut/", begin.leave, name="leave"),
    path("foresatt/<slug:token>/", guardian.guardian, name="guardian"),
    path("her/", own.home, name="home"),
    path("her/plakat.pdf", own.poster, name="poster"),
    path("her/oppmote/", own.attend, name="attend_typed"),
    path("her/oppmote/<slug:code>/", own.attend, name="attend"),
    path("her/kurs/<slug:slug>/", own.module, name="module"),
    path("her/gjort/", own.tell, name="tell"),
    path("her/gjort/<uuid:pk>/bort/", own.untell, name="untell"),
    path("her/klar/", own.ready, name="ready"),
    path("her/meg/", own.me, name="me"),
    path("her/navn/<uuid:pk>/bort/", credits.off, name="credit_off"),
    path("her/lenke/", own.guardian_link, name="guardian_link"),
    path("her/ny-kode/", own.new_code, name="new_code"),
    path("her/alt.json", own.everything, name="everything"),
    path("her/alt.pdf", own.everything_on_paper, name="everything_on_paper"),
    path("her/merke/<uuid:pk>/", own_badges.badge, name="badge"),
    path("her/merke/<uuid:pk>/bilde.svg", own_badges.picture, name="picture"),
    path("her/merke/<uuid:pk>/attest.pdf", own_badges.paper, name="paper"),
    path("her/slett/", own.erase, name="erase"),
]

real = [
    path("", badges.real, name="real"),
    path("jwks.json", badges.keys, name="keys"),
    path("nokkel/<uuid:pk>.json", badges.key, name="key"),
    path("utsteder.json", badges.issuer, name="issuer"),
    path("trukket.json", badges.revoked, name="revoked"),
    path("trinn/<slug:step>.json", badges.achievement, name="achievement"),
    path("<uuid:pk>/", badges.shown, name="shown"),
]

leading = [
    path("", staff.overview, name="overview"),
    path("finn/", staff.find, name="find"),
    path("navn/", credits.names, name="names"),
    path("gi/", staff.give, name="give"),
    path("regler/", staff.set_rules, name="rules"),
    path("samling/", staff.announce, name="announce"),
    path("samling/<uuid:pk>/", staff.gathering, name="gathering"),
    path("gjort/<uuid:pk>/", staff.sign, name="sign"),
    path("ja/<int:pk>/", staff.record_said, name="record_said"),
    path("merke/nokkel/", staff.rotate_key, name="rotate_key"),
    path("merke/<uuid:pk>/trekk/", staff.revoke, name="revoke"),
    path("pass/<uuid:pk>/", staff.passport, name="passport"),
    path("pass/<uuid:pk>/steg/", staff.step, name="step"),
    path("pass/<uuid:pk>/kode/", staff.replace_code, name="replace_code"),
    path("pass/<uuid:pk>/trekk/", staff.withdraw, name="withdraw"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "",
        include(
            (
                [
                    path("ungdom/ambassador/", include(young)),
                    path("ambassadorer/", include(leading)),
                    path("ungdom/kort/<slug:secret>/navn/", credits.team_names, name="team_names"),
                ],
                "ambassadors",
            )
        ),
    ),
    path("merke/", include((real, "badges"))),
]
