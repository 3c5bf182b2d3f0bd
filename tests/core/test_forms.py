import pytest
from django import forms
from django.template import Context, Template
from html5lib import parse

from kominn.core.components import Example
from tests.page_checker import faults

PAGE = """<!doctype html><html lang="en" dir="ltr"><head><title>t</title></head><body><h1>h</h1>
<form method="get" action="/">{{ form }}</form></body></html>"""


def shown(form):
    return Template(PAGE).render(Context({"form": form}))


def element(html, ident):
    tree = parse(html, namespaceHTMLElements=False)
    return next(e for e in tree.iter() if e.get("id") == ident)


def test_every_kind_of_field_makes_a_page_that_holds():
    assert faults(shown(Example())) == []
    assert faults(shown(Example({}))) == []


def test_what_is_wrong_is_tied_to_its_field():
    html = shown(Example({"email": "kari"}))

    email = element(html, "id_email")
    assert email.get("aria-invalid") == "true"
    assert email.get("aria-describedby") == "id_email_error"
    assert element(html, "id_name").get("aria-describedby") == "id_name_helptext id_name_error"
    assert element(html, "id_reply").get("aria-describedby") == "id_reply_helptext id_reply_error"


def test_the_summary_leads_to_each_wrong_field_and_to_the_first_of_a_group():
    html = shown(Example({"email": "kari"}))
    targets = [link.get("href") for link in parse(html, namespaceHTMLElements=False).iter("a")]
    assert targets == ["#id_name", "#id_email", "#id_area", "#id_reply_0"]


def test_a_form_without_faults_has_no_summary():
    assert "ds-error-summary" not in shown(Example())


def test_faults_of_the_whole_form_stand_in_the_summary():
    class Never(forms.Form):
        def clean(self):
            raise forms.ValidationError("Both cannot be true.")

    assert "<li>Both cannot be true.</li>" in shown(Never({}))


@pytest.mark.parametrize(("attrs", "expected"), [({}, "off"), ({"autocomplete": "email"}, "email")])
def test_browsers_remember_nothing_unless_a_form_asks_them_to(attrs, expected):
    class Ask(forms.Form):
        q = forms.CharField(widget=forms.TextInput(attrs=attrs))

    assert element(shown(Ask()), "id_q").get("autocomplete") == expected


def test_what_may_be_skipped_says_so_unless_the_form_says_it_once():
    class Ask(forms.Form):
        q = forms.CharField(required=False)

    class Quiet(Ask):
        optional_unmarked = True

    assert 'class="optional"' in shown(Ask())
    assert 'class="optional"' not in shown(Quiet())


def test_what_someone_wrote_is_shown_as_text():
    class Ask(forms.Form):
        q = forms.CharField(widget=forms.Textarea)

    assert "&lt;script&gt;" in shown(Ask({"q": "</textarea><script>"}))
