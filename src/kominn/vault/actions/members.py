"""Each colleague's own pair of keys, sealed by the server."""

from __future__ import annotations

from django.db import transaction

from kominn.accounts.models import User
from kominn.vault.actions.chain import current_key_id, genuine, marks_of, private_key, seal_private
from kominn.vault.ciphertext import key_id_of
from kominn.vault.keypairs import new_key_pair, public_half
from kominn.vault.models import MemberKey, TeamKey


def make_member_key(user: User) -> MemberKey:
    """The user's key pair, made the first time it is needed."""
    existing = MemberKey.objects.filter(user=user).first()
    if existing:
        return existing
    sealed = seal_private(new_key_pair().private, user.pk)
    made, _new = MemberKey.objects.get_or_create(user=user, defaults={"private_sealed": sealed})
    return made


def public_of(user: User) -> bytes:
    """What is sealed to a colleague is sealed to this; they get a key if they have none."""
    return public_half(private_key(make_member_key(user)))


@transaction.atomic
def reseal_member_keys() -> int:
    """Bring every member key under the current server key; how many were under an older one.

    The marks of the teams' keys are made anew with it. After this the older lines may be taken out
    of the key file.
    """
    for team_key in genuine(TeamKey.objects.select_for_update().order_by("pk")):
        team_key.mark = marks_of(team_key)[0]
        team_key.save(update_fields=["mark"])
    current = current_key_id()
    count = 0
    for member_key in MemberKey.objects.select_for_update().order_by("pk"):
        if key_id_of(member_key.private_sealed) != current:
            private = private_key(member_key)
            member_key.private_sealed = seal_private(private, member_key.user_id)
            member_key.save(update_fields=["private_sealed"])
            count += 1
    return count
