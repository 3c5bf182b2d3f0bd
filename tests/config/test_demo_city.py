"""The invented city as a whole: built once, small, by the product's own deeds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from django.core.cache import cache
from django.test import TestCase, override_settings

from kominn.accounts.models import User
from kominn.audit.comparison import compare
from kominn.audit.models import Event
from kominn.audit.verification import verify
from kominn.concerns import conversation
from kominn.concerns import demo as told
from kominn.concerns.demo import clusters, year
from kominn.concerns.demo.languages import SPOKEN
from kominn.concerns.demo.stories import write
from kominn.concerns.models import Attachment, Concern, Message, SecondLook
from kominn.concerns.states import (
    FAST,
    Channel,
    CloseReason,
    MessageState,
    State,
    Theme,
    Verdict,
    Writer,
)
from kominn.concerns.surroundings import surroundings
from kominn.config import demo
from kominn.core import serverkey
from kominn.core.hints import Kind, hints
from kominn.core.worktime import NORWAY, day_of
from kominn.portrait.models import City, PublishedTable
from kominn.support.models import Assessment, Profile
from kominn.support.states import Showing
from kominn.vault.actions.records import data_keys_for
from kominn.vault.files import open_file

TODAY = dt.date(2026, 11, 23)
YEARS = 0.5


def _forget() -> None:
    serverkey.server_keys.cache_clear()
    cache.clear()


def outline(lives: list[told.Life]) -> list[object]:
    return [
        (life.worry.answers(), life.worry.names, life.area, life.channel, life.moments,
         [deed.at for deed in life.deeds])
        for life in lives
    ]  # fmt: skip


class ACity(TestCase):
    """Half a year of Lågenvik; Django's test case is what builds once for several tests."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = Path(cls.enterClassContext(TemporaryDirectory()))
        key = folder / "server.key"
        key.write_text(serverkey.generate("demo"))
        _forget()
        cls.addClassCleanup(_forget)
        cls.enterClassContext(
            override_settings(SERVER_KEY_FILE=key, SEALED_FILES=folder / "sealed")
        )
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        demo.build(today=TODAY, years=YEARS)
        people = {user.email.split("@")[0]: user for user in User.objects.all()}
        cls.kari, cls.inga, cls.tora = people["kari"], people["inga"], people["tora"]
        cls.staff = people

    def plan(self, seed: int, years: float) -> list[told.Life]:
        """Every life as it would be lived; nothing of it is done."""
        return told.lives(
            seed,
            around=surroundings(TODAY),
            staff=self.staff,
            first=TODAY - dt.timedelta(days=round(years * 365.25)),
            today=TODAY,
        )

    def test_what_tells_of_children_never_says_that_nobody_is_under_18(self):
        children = ("barna ", "ungene ", "ungane ", "datteren min", "dzieci")
        worries = [life.worry for life in self.plan(1, 2)]
        told = [one for one in worries if any(word in one.seen.lower() for word in children)]
        assert {one.story.language for one in told} >= {"nb", "nn"}
        assert {one.under_18 for one in told} == {"yes"}
        assert {one.under_18 for one in worries} == {"yes", "no", "unknown"}

    # --- What was built ---

    def test_every_state_can_be_seen(self):
        shown = set(Concern.objects.values_list("state", flat=True))
        assert shown == set(State.values)
        shown = set(Message.objects.values_list("state", flat=True))
        assert shown >= {MessageState.WAITING, MessageState.SENT, MessageState.STOPPED}
        assert Concern.objects.filter(state=State.WITHDRAWN, holder=None).exists()
        assert Concern.objects.filter(state=State.HELD, news=True).exists()
        assert Concern.objects.filter(state=State.HELD, due_on__lt=TODAY).exists()
        assert Concern.objects.filter(state=State.RECEIVED, due_on__lt=TODAY).exists()

    def test_which_areas_can_be_read_about_tells_nothing_of_need(self):
        [found] = Assessment.objects.all()
        most = {one["code"] for one in found.facts["areas"] if one["class"] == "most"}
        opened = set(Profile.objects.open().values_list("area__code", flat=True))
        assert most
        assert len(opened) >= 3
        assert len(opened & most) < len(opened) / 2
        assert {*Profile.objects.values_list("state", flat=True)} == {*Showing.values}

    def test_a_dozen_who_told_the_same_are_worked_on_as_one_and_each_is_answered(self):
        main = Concern.objects.filter(joined__isnull=False).distinct().get()
        told = [main, *main.joined.all()]
        assert (len(told), main.holder) == (11, self.kari)
        waits = 0
        for one in told:
            answers = one.messages.filter(writer=Writer.STAFF, author=self.kari)
            assert answers.exclude(state=MessageState.SENT).count() == 0
            waits += answers.count()
        assert waits == len(told)

    def test_each_way_of_finishing_straight_away_is_used(self):
        alone = Concern.objects.filter(state=State.CLOSED, close_reason__in=FAST)
        assert {one.close_reason for one in alone} == set(FAST)

    def test_of_what_one_finished_alone_another_has_seen_some_and_is_asked_for_more(self):
        looks = SecondLook.objects.all()
        assert {one.verdict for one in looks} == {"", Verdict.AGREED, Verdict.REOPENED}
        assert all(one.looked_by_id != one.closed_by_id for one in looks)
        waiting = looks.filter(verdict="", concern__state=State.CLOSED)
        assert waiting.filter(look_by__gte=TODAY).exists()
        again = looks.filter(verdict=Verdict.REOPENED, concern__state=State.RECEIVED)
        assert again.filter(concern__holder=None).exists()

    def test_everything_opens_for_those_who_read(self):
        for reader in (self.kari, self.inga):
            concerns = list(Concern.objects.visible_to(reader))
            keys = data_keys_for([one.pk for one in concerns], reader)
            near = Event.objects.filter(verb="concern.set_aside", by=f"user:{reader.pk}").count()
            assert len(concerns) == len(keys) == Concern.objects.count() - near
            for concern in concerns:
                key = keys[concern.pk]
                assert conversation.open_told(concern, key).answers["seen"]
                conversation.open_names(concern, key)
                assert not any(one.is_damaged for one in conversation.conversation(concern, key))

    def test_attached_files_open(self):
        for attachment in Attachment.objects.all():
            key = data_keys_for([attachment.concern_id], self.kari)[attachment.concern_id]
            assert open_file(conversation.open_attachment(attachment, key))

    def test_whoever_left_opens_nothing_any_more(self):
        numbers = list(Concern.objects.values_list("pk", flat=True))
        assert not self.tora.active
        assert data_keys_for(numbers, self.tora) == {}
        assert not Concern.objects.visible_to(self.tora).exists()
        assert not Concern.objects.filter(holder=self.tora, state=State.HELD).exists()
        assert Event.objects.filter(verb="concern.taken", by=f"user:{self.tora.pk}").exists()

    def test_the_trail_of_it_all_is_whole(self):
        assert verify() == []
        assert list(compare()) == []

    def test_themes_and_places_are_those_of_the_invented_town(self):
        finished = Concern.objects.filter(state=State.CLOSED).exclude(close_reason=CloseReason.SPAM)
        assert Theme.UNSET not in finished.values_list("theme", flat=True)
        areas = {one.area.slug for one in Concern.objects.exclude(area=None).select_related("area")}
        assert areas <= {one.slug for one in surroundings(TODAY).areas}

    def test_each_quarter_that_is_well_over_has_been_told_to_everybody(self):
        last = [one.last_day for one in PublishedTable.objects.latest_first()]
        assert last == [dt.date(2026, 9, 30), dt.date(2026, 6, 30)]

    # --- What is planned ---

    def test_the_same_seed_and_day_give_the_same_city(self):
        assert outline(self.plan(1, 1)) == outline(self.plan(1, 1))
        assert outline(self.plan(1, 1)) != outline(self.plan(2, 1))

    def test_six_years_are_about_fifteen_hundred_worries(self):
        assert 1300 <= len(self.plan(demo.SEED, 6)) <= 1700

    def test_winter_is_dark_and_summer_quiet(self):
        months = Counter(life.moments["told"].month for life in self.plan(demo.SEED, 6))
        assert months[7] < months[11] / 2
        assert min(months[month] for month in (1, 2, 11)) > max(months[month] for month in (6, 7))

    def test_two_clusters_are_told_by_many_and_one_by_few(self):
        counted = Counter(life.cluster for life in self.plan(demo.SEED, 6) if life.cluster)
        assert counted == {one.slug: one.told for one in clusters.CLUSTERS}
        assert [one.is_real for one in clusters.CLUSTERS] == [True, True, False]

    def test_nobody_does_anything_after_this_morning(self):
        now = dt.datetime.combine(TODAY, dt.time(7, 30), NORWAY)
        lives = self.plan(demo.SEED, 1)
        assert all(deed.at <= now for life in lives for deed in life.deeds)
        assert all(life.moments["told"] == min(deed.at for deed in life.deeds) for life in lives)

    def test_there_is_room_for_two_to_judge_in_many_lives_about_a_person(self):
        lives = [life for life in self.plan(demo.SEED, 1) if life.room]
        assert len(lives) >= 10
        assert all(begins < ends for begins, ends in (life.room for life in lives if life.room))

    def test_among_fifty_neighbours_no_two_tell_it_alike(self):
        lives = [life for life in self.plan(demo.SEED, 6) if not life.cluster]
        lives.sort(key=lambda life: life.moments["told"])
        seen = [life.worry.seen for life in lives]
        assert all(
            len(set(page)) == 50 for page in (seen[n : n + 50] for n in range(len(seen) - 50))
        )

    def test_many_languages_and_ways_in_are_used(self):
        lives = self.plan(demo.SEED, 6)
        assert {life.worry.language for life in lives} == set(SPOKEN)
        assert {life.channel for life in lives} == set(Channel)

    def test_a_life_keeps_its_chance_when_another_gets_one_deed_more(self):
        before, after = self.plan(3, 0.5), self.plan(3, 0.5)
        after[0].then(before[0].moments["told"], lambda at: None)
        assert outline(before)[1:] == outline(after)[1:]

    def test_every_day_lies_in_the_years_asked_for(self):
        days = [day_of(life.moments["told"]) for life in self.plan(4, 2)]
        assert min(days) >= TODAY - dt.timedelta(days=731)
        assert max(days) <= TODAY

    def test_invented_worries_are_told_in_an_invented_town_only(self):
        around = surroundings(TODAY)
        real = City(**{name: getattr(around.city, name) for name in ("slug", "name", "population")})
        real.kind = City.Kind.REAL
        with pytest.raises(told.NotInvented):
            told.lives(
                1,
                around=replace(around, city=real),
                staff=self.staff,
                first=TODAY - dt.timedelta(days=10),
                today=TODAY,
            )


