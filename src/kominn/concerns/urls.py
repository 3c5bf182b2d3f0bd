"""Addresses of the sealed room and of its two open doors, the form and the mailbox."""

from __future__ import annotations

from django.urls import path

from kominn.concerns.views import (
    duties,
    handle,
    handover,
    inbox,
    interpreter,
    let_in,
    mailbox,
    near,
    receipt,
    register,
    report,
    talk,
    triage,
)

app_name = "concerns"

urlpatterns = [
    path("meld/", report.report, name="report"),
    path("meld/ansatt/", report.report, {"role": "employee"}, name="report_as_employee"),
    path("meld/kvittering/", receipt.keep_receipt, name="keep_receipt"),
    path("kvittering/", mailbox.mailbox, name="mailbox"),
    path("plikt/avverge/", duties.duty, {"name": "avverge"}, name="duty_to_avert"),
    path("plikt/barnevern/", duties.duty, {"name": "barnevern"}, name="duty_to_notify"),
    path("registrer/", register.register, name="register"),
    path("innboks/", inbox.inbox, name="inbox"),
    path("innboks/samle/", triage.join_chosen, name="join_chosen"),
    path("innboks/andre-blikk/", triage.looks, name="looks"),
    path("innboks/alene/", let_in.alone, name="alone"),
    path(
        "innboks/slipp-inn/<int:colleague>/",
        let_in.let_in_to_several,
        name="let_in_to_several",
    ),
    path("innboks/<uuid:pk>/", handle.concern, name="concern"),
    path("innboks/<uuid:pk>/naer/", near.near, name="near"),
    path("innboks/<uuid:pk>/slipp-inn/", let_in.let_in, name="let_in"),
    path("innboks/<uuid:pk>/ta/", handle.take, name="take"),
    path("innboks/<uuid:pk>/sorter/", handle.sort, name="sort"),
    path("innboks/<uuid:pk>/navn/", handle.names, name="names"),
    path("innboks/<uuid:pk>/ta-ut-navn/", handle.unname, name="unname"),
    path("innboks/<uuid:pk>/svar/", talk.write, name="write"),
    path("innboks/<uuid:pk>/notat/", talk.note, name="note"),
    path("innboks/<uuid:pk>/les/<uuid:message>/", talk.release, name="release"),
    path("innboks/<uuid:pk>/overlevering/", handover.handover, name="handover"),
    path(
        "innboks/<uuid:pk>/overlevering/<uuid:offer>/",
        handover.answer,
        name="answer_handover",
    ),
    path("innboks/<uuid:pk>/avslutt/", talk.close, name="close"),
    path("innboks/<uuid:pk>/rask/", triage.finish_at_once, name="finish_at_once"),
    path("innboks/<uuid:pk>/samle/", triage.join, name="join"),
    path("innboks/<uuid:pk>/skill-ut/", triage.take_out, name="take_out"),
    path("innboks/<uuid:pk>/andre-blikk/", triage.look, name="look"),
    path("innboks/<uuid:pk>/tolk/", interpreter.order, name="order"),
    path("innboks/<uuid:pk>/tolk/<uuid:order>/", interpreter.called, name="called"),
    path("innboks/<uuid:pk>/fil/<uuid:attachment>/", handle.file, name="file"),
]
