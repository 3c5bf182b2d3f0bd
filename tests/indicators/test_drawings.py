"""The page that shows how drawings are read: the same for everybody."""

import pytest

pytestmark = pytest.mark.django_db


def test_the_drawings_are_drawn_once_in_each_language(browse):
    def drawn(path):
        answer = browse.get(path)
        assert "</figure>" in answer.content.decode()
        return {one.name for one in answer.templates} & {"core/charts/_line_drawing.html"}

    for path, words in [("/byen/tegninger/", "Slik leser du"), ("/en/byen/tegninger/", "How to")]:
        assert drawn(path)
        assert not drawn(path)
        assert words in browse.get(path).content.decode()
