"""The pages of law: what is recorded, and the few deeds that change it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.law import actions, approvals, forms, retention
from kominn.law.models import Approval, LegalBasis, RecordClass

Text = str | Promise

asking = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(Right.SEE_LAW)
def overview(request: StaffRequest) -> HttpResponse:
    today = timezone.localdate()
    listed = Approval.objects.latest_first().select_related("recorded_by", "ended_by")
    bases = list(LegalBasis.objects.by_code())
    rules = sorted(retention.rules(), key=lambda rule: rule.is_signed_off)
    proposed = sum(not rule.is_signed_off for rule in rules)
    unsigned = sum(not one.signed_off_on and not one.is_over_on(today) for one in bases)
    may_sign = request.user.may(Right.SIGN_OFF)
    context = {
        "in_demo": approvals.in_demo(),
        "missing": approvals.missing(today),
        "until": approvals.taken_until(today),
        "approvals": [(one, one.standing_on(today, soon=approvals.SOON)) for one in listed],
        "bases": [(basis, basis.is_over_on(today), basis.valid_from > today) for basis in bases],
        "rules": rules,
        "proposed": proposed,
        "unsigned": unsigned,
        "may_record": request.user.may(Right.RECORD_APPROVALS),
        "may_sign": may_sign,
        # Folded but for whoever has something to sign there.
        "rules_open": may_sign and proposed > 0,
    }
    return render(request, "law/overview.html", context)


# --- Approvals -------------------------------------------------------------------------------


@asking
@requires(Right.RECORD_APPROVALS)
def record_approval(request: StaffRequest) -> HttpResponse:
    form = forms.RecordApproval(request.POST or None)
    if form.is_valid():
        try:
            actions.record_approval(**form.cleaned_data, by=request.user, at=timezone.now())
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            return _done(request, _("The approval is recorded."))
    return _ask(
        request,
        title=_("Record an approval"),
        words=_("Only a decision that has been made, by those who answer for it."),
        form=form,
        button=_("Record the approval"),
    )


@asking
@requires(Right.RECORD_APPROVALS)
def end_approval(request: StaffRequest, pk: int) -> HttpResponse:
    approval = get_object_or_404(Approval.objects.running(), pk=pk)
    if request.method == "POST":
        try:
            actions.end_approval(approval, by=request.user, at=timezone.now())
        except actions.NotPossible as reason:
            return _not_done(request, reason)
        return _done(request, _("The approval is ended."))
    return _ask(
        request,
        title=_("End the approval"),
        about=approval.get_kind_display(),
        words=_(
            "Without it, and without another of its kind, no concern about a named person is taken "
            "in from this moment. What has come stays."
        ),
        button=_("End the approval"),
        danger=True,
    )


# --- Legal bases -----------------------------------------------------------------------------


@asking
@requires(Right.RECORD_APPROVALS)
def add_legal_basis(request: StaffRequest) -> HttpResponse:
    return _add_legal_basis(request, None)


@asking
@requires(Right.RECORD_APPROVALS)
def new_version(request: StaffRequest, pk: int) -> HttpResponse:
    return _add_legal_basis(request, get_object_or_404(LegalBasis, pk=pk))


def _add_legal_basis(request: StaffRequest, before: LegalBasis | None) -> HttpResponse:
    form = forms.AddLegalBasis(request.POST or None, before=before)
    if form.is_valid():
        try:
            actions.add_legal_basis(**form.version(), by=request.user, at=timezone.now())
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            return _done(request, _("The legal basis is added. It waits for a lawyer."))
    return _ask(
        request,
        title=_("New version of a legal basis") if before else _("Add a legal basis"),
        about=before.name_in(request.user.language) if before else "",
        words=_("What has been told on a version keeps its words. So a change is a new version."),
        form=form,
        button=_("Add it"),
    )


@asking
@requires(Right.RECORD_APPROVALS)
def end_legal_basis(request: StaffRequest, pk: int) -> HttpResponse:
    basis, today = get_object_or_404(LegalBasis, pk=pk), timezone.localdate()
    form = forms.EndLegalBasis(request.POST or None, initial={"on": today})
    if form.is_valid():
        try:
            on: dt.date = form.cleaned_data["on"]
            actions.end_legal_basis(basis, on=on, by=request.user, at=timezone.now())
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            return _done(request, _("The legal basis is ended."))
    return _ask(
        request,
        title=_("End the legal basis"),
        about=basis.name_in(request.user.language),
        words=_("Nothing more can be told on it from that day."),
        form=form,
        button=_("End the legal basis"),
        danger=True,
    )


@asking
@requires(Right.SIGN_OFF)
def sign_off_legal_basis(request: StaffRequest, pk: int) -> HttpResponse:
    basis = get_object_or_404(LegalBasis, pk=pk)
    form = forms.SignOffLegalBasis(request.POST or None)
    if form.is_valid():
        try:
            signed_by = form.cleaned_data["signed_by"]
            actions.sign_off_legal_basis(
                basis, signed_by=signed_by, by=request.user, at=timezone.now()
            )
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            return _done(request, _("The legal basis is signed off."))
    return _ask(
        request,
        title=_("Sign off the legal basis"),
        about=basis.name_in(request.user.language),
        words=_("A lawyer has gone through name, help and statute, and they are right."),
        facts=[
            (_("Statute"), basis.statute),
            (_("When to choose it"), basis.help_in(request.user.language)),
        ],
        form=form,
        button=_("Sign off"),
    )


# --- How long things are kept ----------------------------------------------------------------


@asking
@requires(Right.RECORD_APPROVALS)
def change_rule(request: StaffRequest, slug: str) -> HttpResponse:
    kept = _rule_or_404(slug)
    form = forms.ChangeRule(request.POST or None, kept=kept)
    if form.is_valid():
        told = form.cleaned_data
        if told["why"] == str(kept.why_in_words):
            told["why"] = kept.why
        try:
            actions.change_rule(slug, **told, by=request.user, at=timezone.now())
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            return _done(request, _("The rule is kept. Nothing is erased before it is signed off."))
    return _ask(
        request,
        title=_("Change the rule"),
        about=kept.name,
        words=_("A changed rule must be signed off anew by the data-protection officer."),
        form=form,
        button=_("Keep the rule"),
    )


@asking
@requires(Right.SIGN_OFF)
def sign_off(request: StaffRequest, slug: str) -> HttpResponse:
    kept = _rule_or_404(slug)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            actions.sign_off(slug, seen=seen, by=request.user, at=timezone.now())
        except actions.NotPossible as reason:
            return _not_done(request, reason)
        return _done(request, _("The rule is signed off."))
    return _ask(
        request,
        title=_("Sign off the rule"),
        about=kept.name,
        words=_("From now on what is finished is archived or erased by this rule, by itself."),
        facts=_facts(kept),
        seen=kept.mark,
        button=_("Sign off"),
    )


@require_POST
@requires(Right.SIGN_OFF)
def withdraw_sign_off(request: StaffRequest, slug: str) -> HttpResponse:
    _rule_or_404(slug)
    actions.withdraw_sign_off(slug, by=request.user, at=timezone.now())
    return _done(request, _("Stopped: nothing more is erased by this rule."))


def _facts(kept: RecordClass) -> list[tuple[Text, Text]]:
    facts: list[tuple[Text, Text]] = [
        (_("What becomes of it"), kept.rule_in_words),
        (_("Why"), kept.why_in_words),
    ]
    return [(label, said) for label, said in facts if said]


def _rule_or_404(slug: str) -> RecordClass:
    try:
        return retention.rule_for(slug)
    except retention.UnknownClass:
        raise Http404 from None


# --- The page that asks ----------------------------------------------------------------------


def _ask(
    request: StaffRequest,
    *,
    title: Text,
    words: Text,
    button: Text,
    form: django_forms.Form | None = None,
    **more: Any,
) -> HttpResponse:
    context = {"title": title, "words": words, "button": button, "form": form, **more}
    return render(request, "law/ask.html", context)


def _done(request: StaffRequest, words: Text) -> HttpResponse:
    messages.success(request, str(words))
    return redirect("law:overview")


def _not_done(request: StaffRequest, reason: Exception) -> HttpResponse:
    messages.error(request, str(reason))
    return redirect("law:overview")
