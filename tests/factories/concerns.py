"""A small invented city, and concerns whose past went through the product's own deeds."""

from __future__ import annotations

import datetime as dt
import io
import secrets
import uuid

import factory
from PIL import Image

from kominn.concerns.actions import closing, handle, mailbox, talk
from kominn.concerns.actions.receive import Setting, receive
from kominn.concerns.models import Concern, Impartial, readers_of
from kominn.concerns.told import Told
from kominn.core.worktime import NORWAY
from kominn.portrait.hours import duty_hours
from kominn.portrait.models import Area, City, Contact
from kominn.vault.files import SealedFile
from kominn.vault.uploads import Sealing
from tests.factories.law import approve

# A Tuesday forenoon without holidays near.
TUESDAY = dt.datetime(2026, 3, 3, 10, 15, 42, 123456, NORWAY)
DAY = dt.timedelta(days=1)


class CityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = City
        django_get_or_create = ("id",)

    id = 1
    slug = "smavik"
    name = "Småvik"
    kind = City.Kind.DEMO
    population = 40_000
    population_on = dt.date(2026, 1, 1)
    population_source = "Oppdiktet"
    duty_hours = factory.LazyFunction(
        lambda: {day: [["09:00", "15:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    )
    closed_days = factory.LazyFunction(lambda: ["12-24"])


class AreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Area
        django_get_or_create = ("slug",)

    slug = factory.LazyAttribute(lambda area: area.name.lower())
    code = factory.Sequence(lambda n: f"990{n:04}")
    name = "Torget"
    population = 20_000
    population_on = dt.date(2026, 1, 1)
    source = "Oppdiktet"


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact
        django_get_or_create = ("slug",)

    city = factory.SubFactory(CityFactory)
    slug = "politiet"
    kind = Contact.Kind.POLICE_EMERGENCY
    phone = "112"
    always_open = True
    vital = True
    source = "Oppdiktet"


def small_city() -> City:
    """Three areas, of which the last is so small that nearly any role in it is one person.

    The city has decided that it may take in worries about named persons.
    """
    city = CityFactory()
    approve()
    for name, population in (("Torget", 20_000), ("Nesbyen", 3_000), ("Holmen", 60)):
        AreaFactory(name=name, population=population)
    ContactFactory()
    ContactFactory(slug="alarm", kind=Contact.Kind.CHILD_ALARM, phone="116 111")
    ContactFactory(slug="barnevern", kind=Contact.Kind.CHILD_WELFARE, phone="33 00 00 00")
    return city


class ConcernFactory(factory.Factory):
    """`ConcernFactory(role="young", held_by=inga)`: told first, then each deed in its turn.

    What is not named here is an answer: `where="Kaia"`. The concern carries its `receipt`.
    """

    class Meta:
        model = Concern

    class Params:
        young = factory.Trait(role="young")
        in_danger = factory.Trait(danger="yes")
        with_names = factory.Trait(names="Ola Nordmann, 9. trinn")

    seen = "Det henger noen ved brygga hver kveld."
    role = "resident"
    area = None
    names = ""
    language = "nb"
    channel = "web"
    at = TUESDAY
    told_by = "reporter"
    files = ()
    read_by = None
    held_by = None
    closed_by = None
    withdrawn = False
    impartial = True

    @classmethod
    def _create(cls, model, *args, **wishes):
        impartial = wishes.pop("impartial")
        deeds = {
            name: wishes.pop(name) for name in ("read_by", "held_by", "closed_by", "withdrawn")
        }
        at = wishes["at"]
        concern = tell(**wishes)
        if impartial:
            nobody_is_near(concern, at=at)
        if deeds["read_by"]:
            handle.read(concern, by=deeds["read_by"], at=at + DAY)
        holder = deeds["held_by"] or deeds["closed_by"]
        if holder:
            handle.take(concern, by=holder, at=at + DAY)
        if deeds["closed_by"]:
            finish(again(concern), by=holder, at=at + 2 * DAY)
        if deeds["withdrawn"]:
            mailbox.withdraw(mailbox.find(concern.receipt), at=at + 2 * DAY)
        return again(concern)


def nobody_is_near(concern, *readers, at=TUESDAY):
    """These, or all who can read it now, have said that they stand near nobody it is about.

    Without its entries in the trail, which tests of other deeds count.
    """
    Impartial.objects.bulk_create(
        Impartial(concern=concern, user=reader, on=at.date())
        for reader in readers or readers_of(concern)
    )


def tell(
    *,
    at=TUESDAY,
    names="",
    language="nb",
    channel="web",
    told_by="reporter",
    files=(),
    area=None,
    seed=None,
    **answers,
):
    answers = {name: answer for name, answer in answers.items() if answer}
    if area:
        answers["area"] = area.slug
    told = Told(answers, names, language, at, channel, [file.to_json() for file in files])
    seed = seed or secrets.token_bytes(32)
    received = receive(told, seed=seed, setting=setting(area, at=at), at=at, by=told_by)
    concern = Concern.objects.get(pk=received.concern_id)
    concern.receipt = received.receipt
    return concern


def setting(area=None, *, at=TUESDAY) -> Setting:
    city = City.objects.current()
    return Setting(duty_hours(city, at.date()), area.population if area else city.population, area)


def again(concern: Concern) -> Concern:
    """The same concern as the database has it now, still with its receipt."""
    fresh = Concern.objects.get(pk=concern.pk)
    fresh.receipt = concern.receipt
    return fresh


def finish(concern, *, by, at=TUESDAY + 2 * DAY, reason="helped", words=""):
    closing.close(concern, reason=reason, words=words, token=uuid.uuid4(), by=by, at=at)


def write(concern, text="Hvor så du det?", *, by, at=TUESDAY + DAY, read_by_two=False):
    return talk.write(concern, text, token=uuid.uuid4(), read_by_two=read_by_two, by=by, at=at)


def add(concern, text="Det var ved kaia.", *, at=TUESDAY + DAY, token=None):
    found = mailbox.find(concern.receipt)
    mailbox.add(found, text, token=token or uuid.uuid4(), hours=setting().hours, at=at)


# --- Files ------------------------------------------------------------------------------------


def picture(color="navy", size=(64, 48), **options) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, color).save(drawn, "PNG", **options)
    return drawn.getvalue()


def attached(name="bilde.png", content=None) -> SealedFile:
    """A file as it stands after it streamed in with a form."""
    sealing = Sealing(name)
    sealing.add(picture() if content is None else content)
    with sealing.finish() as upload:
        return upload.take()
