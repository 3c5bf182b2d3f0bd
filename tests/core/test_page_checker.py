import pytest

from tests.page_checker import faults

PAGE = """<!doctype html>
<html lang="{lang}" dir="{dir}"><head><title>{title}</title></head><body>{h1}{body}</body></html>"""


def page(body="", *, lang="nb", dir="ltr", title="Side – KomINN", h1="<h1>Side</h1>"):
    return PAGE.format(lang=lang, dir=dir, title=title, h1=h1, body=body)


def test_a_plain_page_holds():
    assert faults(page('<p>«God dag», sa han – og gikk.</p><a href="/">Hjem</a>')) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (page(title=""), "the title says nothing"),
        (page(title="– KomINN"), "the title says nothing"),
        (page(lang=""), "no lang"),
        (page(lang="ar"), "the direction ltr"),
        (page(h1=""), "0 h1"),
        (page("<h1>To</h1>"), "2 h1"),
        (page("<h3>Dypt</h3>"), "an h3 stands right under an h1"),
        (page("<h2></h2>"), "an empty h2"),
        (page('<input type="text" name="x">'), "has no label"),
        (page('<label for="x"></label><input type="text" id="x">'), "has no label"),
        (page("<fieldset><p>Valg</p></fieldset>"), "no legend"),
        (page('<p id="a">1</p><p id="a">2</p>'), "stands 2 times"),
        (page('<p aria-describedby="gone">1</p>'), "points at nothing"),
        (page('<a href="#gone">1</a>'), "points at nothing"),
        (page("<p style='color:red'>1</p>"), "style"),
        (page("<p onclick='x()'>1</p>"), "onclick"),
        (page("<script>alert(1)</script>"), "inline <script>"),
        (page('<img src="/x.png">'), "no alt"),
        (page('<svg viewBox="0 0 1 1"></svg>'), "an svg"),
        (page("<form><p>1</p></form>"), "without action"),
        (page('<form action="/" method="post"><p>1</p></form>'), "token"),
        (page("<button>Send</button>"), "has no type"),
        (page('<button type="submit"></button>'), "without words"),
        (page("<table><tr><th>1</th></tr></table>"), "without caption"),
        (page("<table><caption>1</caption><tr><td>1</td></tr></table>"), "without headers"),
        (page('<a href="/"></a>'), "has no words"),
        (page("<a>Hjem</a>"), "goes nowhere"),
        (page('<img alt="" src="https://example.org/x.png">'), "asks another site"),
        (page('<img alt="" src="//example.org/x.png">'), "asks another site"),
        (page('<p>Han sa "hei".</p>'), "quoted with"),
        (page("<p>Han - eller hun</p>"), "a hyphen"),
        (page("<p>{{ name }}</p>"), "not rendered"),
        (page("<p>%(name)s</p>"), "not rendered"),
        (page("<c-notice>1</c-notice>"), "not rendered"),
        (page("<p><div>1</div></p>"), "not strict HTML"),
    ],
)
def test_the_checker_sees_what_is_wrong(broken, said):
    found = faults(broken)
    assert any(said in fault for fault in found), found


def test_quotes_follow_the_language_of_the_words():
    assert faults(page('<p lang="en">He said "hello".</p>')) == []


def test_code_is_not_prose():
    assert faults(page('<p><code>a - "b" {{ c }}</code></p>')) == []


def test_a_link_may_lead_elsewhere():
    assert faults(page('<a href="https://example.org/">Et annet sted</a>')) == []


def test_a_label_may_wrap_its_control():
    assert faults(page('<label>Navn <input name="n"></label>')) == []
