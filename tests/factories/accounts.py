"""People and teams for tests. All are invented."""

import time
import zlib

import factory
from allauth.account.internal.flows import login
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils import timezone

from kominn.accounts import actions
from kominn.accounts.access import BACKEND
from kominn.accounts.models import Team, User

PASSWORD = "fjord-larvikitt-bok-37"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class UserFactory(factory.django.DjangoModelFactory):
    """`UserFactory(roles=["intake"])`; `second_factor=False` for someone on the first day."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Colleague {n}")
    email = factory.LazyAttribute(
        lambda user: f"{user.name.lower().replace(' ', '.')}@lagenvik.example"
    )
    invented = True

    @factory.post_generation
    def password(self, create, extracted):
        self.set_password(extracted or PASSWORD)
        self.save()
        actions.keep_email_address(self)

    @factory.post_generation
    def roles(self, create, extracted):
        for role in extracted or []:
            actions.appoint(self, role, by=None, at=timezone.now())

    @factory.post_generation
    def second_factor(self, create, extracted):
        if extracted is not False:
            totp.TOTP.activate(self, SECRET)


class TeamFactory(factory.django.DjangoModelFactory):
    """A team without keys; the cast's `intake_team` has them."""

    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")
    slug = factory.LazyAttribute(lambda team: team.name.lower().replace(" ", "-"))


def sign_in(client, user, *, second_factor=True):
    """Log in as the person would, with the second factor shown just now."""
    client.force_login(user, backend=BACKEND)
    session = client.session
    methods = [{"method": "password", "at": time.time()}]
    if second_factor:
        methods.append({"method": "mfa", "type": "totp", "at": time.time()})
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = methods
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client


def in_sessions():
    """All that stands in the rows of sessions: read as a thief would, who has not their keys."""
    texts = []
    for session in Session.objects.all():
        data = session.session_data.rsplit(":", 2)[0]
        packed = signing.b64_decode(data.lstrip(".").encode())
        texts.append((zlib.decompress(packed) if data.startswith(".") else packed).decode())
    return " ".join(texts)


def code(*, ahead=0, secret=SECRET):
    """What the app shows now, or `ahead` times thirty seconds later."""
    moment = int(time.time()) // 30 + ahead
    return totp.format_hotp_value(totp.hotp_value(secret, moment))
