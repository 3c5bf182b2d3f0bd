"""Every page a person can reach, looked at by axe: in Bokmål by day, some in Arabic, dark or small.

Each walk answers for some templates. It must have met all of them, and every template must belong
to a walk, so that no page can be added that nobody looked at.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kominn.accounts import actions as accounts
from kominn.accounts.models import FactorReset, Team
from kominn.concerns import pacing
from kominn.concerns.actions import joining, nearness
from kominn.erasure.models import Night
from kominn.law import starter
from kominn.law.models import Approval, LegalBasis
from kominn.portrait.models import City
from kominn.roster import actions as roster
from kominn.vault.actions import teams
from kominn.vault.models import Wrap
from tests.browser.conftest import (
    answer,
    click,
    digits,
    enter_as,
    go_on_until,
    nonsense,
    open_mailbox,
    press,
    tell,
)
from tests.browser.test_passkeys import PHONE
from tests.browser.walks import ELSEWHERE, PARTS, WALKS, belongs, pages_of, templates
from tests.factories import areas, casework, challenges, indicators, plan, support
from tests.factories.accounts import PASSWORD, TeamFactory, UserFactory
from tests.factories.concerns import ConcernFactory, add, attached, picture, setting
from tests.factories.law import approve

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_every_template_belongs_to_one_walk_or_is_a_part():
    walks = {name: [walk for walk in WALKS if name in pages_of(walk)] for name in templates()}
    alone = {name for name in walks if not belongs(name, PARTS + ELSEWHERE)}
    assert {name: found for name, found in walks.items() if len(found) != (name in alone)} == {}


def links() -> list[str]:
    """The addresses in the letters that wait to be sent, the newest last."""
    letters = [
        row.args_kwargs["kwargs"]["body"] for row in DBTaskResult.objects.order_by("enqueued_at")
    ]
    return [link for body in letters for link in re.findall(r"http://localhost:8000(\S+)", body)]


def chosen(name: str) -> dict:
    """A picture as a browser sends it."""
    return {"name": name, "mimeType": "image/png", "buffer": picture()}


def with_a_phone(page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})


# --- Anyone -----------------------------------------------------------------------------------


def test_the_open_pages_hold(begin, mottak):
    walk = begin("open")
    indicators.taken_in(
        indicators.indicator().dataset, "3909;2022;9", "3909;2024;10,5", at=timezone.now()
    )
    walk.to("/", "/byen/", "/planen/", "/dette-gjorde-vi/", closely=True)
    walk.to("/byen/tall/", "/byen/tall/lavinntekt/", closely=True)
    challenges.challenge(indicators=["lavinntekt"], unknown={"nb": "Hva de det gjelder, sier."})
    walk.to("/byen/utfordringer/", "/byen/utfordringer/utenforskap/", closely=True)
    walk.to("/byen/tegninger/", "/personvern/", "/tilgjengelighet/", "/en/", "/nn/byen/")


def test_the_report_form_holds(begin, mottak, crowd):
    walk = begin("report")
    page = walk.page
    walk.to("/meld/", closely=True)
    answer(page, danger="yes")
    walk.press("next")
    answer(page, role="employee")
    walk.press("next")
    answer(page, guardians="must_not")
    walk.press("next")
    answer(page, about="known")
    walk.press("next")
    walk.press("next")
    walk.press("next")  # nothing was written: the page says so
    answer(page, seen="Han bor hos Ola Hansen, og fødselsnummeret er 01020312345.")
    walk.look(closely=True)
    walk.press("next")
    walk.press("next")
    walk.press("next")
    page.set_input_files("input[type=file]", [chosen("bilde.png"), nonsense()])
    walk.press("next")  # one file is taken, one is refused
    walk.look(closely=True)
    walk.press("next")
    walk.press("next")  # the hints
    walk.look(closely=True)
    walk.press("edit:seen")
    walk.press("whole")
    walk.look(closely=True)
    answer(page, danger="no")
    walk.press("keep")
    Approval.objects.all().delete()
    cache.clear()
    walk.press("send")  # law allows no names
    walk.look(closely=True)
    approve()
    cache.clear()
    Team.objects.update(intake=False)
    walk.press("send")  # nobody reads yet
    Team.objects.update(intake=True)
    crowd(pacing.reports_by_site, 6)
    walk.press("send")  # many came before
    page.wait_for_selector(".receipt")  # the browser solved the puzzle meanwhile
    walk.look(closely=True)
    page.fill("input[name=typed]", "000000")
    walk.press("check")
    page.fill("input[name=typed]", digits(page)[-6:])
    walk.press("check")
    walk.to("/plikt/avverge/", "/plikt/barnevern/")
    for question in page.locator("fieldset").all():
        question.locator("input").first.check()
    walk.click("main form button")


def test_the_report_form_holds_in_arabic(begin, mottak, all_languages):
    walk = begin("", "phone", locale="ar")
    page = walk.page
    walk.to("/ar/meld/")
    answer(page, role="employee")
    press(page, "whole")
    answer(page, role="employee", seen="01020312345")
    walk.look(closely=True)
    press(page, "steps")
    go_on_until(page, "", danger="no")
    walk.look()
    press(page, "send")
    walk.look()
    open_mailbox(page, digits(page), "/ar/kvittering/")
    walk.look()
    walk.to("/ar/plikt/avverge/")


def test_the_mailbox_holds(begin, mottak, inga, crowd):
    walk = begin("mailbox")
    page = walk.page
    receipt = tell(page)
    walk.to("/kvittering/", closely=True)
    page.fill("input[name=code]", "1234")
    walk.press("open")
    open_mailbox(page, receipt)
    walk.look(closely=True)
    walk.press("add")  # nothing was written
    answer(page, text="Det var tirsdag.")
    walk.press("add")
    walk.press("withdraw")
    walk.press("withdraw-now")
    page.goto("/kvittering/")
    page.fill("input[name=code]", "1" * 34)
    press(page, "open")
    crowd(pacing.wrong_codes, 1)
    page.fill("input[name=code]", ConcernFactory().receipt.digits)
    walk.press("open")  # many wrong codes came before


# --- Those who work there ---------------------------------------------------------------------


def test_the_staff_pages_hold(begin, mottak, inga, kari, stian, per):
    pupil = ConcernFactory(role="young", danger="yes", files=[attached()], names="Ola, 9. trinn")
    ConcernFactory(role="guardian", area=None, held_by=kari, language="so")
    ConcernFactory(closed_by=kari)
    damaged, near = ConcernFactory(), ConcernFactory(impartial=False)
    shut = ConcernFactory(impartial=True)
    nearness.say_near(shut, hours=setting().hours, by=inga, at=timezone.now())
    Wrap.objects.filter(record=damaged.pk).update(wrapped=b"damaged")
    walk = begin("staff")
    page = walk.page
    enter_as(page, inga)
    walk.to("/mandag/", "/innboks/", f"/innboks/{pupil.pk}/", closely=True)
    walk.to(f"/innboks/{damaged.pk}/", "/innboks/?vis=ferdige", "/en/innboks/?vis=mine")
    walk.to(f"/innboks/{near.pk}/", closely=True)  # First it asks whether she stands near.
    walk.press("no")
    page.goto(f"/innboks/{pupil.pk}/")
    walk.click("form[action$='/ta/'] button")
    walk.click("button[formaction$='/navn/']")  # without a reason
    page.fill("input[name=why]", "Skolen spør.")
    walk.click("button[formaction$='/navn/']")
    walk.click("button[formaction$='/svar/']")  # without a word
    page.fill("textarea[name=text]", "Hvor så du det?")
    click(page, "button[formaction$='/svar/']")
    walk.look(closely=True)
    walk.press("send")
    add(pupil, "Ved kaia.")
    walk.to(f"/innboks/{pupil.pk}/overlevering/", closely=True)
    walk.click("main form[method=post] button")  # without a colleague or a word
    page.select_option("select[name=to]", label="Kari")
    page.fill("textarea[name=words]", "Ring skolen på mandag.")
    walk.click("main form[method=post] button")
    enter_as(page, kari)
    walk.to("/innboks/alene/", f"/innboks/{pupil.pk}/slipp-inn/", closely=True)
    teams.admit(
        mottak, came := UserFactory(name="Dag", roles=["intake"]), by=kari, at=timezone.now()
    )
    walk.to(f"/innboks/{shut.pk}/", f"/innboks/{shut.pk}/slipp-inn/", closely=True)
    walk.to("/innboks/alene/", f"/innboks/slipp-inn/{came.pk}/", closely=True)
    walk.to(f"/innboks/slipp-inn/{inga.pk}/", closely=True)
    walk.to("/mandag/", f"/innboks/{pupil.pk}/", f"/innboks/{pupil.pk}/overlevering/")
    page.locator("main details summary").click()
    walk.press("decline")  # without a word
    page.fill("input[name=words]", "Jeg er på kurs.")
    walk.press("decline")
    walk.to(f"/innboks/{pupil.pk}/")
    walk.click("form[action$='/ta/'] button")  # Inga holds it, so it is asked first.
    click(page, "form[action$='/ta/'] button")
    for details in page.locator("main details").all():
        details.locator("summary").click()
    walk.look()
    walk.click("button[formaction$='/avslutt/']")  # without a reason
    enter_as(page, stian)
    walk.to("/mandag/", "/registrer/", closely=True)
    for details in page.locator("main details").all():
        details.locator("summary").click()
    walk.look()
    walk.press("register")  # without a word
    page.check("input[name=channel][value=phone]")
    answer(page, seen="En mor ringte.")
    walk.press("register")
    enter_as(page, per)
    walk.to("/sporlogg/", closely=True)
    walk.to("/sporlogg/?spor=meldere", "/sporlogg/?om=ingen")
    walk.click("main form[method=post] button")
    walk.to("/dev/brev/", "/dev/komponenter/", "/mandag/")


def test_the_pages_of_law_hold(begin, lagenvik, ada, per):
    starter.begin(at=timezone.now())
    basis = LegalBasis.objects.get(code="consent")
    walk = begin("law")
    enter_as(walk.page, ada)
    walk.to("/lov/", "/lov/godkjenning/", closely=True)
    walk.click("main form button")  # nothing was answered
    walk.to("/lov/hjemmel/", f"/lov/hjemmel/{basis.pk}/ny/", f"/lov/hjemmel/{basis.pk}/avslutt/")
    walk.to("/lov/lagring/advice/", f"/lov/godkjenning/{Approval.objects.first().pk}/avslutt/")
    Approval.objects.all().delete()
    walk.to("/lov/", "/mandag/")
    enter_as(walk.page, per)
    walk.to("/lov/lagring/spam/signer/", closely=True)
    walk.click("main form button")
    walk.to(f"/lov/hjemmel/{basis.pk}/signer/", "/en/lov/")
    asked = Night.objects.create(on=timezone.localdate(), state="asked", why="first")
    walk.to("/lov/sletting/", f"/lov/sletting/natt/{asked.pk}/", closely=True)


def test_the_roster_pages_hold(begin, mottak, inga, kari):
    at, today = timezone.now(), timezone.localdate()
    days = {"first_day": today, "last_day": today + timedelta(days=9)}
    roster.put_on_duty(mottak, inga, **days, night=False, by=kari, at=at)
    roster.put_on_duty(mottak, inga, **days, night=True, by=kari, at=at)
    absence = roster.be_away(inga, **days, deputy=kari, by=inga, at=at)
    roster.be_away(kari, first_day=today, last_day=today, deputy=None, by=kari, at=at)
    walk = begin("duty")
    enter_as(walk.page, kari)
    walk.to("/vakt/", "/vakt/team/mottak/ark/", f"/vakt/fravaer/kollega/{inga.pk}/", closely=True)
    walk.to(
        "/vakt/fravaer/", f"/vakt/fravaer/{absence.pk}/stedfortreder/", "/vakt/team/mottak/",
        "/vakt/team/mottak/uker/", "/vakt/krise/", "/vakt/stengt/",
    )  # fmt: skip
    walk.page.fill("input[name=day]", "2020-01-01")
    walk.click("main form:has(input[name=day]) button")  # a day that has been
    walk.to("/vakt/timer/", closely=True)
    walk.page.fill("input[name=mon_0_until]", "08:00")
    walk.click("main form button")  # ends before it begins
    walk.page.fill("input[name=mon_0_until]", "14:00")
    City.objects.update(duty_hours={"tue": [["10:00", "12:00"]]})
    walk.click("main form button")  # a colleague was first


def test_the_pages_of_two_who_decide_hold(begin, mottak, inga, kari):
    alone = ConcernFactory(held_by=kari)
    waiting, rows = casework.asked(inga, kari, by=kari)
    casework.hand_in(rows["inga"])
    both = casework.shared(inga, kari, by=kari)
    walk = begin("casework")
    page = walk.page
    enter_as(page, kari)
    walk.to(f"/innboks/{alone.pk}/vurdering/", closely=True)
    walk.click("form[action$='/be/'] button")  # without two
    walk.to(f"/innboks/{waiting.pk}/vurdering/", f"/innboks/{waiting.pk}/vurdering/min/")
    walk.press("hand_in")  # without a word
    walk.to(f"/innboks/{both.pk}/vurdering/", closely=True)
    walk.click("form[action$='/forslag/'] button")  # without a word
    casework.propose(both, by=kari)
    enter_as(page, inga)
    walk.to(f"/innboks/{both.pk}/vurdering/", closely=True)
    walk.press("no")  # without words
    casework.answer(both.decisions.get(), by=inga)
    walk.to(f"/innboks/{both.pk}/vurdering/", "/nivaer/")
    enter_as(page, kari)
    walk.to("/mandag/", "/nivaer/2/")
    person = casework.decided(by=kari, second=inga)
    mentor = casework.begin_help(person, by=kari)
    told = casework.tell_others(person, by=kari)
    not_told = {"informed": "soon", "informed_on": "2026-03-20"}
    other = casework.decided(by=kari, second=inga, informed=not_told)
    place = casework.decided("place_measure", by=kari, second=inga)
    begun, started = f"/innboks/{person.pk}/tiltak/", f"/innboks/{other.pk}/tiltak/"
    walk.to(begun, f"{begun}{mentor.pk}/vurder/", f"{begun}{mentor.pk}/overlat/", closely=True)
    walk.to(f"/innboks/{person.pk}/")  # it can't be finished yet
    walk.to(f"{started}for-en-person/", f"/innboks/{place.pk}/tiltak/start/", closely=True)
    walk.to(f"/innboks/{person.pk}/fortalt-videre/", closely=True)
    walk.to(f"/innboks/{person.pk}/fortalt-videre/{told.pk}/")
    concerned = f"/innboks/{person.pk}/den-det-gjelder/"
    walk.to(concerned, f"{concerned}innsyn/", closely=True)
    walk.click("main form button")  # nothing is chosen
    page.check("input[name=for_whom][value=guardian]")
    page.check("input[name=age][value=from_15]")
    page.fill("textarea[name=view]", "Han vil ikke at far leser alt.")
    page.fill("input[name=to_whom]", "Mor")
    walk.click("main form button")
    walk.click("main form button")  # nothing is chosen
    page.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
    for choice in page.locator("input[type=radio][value=whole]").all():
        choice.check()
    for tick in page.locator("main input[type=checkbox]").all():
        tick.check()
    walk.click("main form button")
    walk.look(closely=True)


def test_the_pages_of_measures_hold(begin, mottak, kari):
    measure = plan.begin(by=kari)
    walk = begin("measures")
    enter_as(walk.page, kari)
    walk.to("/tiltak/", f"/tiltak/{measure.pk}/", closely=True)
    walk.to(*(f"/tiltak/{measure.pk}/{deed}/" for deed in ("endre", "vurder", "overlat")))
    walk.to("/tiltak/nytt/", "/tiltak/katalog/", "/tiltak/katalog/nytt/", closely=True)
    walk.to(f"/tiltak/katalog/{measure.kind.slug}/")


def test_the_desk_of_figures_holds(begin, mottak, kari):
    dataset = indicators.indicator().dataset
    indicators.taken_in(dataset, "3909;2022;9", "3909;2024;10,5", at=timezone.now())
    waiting = indicators.taken_in(dataset, "3909;2024;11", at=timezone.now())
    walk = begin("figures")
    enter_as(walk.page, kari)
    walk.to("/tallbord/", "/tallbord/lavinntekt/", f"/tallbord/fil/{waiting.pk}/", closely=True)
    walk.to("/tallbord/ny/", "/tallbord/lavinntekt/endre/", "/tallbord/lavinntekt/lesing/")
    walk.click("form:has([name=newest]) button")
    walk.look(closely=True)
    walk.to("/tallbord/lavinntekt/vis/", "/tallbord/tall/lavinntekt/")
    challenges.challenge(shown=False)
    walk.to("/utfordringsbord/", "/utfordringsbord/utenforskap/", closely=True)
    walk.to("/utfordringsbord/ny/")
    walk.click("main form button")  # without a name
    file = areas.waiting(by=kari, at=timezone.now())
    walk.to("/tallbord/omrader/", f"/tallbord/omrader/{file.pk}/", closely=True)
    walk.to(
        "/tallbord/steder/",
        "/tallbord/steder/nytt/",
        f"/tallbord/steder/sted/{areas.place().slug}/",
    )
    codes = indicators.codes_waiting(by=kari, at=timezone.now())
    walk.to("/tallbord/koder/", f"/tallbord/koder/{codes.pk}/", closely=True)


def test_the_pages_of_need_for_support_hold(begin, mottak, kari, all_languages):
    at = timezone.now()
    found = support.worked_out(by=kari, at=at)
    profile = support.opened(found, by=kari, at=at)
    support.counted(by=kari, at=at)
    walk = begin("need")
    walk.to("/byen/omrader/", f"/byen/omrader/{profile.area.slug}/", closely=True)
    walk.to(f"/ar/byen/omrader/{profile.area.slug}/")
    enter_as(walk.page, kari)
    one = f"/stottebehov/{found.pk}/"
    walk.to("/stottebehov/", "/stottebehov/ny/", "/stottebehov/tall/", one, closely=True)
    walk.to(f"{one}sett-til-side/", f"{one}omrader/", f"/stottebehov/omrade/{profile.pk}/")
    walk.to(f"/stottebehov/omrade/{profile.pk}/mote/")


def test_the_pages_of_the_fast_lane_hold(begin, mottak, inga, kari, settings):
    settings.SECOND_LOOK_ONE_IN = 1
    main, joined, child, alone = (ConcernFactory(young=n == 2) for n in range(4))
    joining.join(main, [joined.pk, child.pk], by=kari, at=timezone.now())
    walk = begin("triage")
    page = walk.page
    enter_as(page, kari)
    walk.to(f"/innboks/{alone.pk}/rask/", closely=True)
    walk.click("button[value=advice]")
    walk.press("preview")  # without the advice
    walk.to("/innboks/andre-blikk/", f"/innboks/{joined.pk}/")
    walk.to(f"/innboks/{main.pk}/", f"/innboks/{main.pk}/samle/", closely=True)
    walk.to("/innboks/")
    page.check(f"input[value='{main.pk}']")
    page.check(f"input[value='{alone.pk}']")
    walk.click("main form:has(table) > div button")
    walk.to(f"/innboks/{alone.pk}/rask/")
    walk.click("button[value=spam]")
    walk.press("send")
    enter_as(page, inga)
    walk.to("/innboks/andre-blikk/", f"/innboks/{alone.pk}/", closely=True)


def test_the_people_pages_hold(begin, mottak, ada, kari, inga):
    walk = begin("people")
    page = walk.page
    enter_as(page, ada)
    walk.to("/ansatte/", closely=True)
    walk.to(
        "/ansatte/inviter/", "/ansatte/team/", "/ansatte/team/nytt/", "/ansatte/team/mottak/",
        f"/ansatte/{inga.pk}/", f"/ansatte/{ada.pk}/", f"/ansatte/{inga.pk}/avslutt/",
    )  # fmt: skip
    page.goto("/ansatte/inviter/")
    page.fill("input[name=email]", "nora@lagenvik.example")
    walk.click("main form button")  # without a role
    page.check("input[name=roles][value=intake]")
    walk.click("main form button")
    enter_as(page, kari)
    walk.to("/ansatte/team/mottak/", f"/ansatte/team/mottak/{inga.pk}/ut/")
    enter_as(page, ada)
    school = TeamFactory(name="Skolen", slug="skolen")
    teams.found_team_keys(school, inga, by=None, at=timezone.now())
    walk.to("/ansatte/team/skolen/", "/ansatte/team/skolen/mottak/", "/mandag/")
    page.context.clear_cookies()
    walk.to(links()[-1], closely=True)
    page.fill("input[name=name]", "Nora")
    page.fill("input[name=password]", "kort")
    page.fill("input[name=password_again]", "kortere")
    walk.click("main form button")  # too short
    walk.to("/invitasjon/en-gammel-lenke/")


def test_the_way_in_holds(begin, lagenvik, kari, leif):
    nils = UserFactory(name="Nils", roles=["employee"], second_factor=False)
    walk = begin("way in")
    page = walk.page
    with_a_phone(page)
    walk.to("/logg-inn/", closely=True)
    page.fill("input[name=login]", nils.email)
    page.fill("input[name=password]", "feil")
    walk.click("form:not([data-passkey]) button")
    page.fill("input[name=login]", nils.email)
    page.fill("input[name=password]", PASSWORD)
    walk.click("form:not([data-passkey]) button")  # to set up the app
    walk.to("/min-side/", "/min-side/bekreft/")
    page.context.clear_cookies()

    page.goto("/logg-inn/")
    page.fill("input[name=login]", kari.email)
    page.fill("input[name=password]", PASSWORD)
    walk.click("form:not([data-passkey]) button")  # the code is asked
    enter_as(page, kari)
    walk.to("/min-side/", closely=True)
    walk.to(
        "/min-side/passord/", "/min-side/totrinn/",
        "/min-side/totrinn/nokler/", "/min-side/totrinn/nokler/ny/",
        "/min-side/totrinn/reservekoder/nye/", "/min-side/bekreft/kode/",
    )  # fmt: skip
    page.goto("/min-side/totrinn/nokler/ny/")
    click(page, "form[data-passkey=create] button")
    walk.look()  # the codes to keep
    walk.to("/min-side/totrinn/reservekoder/", "/min-side/totrinn/", "/min-side/bekreft/nokkel/")
    passkey = kari.authenticator_set.get(type="webauthn").pk
    walk.to(f"/min-side/totrinn/nokler/{passkey}/", f"/min-side/totrinn/nokler/{passkey}/fjern/")
    walk.to("/min-side/totrinn/nokler/", "/min-side/totrinn/app/fjern/", "/logg-ut/")
    page.context.clear_cookies()

    walk.to("/glemt-passord/", "/glemt-passord/sendt/", "/glemt-passord/ferdig/")
    page.goto("/glemt-passord/")
    page.fill("input[name=email]", kari.email)
    click(page, "main form button")
    walk.to(links()[-1])
    walk.to("/logg-inn/mistet-totrinn/")
    page.fill("input[name=email]", kari.email)
    walk.click("main form button")
    enter_as(page, leif)
    reset = FactorReset.objects.get(user=kari)
    walk.to("/ansatte/mistet-totrinn/", f"/ansatte/mistet-totrinn/{reset.pk}/")
    for colleague in (leif, nils):
        accounts.approve_reset(reset, by=colleague, at=timezone.now())
    page.context.clear_cookies()
    walk.to(links()[-1], "/logg-inn/brev/en-gammel-lenke/")


# --- When something goes wrong ----------------------------------------------------------------


@pytest.mark.urls("tests.browser.bad_urls")
def test_the_pages_for_what_went_wrong_hold(begin, lagenvik, stian, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    walk = begin("wrong")
    page = walk.page
    walk.to("/nei/", closely=True)
    walk.to("/en/nei/", "/galt/400/", "/galt/500/", "/nn/galt/500/")
    enter_as(page, stian)
    walk.to("/innboks/")
    page.goto("/registrer/")
    page.check("input[name=channel][value=phone]")
    answer(page, seen="En mor ringte.")
    page.context.clear_cookies(name="sessionid")
    walk.press("register")  # logged out meanwhile
    assert "En mor ringte." in page.inner_text("main"), "what was written is not lost"
    enter_as(page, stian)
    page.goto("/registrer/")
    page.check("input[name=channel][value=phone]")
    answer(page, seen="En far ringte.")
    page.context.clear_cookies()
    walk.press("register")  # from a page that had become too old
    for _ in range(2):
        page.goto("/glemt-passord/")
        page.fill("input[name=email]", "hvem@lagenvik.example")
        click(page, "main form button")
    walk.look()
