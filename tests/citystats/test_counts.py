"""Counts from CSV: the line and what is wrong with it."""

import pytest

from citystats.counts import CountsError, read_counts


def test_a_table_is_read_in_the_order_of_the_file():
    table = read_counts("﻿sted;tema;antall\nÅs;rus;2\nBø;rus;0\nÅs;vold;7\n\n".encode())
    assert table.ways == ("sted", "tema")
    assert table.values == (("Ås", "Bø"), ("rus", "vold"))
    assert table.counts == {(0, 0): 2, (1, 0): 0, (0, 1): 7}
    assert table.shape == (2, 2)


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_the_numbers_may_stand_in_any_column(delimiter):
    text = 'n|by\n3|"A"\n'.replace("|", delimiter)
    assert read_counts(text.encode(), count="n").counts == {(0,): 3}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no line of counts"),
        ("a,n\n", "no line of counts"),
        ("n\n3\n", "line 1: names 0 columns"),
        ("a,b,c,d,n\n1,1,1,1,1\n", "line 1: names 4 columns"),
        ("a,a\n1,2\n", "line 1: each column needs a name"),
        ("a,\n1,2\n", "line 1: each column needs a name"),
        ("a,n\nx,1\nx,2\n", "line 3: counts x once more"),
        ("a,n\nx,1,2\n", "line 2: has 3 fields"),
        ("a,b,n\nx,,2\n", "line 2: has an empty field"),
        ("a,n\nx,-1\n", "line 2: '-1' is not a whole number"),
        ("a,n\nx,1.5\n", "line 2: '1.5' is not"),
        ("a,n\nx,²\n", "line 2: '²' is not"),
        ("a,n\nx,99999999999\n", "is not a whole number"),
        ('a,n\n"x,1\n', "is not CSV"),
        ("a,n\n" + "".join(f"x{i},1\n" for i in range(20_001)), "20001 cells"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, sentence):
    with pytest.raises(CountsError, match=sentence):
        read_counts(text.encode())


def test_other_encodings_and_huge_files_are_refused():
    with pytest.raises(CountsError, match="line 2: is not UTF-8"):
        read_counts("a,n\nø,1\n".encode("latin-1"))
    with pytest.raises(CountsError, match="larger than 10 MB"):
        read_counts(b"x" * 10_000_001)
    with pytest.raises(CountsError, match="no column is named 'zz'"):
        read_counts(b"a,n\nx,1\n", count="zz")
