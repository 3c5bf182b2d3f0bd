"""What a colleague writes on a project stands there when a second one has read it; not before."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kominn.allin import growing, mentoring
from kominn.allin.models import About, Concept, Project, Proposed
from kominn.allin.states import State
from kominn.audit.models import Event
from kominn.participation import replies
from kominn.participation.models import Reply
from tests.factories.accounts import UserFactory
from tests.factories.allin import concept
from tests.wording import wording

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
WORDS = "Møt meg på hytta mi i kveld"


@pytest.fixture
def odd(db):
    """Odd leads courses too."""
    return UserFactory(name="Odd", roles=["facilitator"])


@pytest.fixture
def project(course, marit, leif):
    idea = concept(course, name="Båtkafé", state=State.YES)
    made = growing.begin(idea, mentor=marit, people=5, grant_ore=500_00, by=leif, at=NOW)
    growing.find_safe(made, by=marit, at=NOW)
    return made


def html(answer):
    return answer.content.decode()


WRITTEN = {
    "add_milestone": {"what": WORDS, "due_on": str(TODAY)},
    "spend": {"what": WORDS, "ore": "100", "on": str(TODAY)},
    "end": {"then": "finished", "learned": WORDS},
}


@pytest.mark.parametrize("go", WRITTEN)
def test_words_on_a_project_reach_the_young_when_a_second_has_read_them(
    project, marit, odd, browse, sign_in, go
):
    young = f"/ungdom/ide/{project.pk}/"
    asked = {f"{go}-{name}": value for name, value in WRITTEN[go].items()} | {"go": go}
    sign_in(browse, marit).post(f"{young}prosjekt/", asked)
    words = f"/ungdom/ord/{Proposed.objects.get().pk}/"
    assert WORDS not in html(browse.get(young))
    browse.post(words, {"verdict": "send"})
    assert Proposed.objects.get().reply.state == "taken_back", "its writer sends nothing"
    sign_in(browse, marit).post(f"{young}prosjekt/", asked)
    words = f"/ungdom/ord/{Proposed.objects.get(reply__state='waits').pk}/"
    assert WORDS not in html(browse.get(young))
    sign_in(browse, odd)
    for desk in ("/ungdom/kurs/", "/mandag/"):
        assert words in html(browse.get(desk))
    assert WORDS in html(browse.get(words))
    browse.post(words, {"verdict": "send"})
    assert WORDS in html(browse.get(young))
    verbs = Event.objects.filter(target=f"concept:{project.pk}").values_list("verb", flat=True)
    assert {"reply.written", "reply.sent"} <= set(verbs)
    assert browse.get(words).status_code == 404, "it waits no more"


def test_what_is_stopped_is_never_said(project, marit, odd, browse, sign_in):
    step = mentoring.propose(project.concept, About.STEP, WORDS, day=TODAY, by=marit, at=NOW)
    sign_in(browse, odd)
    answer = browse.post(f"/ungdom/ord/{step.pk}/", {"verdict": "stop", "why": ""})
    assert wording("Your colleague must be told why.") in html(answer)
    browse.post(f"/ungdom/ord/{step.pk}/", {"verdict": "stop", "why": "Nei"})
    assert not project.milestones.exists()
    with pytest.raises(replies.NotWaiting):
        mentoring.pass_on(step, by=odd, at=NOW)


def test_no_deed_takes_words_that_only_one_has_read(project, marit):
    waits = mentoring.propose(project.concept, About.STEP, WORDS, day=TODAY, by=marit, at=NOW).reply
    for deed in (
        lambda: growing.add_milestone(project, waits, due_on=TODAY, at=NOW),
        lambda: growing.spend(project, 100, waits, on=TODAY, at=NOW),
        lambda: growing.end(project, State.STOPPED, waits, at=NOW),
    ):
        with pytest.raises(replies.NotReadByTwo):
            deed()
    assert Concept.objects.get().state == State.UNDERWAY


def test_its_writer_does_not_pass_it_on(project, marit):
    step = mentoring.propose(project.concept, About.STEP, WORDS, day=TODAY, by=marit, at=NOW)
    with pytest.raises(replies.NeedsAnotherReader):
        mentoring.pass_on(step, by=marit, at=NOW)
    assert not project.milestones.exists()


def test_two_sums_that_fit_alone_but_not_together_are_not_both_spent(project, marit, odd):
    sums = [
        mentoring.propose(
            project.concept, About.SPENT, what, day=TODAY, ore=300_00, by=marit, at=NOW
        )
        for what in ("Bord", "Stoler")
    ]
    mentoring.pass_on(sums[0], by=odd, at=NOW)
    with pytest.raises(growing.TooMuch):
        mentoring.pass_on(sums[1], by=odd, at=NOW)
    assert growing.spent(project) == 300_00
    assert Reply.objects.get(pk=sums[1].reply_id).waits, "its writer may take it back"


def test_what_cannot_stand_there_is_refused_before_anybody_reads_it(
    project, marit, browse, sign_in
):
    asked = {"spend-what": "Bord", "spend-ore": "501", "spend-on": str(TODAY), "go": "spend"}
    sign_in(browse, marit).post(f"/ungdom/ide/{project.pk}/prosjekt/", asked)
    assert not Reply.objects.exists()


def test_what_is_lacking_is_read_by_one_who_decides_too(course, leif, kari, marit, browse, sign_in):
    idea = concept(course, name="Kafé", state=State.YES_IF)
    said = mentoring.propose(idea, About.MISSING, WORDS, by=leif, at=NOW)
    assert sign_in(browse, marit).get(f"/ungdom/ord/{said.pk}/").status_code == 404
    sign_in(browse, kari).post(f"/ungdom/ord/{said.pk}/", {"verdict": "send"})
    assert idea.missing.get().what == WORDS
    assert not Project.objects.exists()