def test_a_campaign_is_seen_in_the_weeks_it_lasts():
    first = dt.date(2020, 11, 23)
    begins = year.campaign_begins(TODAY)
    loud = year.season(begins, first=first, today=TODAY)
    before = year.season(begins - dt.timedelta(weeks=1), first=first, today=TODAY)
    assert loud > 2 * before


@pytest.mark.parametrize("language", SPOKEN)
def test_no_text_names_anybody_or_shows_a_slot(language):
    _, tongue = SPOKEN[language]
    own = (one.story for one in clusters.CLUSTERS if language == "nb")
    for story in (*tongue.stories, *own):
        for number in range(30):
            worry = write(Random(number), story, tongue, CloseReason.HELPED)
            said = [
                *map(str, worry.answers().values()),
                worry.question,
                worry.answer,
                worry.closing,
            ]
            text = "\n".join(said)
            assert "{" not in text
            assert [hint.found for hint in hints(text) if hint.kind == Kind.NAME] == []
            assert "  " not in text


def test_sentences_of_a_story_end_as_sentences_do():
    for _, tongue in SPOKEN.values():
        for story in tongue.stories:
            assert all(seen.endswith((".", "!", "?", "።")) for seen in story.seen)


def test_deeds_are_done_in_the_order_of_their_moments():
    done: list[int] = []
    moments = [dt.datetime(2026, 1, day, tzinfo=NORWAY) for day in (3, 1, 2)]
    demo.do_in_order([demo.Deed(at, lambda at: done.append(at.day)) for at in moments])
    assert all(one < other for one, other in pairwise(done))
