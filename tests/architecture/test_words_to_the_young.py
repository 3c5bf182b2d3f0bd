"""Every text that can stand before a young person, and who has read it before it does.

Whatever a grown-up writes to a minor is seen by two and logged. A new field for words in the rooms of
the young belongs in this list, and whoever adds it has to say which of these it is. What a reporter
is told is sealed, and read by two where the reporter is a minor (`concerns`).
"""

from __future__ import annotations

import ast
from pathlib import Path

from django.apps import apps

import kominn

ROOMS = ("participation", "allin", "ballot", "activities", "ambassadors", "guide")
"""The domains whose pages the young read."""

YOUNG = "the young write it themselves"
TWO = "two grown-ups have read it"
NOTICE = "one grown-up puts it up for everybody, and the trail says who"
COLLEAGUES = "only grown-ups read it"
CODE = "no words: a number, a digest, the name of a page"

TEXTS = {
    "participation.Room": {CODE: "code"},
    "participation.Seat": {CODE: "mark"},
    "participation.Slip": {CODE: "mark"},
    "participation.Statement": {YOUNG: "text"},
    # The name of a course, as a called grown-up reads it.
    "participation.Call": {COLLEAGUES: "where"},
    # It goes out once it is passed on; the note is to its writer.
    "participation.Reply": {TWO: "words role", COLLEAGUES: "note", CODE: "about part verdict"},
    # What it is called, where it meets and who owes an answer stand there before anybody sits down,
    # and change no more: there is nobody yet to whom it could be written.
    "allin.Course": {NOTICE: "name place answers", CODE: "recipe"},
    "allin.Gathering": {NOTICE: "name", CODE: "method"},
    "allin.Concept": {YOUNG: "texts", TWO: "reason answer answered_by", CODE: "card_mark"},
    "allin.Credit": {YOUNG: "first_name"},
    # Why one is left out is chosen (`LeftOut`).
    "allin.Picture": {YOUNG: "alt"},
    "allin.Missing": {TWO: "what"},
    "allin.Project": {TWO: "learned"},
    "allin.Milestone": {TWO: "what"},
    "allin.Spending": {TWO: "what"},
    "allin.PushKey": {CODE: "public"},
    "allin.PushPhone": {CODE: "mark"},
    # It is announced by one and counted before everybody; its lines are the ideas themselves.
    "ballot.Vote": {NOTICE: "name"},
    "ballot.Count": {CODE: "ballots fallen_out result needs as_file"},
    # An organisation writes, a colleague takes in; the reason goes back to the organisation.
    "activities.Organiser": {NOTICE: "name", COLLEAGUES: "email", CODE: "mark"},
    "activities.Activity": {TWO: "title about place equipment", COLLEAGUES: "reason"},
    "ambassadors.SigningKey": {CODE: "public"},
    "ambassadors.Passport": {YOUNG: "first_name email", CODE: "locator"},
    "ambassadors.GuardianLink": {CODE: "mark"},
    "ambassadors.ModuleDone": {CODE: "module"},
    # When and where all ambassadors meet. What is said to one of them is chosen (`Deed.Why`).
    "ambassadors.Gathering": {NOTICE: "title place", CODE: "code"},
    # The city's open Guide is written for those who lead; anybody may read it.
    "guide.MethodCard": {NOTICE: "name purpose steps materials accessible", CODE: "slug"},
    "guide.Recipe": {
        NOTICE: "name lead about conduct consent questions after checklist",
        CODE: "slug",
    },
    "guide.RecipeStep": {NOTICE: "name"},
    "guide.StartedFrom": {NOTICE: "texts cards"},
    "guide.Ticked": {CODE: "role"},
    "guide.BestCase": {NOTICE: "name lead done came cost wrong copy sources", CODE: "slug"},
    "guide.GuidePage": {NOTICE: "name lead text", CODE: "slug"},
}
KINDS_OF_TEXT = ("CharField", "TextField", "JSONField", "SlugField", "EmailField")
ALLIN = Path(kominn.__file__).parent / "allin"
ASKS = ("words_read_by_two", "pass_on")


def texts_of(model):
    return {
        field.name
        for field in model._meta.fields
        if field.get_internal_type() in KINDS_OF_TEXT and not field.choices
    }


def test_every_text_in_the_rooms_of_the_young_says_who_has_read_it():
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    found = {model._meta.label: texts_of(model) for model in models if texts_of(model)}
    listed = {
        label: {name for names in kinds.values() for name in names.split()}
        for label, kinds in TEXTS.items()
    }
    assert listed == found


def writes(function):
    """The fields of ideas and projects that a function fills with words two have read."""
    held = {name for label in TEXTS for name in TEXTS[label].get(TWO, "").split()}
    words = {label.partition(".")[2] for label in TEXTS if TEXTS[label].get(TWO) == "what"}
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if node.attr in held:
                yield node.attr
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] in words:
            yield ast.unparse(node.func)


def test_whatever_fills_such_a_text_asks_whether_two_have_read_it():
    filling = {}
    for path in sorted(ALLIN.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and [*writes(node)]:
                filling[f"{path.stem}.{node.name}"] = ast.unparse(node)
    unasked = [name for name, code in filling.items() if not any(ask in code for ask in ASKS)]
    for changes_no_words in ("growing.meet_missing", "growing.reach", "forms_project.milestone"):
        unasked.remove(changes_no_words)
    assert not unasked
    assert {"answering.pass_on", "growing.end", "growing.spend"} <= filling.keys()
