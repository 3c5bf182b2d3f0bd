"""Pabulib files: read, checked with the line of the fault, written, and read again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citystats.budget.elections import Election
from citystats.budget.pabulib import PabulibError, read_pabulib, write_pabulib
from citystats.budget.terms import BallotKind
from tests.citystats.budget.elections import ASSEN, LODZ, SWIECIE, elections, needs, read

TEXT = '''META
key;value
description;A youth budget
num_projects;2
num_votes;3
budget;100.50
vote_type;approval
PROJECTS
project_id;cost;votes;name;selected
p1;60;2;"Lights; and a ""bench""";1
p2;50.5;1;Skate park;0
VOTES
voter_id;age;vote
v1;14;p1,p2
v2;15;p1
v3;15;
'''


def test_a_file_is_read_with_its_money_in_whole_parts():
    file = read_pabulib(TEXT.encode())
    assert file.parts == 10
    assert (file.election.budget, file.election.costs) == (1005, (600, 505))
    assert file.election.votes == (2, 1)
    assert (file.voters, file.names) == (
        ("v1", "v2", "v3"),
        ('Lights; and a "bench"', "Skate park"),
    )
    assert (file.selected, file.least_votes) == (("p1",), 1)
    assert file.election.ballots[file.election.ballot_of[2]] == ()


@pytest.mark.parametrize(
    ("path", "voters", "projects"),
    [
        pytest.param(ASSEN, 84, 14, marks=needs(ASSEN)),
        pytest.param(SWIECIE, 2_553, 22, marks=needs(SWIECIE)),
        pytest.param(LODZ, 90_494, 160, marks=needs(LODZ)),
    ],
)
def test_real_files_are_read_whole(path, voters, projects):
    file = read(path)
    assert (file.election.n, file.election.m, file.parts) == (voters, projects, 1)
    assert len(file.voters) == voters


def test_line_ends_byte_order_marks_and_filled_up_lines_do_not_matter():
    plain = read_pabulib(TEXT.encode())
    windows = (
        TEXT.replace("\n", "\r\n").replace("PROJECTS", "PROJECTS;;;;").replace("VOTES", "VOTES;;")
    )
    other = read_pabulib(b"\xef\xbb\xbf" + windows.encode())
    assert other.election.ballots == plain.election.ballots
    assert (other.meta, other.voters) == (plain.meta, plain.voters)


def test_points_and_rankings_are_read():
    head = "META\nkey;value\nbudget;9\nvote_type;{}\n{}PROJECTS\nproject_id;cost\na;1\nb;2\nVOTES\n"
    points = read_pabulib(
        (head.format("cumulative", "") + "voter_id;vote;points\n1;a,b;3,7\n2;;\n").encode()
    )
    assert (points.election.kind, points.election.votes) == (BallotKind.POINTS, (3, 7))
    ranked = read_pabulib(
        (head.format("ordinal", "max_length;3\n") + "voter_id;vote\n1;b,a\n2;a\n").encode()
    )
    assert (ranked.election.kind, ranked.election.votes) == (BallotKind.RANKING, (5, 3))
    assert (ranked.selected, ranked.names) == (None, ("", ""))


def changed(old, new):
    assert old in TEXT
    return TEXT.replace(old, new).encode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "^the file ends before the section META"),
        (b"hello;there\n", "^line 1: the section META must begin here, not 'hello'"),
        (changed("budget;100.50\n", ""), "META does not say the budget"),
        (changed("vote_type;approval\n", ""), "META does not say the vote_type"),
        (changed("approval", "shouting"), "^line 7: the vote_type 'shouting' is not known"),
        (changed("100.50", "1e5"), "^line 6: the budget must be an amount of money, but is '1e5'"),
        (changed("100.50", "-5"), "^line 6: the budget must be"),
        (changed("100.50", "٣"), "^line 6: the budget must be"),
        (changed("budget;100.50", "budget"), "^line 6: META needs a key and a value"),
        (changed("num_votes;3", "num_votes;3\nnum_votes;3"), "^line 6: says 'num_votes' once more"),
        (changed("num_votes;3", "num_votes;4"), "^line 5: META says 4 votes, but the file has 3"),
        (changed("num_projects;2", "num_projects;1"), "^line 4: META says 1 projects, but"),
        (
            changed("project_id;cost", "project_id;price"),
            "^line 9: the section PROJECTS has no col",
        ),
        (changed("votes;name", "votes;votes"), "^line 9: each column needs a name of its own"),
        (changed(";Skate park;0", ";Skate park"), "^line 11: has 4 fields, but .* 5 columns"),
        (changed("p2;50.5;", "p1;50.5;"), "^line 11: names the project 'p1' once more"),
        (changed("p2;50.5;", ";50.5;"), "^line 11: '' is no id"),
        (changed("p2;50.5;", "p2;nothing;"), "^line 11: the cost of 'p2' must be an amount"),
        (changed("p2;50.5;", "p2;0;"), "^line 11: 'p2' costs nothing"),
        (changed("p1,p2", "p1,p3"), "^line 14: no project is named 'p3'"),
        (changed("p1,p2", "p1,p1"), "^line 14: names 'p1' twice"),
        (changed("v2;15;p1", "v1;15;p1"), "^line 15: the voter 'v1' votes once more"),
        (changed("v2;15;p1", "v2;p1"), "^line 15: has 2 fields"),
        (changed('"Lights', '"Lights"x'), "^line 10: is not in the format"),
        (TEXT[: TEXT.index("VOTES")].encode(), "ends before the section VOTES; it may be cut off"),
        (TEXT[: TEXT.index("v2")].encode(), "META says 3 votes, but the file has 1"),
        (TEXT.replace("Skate", "Skøyte").encode("latin-1"), "^line 11: is not UTF-8"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(data, sentence):
    with pytest.raises(PabulibError, match=sentence):
        read_pabulib(data)


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ("3", "names 2 projects, but gives 1 points"),
        ("3,x", "gives 'x' points"),
        ("3,-1", "gives '-1' points"),
        ("3,99999999", "gives '99999999' points"),
        ("3,9999999", "gives 9999999 points"),
    ],
)
def test_bad_points_are_named_with_their_line(points, sentence):
    text = (
        "META\nbudget;9\nvote_type;scoring\nPROJECTS\nproject_id;cost\na;1\nb;2\n"
        f"VOTES\nvoter_id;vote;points\n1;a,b;{points}\n"
    )
    with pytest.raises(PabulibError, match=f"^line 10: {sentence}"):
        read_pabulib(text.encode())


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(BallotKind).flatmap(lambda kind: elections(kind=kind)),
    st.sampled_from([1, 100]),
)
def test_what_is_written_is_read_again(drawn, parts):
    election, *_ = drawn
    text = write_pabulib(
        election,
        meta={"description": "En; to"},
        names={"p0": 'Lys og "benk"'},
        funded=["p0"],
        parts=parts,
    )
    file = read_pabulib(text.encode())
    scale = parts // file.parts
    assert file.election.budget * scale == election.budget
    assert [cost * scale for cost in file.election.costs] == list(election.costs)
    assert file.election.votes == election.votes
    assert file.names[0] == 'Lys og "benk"'
    assert (file.selected, file.meta["description"]) == (("p0",), "En; to")
    pairs = [
        sorted(zip(e.ballots, e.voters_of.tolist(), strict=True)) for e in (election, file.election)
    ]
    assert pairs[0] == pairs[1]


def test_a_written_file_tells_nothing_of_the_order_of_the_ballots():
    ballots = [["b"], ["a"], ["a", "b"], ["b"]]
    texts = {
        write_pabulib(Election.of({"a": 1, "b": 2}, budget=3, ballots=some), meta={})
        for some in (ballots, ballots[::-1])
    }
    assert len(texts) == 1


def test_an_id_the_format_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="an id with a comma"):
        write_pabulib(Election.of({"a,b": 1}, budget=1, ballots=[]), meta={})
