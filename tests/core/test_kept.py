"""What is drawn once for everybody: a few kept, and none of them for long."""

import threading

from kominn.core.kept import Kept


def test_what_says_the_same_is_drawn_once():
    store, drawn = Kept(), []

    def draw():
        drawn.append(1)
        return b"x"

    for said in (["nb", {"a": 1, "b": 2}], ["nb", {"b": 2, "a": 1}], ["nn", {"a": 1, "b": 2}]):
        assert store.made(draw, said) == b"x"
    assert len(drawn) == 2


def test_no_more_pictures_are_kept_than_fit_in_the_memory():
    store = Kept(most=32)
    for number in range(37):
        store.keep(str(number), b"x")
    assert len(store.pictures) == 32
    assert "0" not in store.pictures
    assert "36" in store.pictures


def test_a_picture_leaves_the_memory_though_nobody_asks_again():
    forgotten = threading.Event()

    class Watched(Kept):
        def forget(self):
            super().forget()
            forgotten.set()

    store = Watched(seconds=0)
    store.keep("one", b"x")
    assert forgotten.wait(timeout=10)
    assert not store.pictures
