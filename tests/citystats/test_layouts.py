"""Tables of counts as people keep them, and what is wrong with them, by line and column."""

import pytest

from citystats.counts import CountsError
from citystats.layouts import Layout, Wishes, read_table


def read(text, **wishes):
    return read_table(text.encode(), Wishes(**wishes))


def counts(found):
    table = found.table
    return {
        tuple(values[index] for values, index in zip(table.values, place, strict=True)): number
        for place, number in table.counts.items()
    }


LONG = "sted;tema;antall\nÅs;rus;2\nÅs;vold;1\nBø;rus;0\nBø;vold;7\n"
BOTH = {("Ås", "rus"): 2, ("Ås", "vold"): 1, ("Bø", "rus"): 0, ("Bø", "vold"): 7}


@pytest.mark.parametrize(
    ("text", "layout", "sums"),
    [
        (LONG, Layout.LONG, 0),
        ("\ufeff" + LONG.replace(";", ",").replace("\n", "\r\n"), Layout.LONG, 0),
        (LONG + "Totalt;rus;2\nÅs;I alt;3\nTotalt;I alt;10\n", Layout.LONG, 3),
        ("sted\trus\tvold\nÅs\t2\t1\nBø\t0\t7\n", Layout.CROSS, 0),
        (",rus,vold,Total\nÅs,2,1,3\nBø,0,7,7\nTotal,2,8,10\n", Layout.CROSS, 5),
        ("antall,sted,tema\n2,Ås,rus\n1,Ås,vold\n0,Bø,rus\n7,Bø,vold\n", Layout.LONG, 0),
        ("sted,tema,original,rounded,ok\nÅs,rus,2,3,TRUE\nÅs,vold,1,0,TRUE\nBø,rus,0,0,TRUE\n"
         "Bø,vold,7,7,FALSE\n", Layout.LONG, 0),
    ],
)  # fmt: skip
def test_one_table_in_many_forms(text, layout, sums):
    found = read(text)
    assert counts(found) == BOTH
    assert (found.layout, found.sums, found.absent) == (layout, sums, 0)


def test_a_year_or_a_code_is_no_count():
    found = read("area,year,reports\na,2024,3\nb,2024,1\na,2025,0\nb,2025,2\n")
    assert (found.layout, found.table.ways) == (Layout.LONG, ("area", "year"))


def test_a_cross_table_may_begin_with_years():
    found = read("year,rus,vold\n2024,1,2\n2025,3,4\n")
    assert (found.layout, found.table.shape) == (Layout.CROSS, (2, 2))
    assert counts(found)["2025", "vold"] == 4


def test_a_cross_table_may_have_several_columns_of_words():
    found = read("area,sex,2024,2025\na,m,1,2\na,f,3,4\nb,m,5,6\nb,f,7,8\n")
    assert (found.layout, found.table.ways) == (Layout.CROSS, ("area", "sex", "column"))
    assert counts(found)["b", "f", "2025"] == 8


def test_four_ways_are_read_and_what_has_no_line_is_counted_as_nothing():
    found = read("a,b,c,d,n\n1,x,p,u,3\n2,y,q,v,4\n")
    assert (len(found.table.ways), found.absent) == (4, 14)


def test_what_is_asked_for_goes_before_what_is_guessed():
    text = "area,theme,more,n\na,x,p,1\na,y,q,2\n"
    assert read(text, by=("area", "theme")).ignored == ("more",)
    assert read("area,n,m\na,1,4\nb,2,5\n", count="m", by=("area",)).table.counts[1,] == 5
    assert read("area,reports\nAlle,4\nb,4\n", total="").sums == 0
    assert read("area,reports\nByen,4\nb,4\n", total="Byen").sums == 1
    assert read("area,n,m\na,1,4\nb,2,5\n", layout=Layout.CROSS).table.ways == ("area", "column")
    with pytest.raises(CountsError, match="no column is named 'zz'"):
        read(text, by=("zz",))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no line of counts"),
        ("area,n\n", "no line of counts"),
        ("area;theme;n\na;x;1,5\na;y;2\n", "line 2, column 'n': '1,5' is not a whole number"),
        ("area,n\na,1.0\n", "line 2, column 'n': '1.0' is not a whole number"),
        ("area,n\na,1,5\n", "line 2: has 3 fields, but the first line has 2; is there a comma"),
        ("area,n\na\n", "line 2: has 1 fields.*write 0"),
        ("area,n\na,4\nb,-1\n", "line 3, column 'n': '-1' is below 0"),
        ("area,n\na,\n", "line 2, column 'n': is empty; write 0"),
        ("area,theme,n\na,,3\n", "line 2, column 'theme': is empty"),
        ("area,n\na,two\n", "line 2, column 'n': 'two' is not a whole number"),
        ("area,n\na,²\n", "column 'n': '²' is not"),
        ("area,n\na,99999999999\n", "line 2, column 'n': '99999999999' is not.* 1000000000"),
        ("area,n\na,1\na,2\n", "line 3, column 'n': counts a once more"),
        ("area,rus,vold\na,1,2\nb,,4\nc,5,6\nd,1,1\n", "line 3, column 'rus': is empty; write 0"),
        ("area,rus,rus\na,1,2\nb,3,4\n", "line 1: each column needs a name"),
        ("area,n\na,1\nb,2\nTotal,4\n", "line 4.*the sum of everything is 4, but .* add up to 3"),
        ("area,t,n\na,x,1\nTotal,y,4\n", "line 3.*a sum of y, whose parts are missing"),
        ("a,b,c,d,e,n\n1,1,1,1,1,1\n", "names 5 columns beside the counts; 1 to 4"),
        ("area,n\n" + "".join(f"x{i},1\n" for i in range(20_001)), "20001 cells"),
        ('area,n\n"x,1\n', "is not CSV"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(text, sentence):
    with pytest.raises(CountsError, match=sentence):
        read(text)


def test_latin_1_is_refused_with_its_line():
    with pytest.raises(CountsError, match="line 2: is not UTF-8; save the file as UTF-8"):
        read_table("area,n\nø,1\n".encode("latin-1"))
