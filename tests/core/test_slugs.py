import pytest

from kominn.core.slugs import slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Åpent hus", "apent-hus"),
        ("Ærlig & Ørret!", "aerlig-orret"),
        ("  ", ""),
        ("👍", ""),
        ("a" * 49 + " b", "a" * 49),
    ],
)
def test_a_name_keeps_its_norwegian_letters_in_an_address(name, slug):
    assert slug_of(name) == slug
