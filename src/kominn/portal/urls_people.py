"""Where colleagues are invited, given roles and let into teams."""

from __future__ import annotations

from django.urls import path

from kominn.portal import people

urlpatterns = [
    path("ansatte/", people.people, name="people"),
    path("ansatte/inviter/", people.invite, name="invite"),
    path(
        "ansatte/invitasjon/<int:pk>/trekk/", people.withdraw_invitation, name="withdraw_invitation"
    ),
    path("ansatte/team/", people.teams, name="teams"),
    path("ansatte/team/nytt/", people.found_team, name="found_team"),
    path("ansatte/team/<slug:slug>/", people.team, name="team"),
    path("ansatte/team/<slug:slug>/mottak/", people.take_intake, name="take_intake"),
    path("ansatte/team/<slug:slug>/slipp-inn/", people.admit, name="admit_to_team"),
    path("ansatte/team/<slug:slug>/<int:pk>/ut/", people.leave, name="leave_team"),
    path("ansatte/<int:pk>/", people.person, name="person"),
    path("ansatte/<int:pk>/rolle/", people.appoint, name="appoint"),
    path(
        "ansatte/<int:pk>/rolle/<int:appointment>/avslutt/",
        people.end_appointment,
        name="end_appointment",
    ),
    path("ansatte/<int:pk>/avslutt/", people.close_account, name="close_account"),
    path("invitasjon/<slug:token>/", people.accept_invitation, name="account_accept_invitation"),
]
