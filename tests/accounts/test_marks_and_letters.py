import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse

from kominn.accounts import urls
from kominn.core.letters import SAMPLES
from kominn.portal import urls_people


@pytest.mark.parametrize(
    "pattern", [*urls.urlpatterns, *urls_people.urlpatterns], ids=lambda pattern: pattern.name
)
def test_every_page_says_who_may_come_in(pattern):
    assert pattern.callback.access.kind in ("public", "signed_in", "requires")


def test_these_are_the_only_pages_open_to_everyone():
    every = [*urls.urlpatterns, *urls_people.urlpatterns]
    public = {pattern.name for pattern in every if pattern.callback.access.kind == "public"}

    assert public == {
        "account_login", "mfa_authenticate", "mfa_login_webauthn", "account_logout",
        "account_lost_factor", "account_lost_factor_done", "account_factor_letter",
        "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
        "account_reset_password_from_key_done", "account_accept_invitation",
    }  # fmt: skip


@pytest.mark.parametrize(
    "closed", ["account_signup", "account_email", "account_set_password", "mfa_trust"]
)
def test_no_page_of_allauth_is_reachable_but_those_named(closed):
    with pytest.raises(NoReverseMatch):
        reverse(closed)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_letters_hold_one_link_and_no_name(language):
    ours = [sample for sample in SAMPLES if sample.name.startswith("accounts.")]
    assert len(ours) == 6

    for sample in ours:
        letter = sample.make(language)
        assert letter.body.count("http") == 1, sample.name
        assert "Kari" not in letter.body
        assert letter.to == "kari@example.no"


@pytest.mark.parametrize(
    "model", list(apps.get_app_config("accounts").get_models()), ids=lambda m: m.__name__
)
def test_every_field_is_classified(model):
    kinds = ("special", "personal", "free_text", "sealed", "ordinary")
    named = [name for kind in kinds for name in getattr(model.Privacy, kind, ())]

    fields = {field.name for field in [*model._meta.fields, *model._meta.many_to_many]}
    assert sorted(named) == sorted(fields)
    assert model.Privacy.retention
