"""The questions of the report form, a step a class, and what a reporter may write later.

Only one answer is asked for: what was seen or heard. Everything else may be skipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kominn.concerns.gate import NUMBER_HERE, grouped
from kominn.core.fields import OneOf, PlainText
from kominn.core.identifiers import national_numbers

LONG = 10_000
SHORT = 300


class Danger(TextChoices):
    NO = "no", _("No")
    UNSURE = "unsure", _("I am not sure")
    YES = "yes", _("Yes")


class Role(TextChoices):
    YOUNG = "young", _("A young person under 18")
    GUARDIAN = "guardian", _("A parent or guardian")
    RESIDENT = "resident", _("A friend, neighbour or other resident")
    VOLUNTEER = "volunteer", _("A coach or volunteer")
    LEADER = "leader", _("A leader in a faith or life-stance community")
    EMPLOYEE = "employee", _("I work with people: school, health, child welfare, NAV, youth club")


class About(TextChoices):
    KNOWN = "known", _("A person I know or know of")
    UNNAMED = "unnamed", _("Someone I can’t name")
    GROUP = "group", _("A group of people")
    PLACE = "place", _("A place")
    ONLINE = "online", _("Something online")
    RUMOUR = "rumour", _("Rumours, something I have heard")


class YesNoUnknown(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("I don’t know")


class Reply(TextChoices):
    ANONYMOUS = "anonymous", _("Yes, here with my receipt. I stay anonymous")
    CONTACT = "contact", _("Yes, and you may contact me")
    NO = "no", _("No")


class Duty(TextChoices):
    DONE = "done", _("I have met the duty")
    NOT_HERE = "not_here", _("It does not apply here")
    UNSURE = "unsure", _("I am not sure")


class Guardians(TextChoices):
    INFORMED = "informed", _("Yes, they know")
    NOT_YET = "not_yet", _("Not yet")
    MUST_NOT = "must_not", _("No, telling them could put the child at risk")
    ADULT = "adult", _("The person is an adult")


class Basis(TextChoices):
    CONSENT = "consent", _("The person, or the guardians, agreed")
    NAMELESS = "nameless", _("Told without anything that identifies anyone")
    DUTY = "duty", _("A duty to report or avert")
    LAW = "law", _("A statute lets me share it: I name it below")
    UNSURE = "unsure", _("I am not sure: please call me before you use names")


class WithoutNumbers(forms.Form):
    """While no law allows that named persons are taken in, no national number is either."""

    takes_numbers = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            found = national_numbers(str(cleaned.get(name, "")))
            if found and not self.takes_numbers and isinstance(field, PlainText):
                self.add_error(name, NUMBER_HERE % {"number": grouped(found[0])})
        return cleaned


class Step(WithoutNumbers):
    """One page of the form. `name` is its key in the state that travels with the reporter."""

    name = ""
    title: Any = ""
    # Templates show a step's name and title; left to themselves they would make a form of it.
    do_not_call_in_templates = True

    @property
    def is_short(self) -> bool:
        """What staff ask everyone they write down a concern for; the rest is folded away."""
        return self.name not in ("worry", "good", "names")

    @classmethod
    def asks_one_thing(cls) -> bool:
        """Then the title is the question, and the field's own label is for screen readers."""
        labels = [field.label for field in cls.base_fields.values()]
        return labels == [cls.title]

    @classmethod
    def told(cls, answers: Mapping[str, Any]) -> list[str]:
        """Those of its questions whose answers are told, seen beside all that was answered."""
        return list(cls.base_fields)

    def answers(self) -> dict[str, Any]:
        told = self.told(self.cleaned_data)
        return {
            key: value
            for key, value in self.cleaned_data.items()
            if key in told and value not in ("", None, False)
        }


def choice(options: type[TextChoices], label: Any, help_text: Any = "") -> OneOf:
    return OneOf(
        choices=options.choices,
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.RadioSelect,
    )


class Start(Step):
    name = "start"
    title = pgettext_lazy("vital", "Is anyone in danger right now?")

    danger = choice(Danger, title)


class Sender(Step):
    name = "sender"
    title = _("Who are you?")

    role = choice(Role, title, _("Only your role. We do not ask for your name here."))


class Duties(Step):
    """What an employee must have thought of; the wizards beside it need no login."""

    name = "duties"
    title = _("Your duties as an employee")

    unit = PlainText(
        label=_("Where do you work?"),
        help_text=_("The unit, for example a school or a health station."),
        max_length=SHORT,
        required=False,
    )
    avert = choice(
        Duty,
        pgettext_lazy("vital", "Duty to avert: have you called the police on 112 or 02800?"),
        pgettext_lazy(
            "vital",
            "If a serious crime is certain or most likely and can still be stopped, "
            "you must act now.",
        ),
    )
    notify = choice(
        Duty,
        pgettext_lazy("vital", "Duty to notify: have you told the child welfare service?"),
        pgettext_lazy(
            "vital",
            "If you have reason to believe that a child is abused or seriously neglected, "
            "you must tell the child welfare service yourself. This report does not replace it.",
        ),
    )
    basis = choice(Basis, _("What lets you tell us this?"))
    basis_note = PlainText(label=_("More about the basis"), max_length=SHORT, required=False)
    guardians = choice(Guardians, _("Do the guardians know that you tell us?"))


class AboutWhom(Step):
    name = "about"
    title = _("Who or what is it about?")

    about = choice(About, _("What is your worry about?"))
    under_18 = choice(YesNoUnknown, _("Is the person under 18?"))


class AboutNobodyNamed(AboutWhom):
    """Where no law is recorded that allows taking in worries about named persons."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(value, said) for value, said in About.choices if value != About.KNOWN]


class Where(Step):
    name = "where"
    title = _("Where is it?")

    area = OneOf(label=_("Which part of the municipality?"), required=False)
    where = PlainText(
        label=_("Where, more exactly?"),
        help_text=_("A place, a school, a game, an app. You can leave it empty."),
        max_length=SHORT,
        required=False,
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("I don’t know, or all of it")), *areas]


class Seen(Step):
    name = "seen"
    title = _("What have you seen or heard?")

    seen = PlainText(
        label=_("What did you see or hear?"),
        help_text=_("In your own words, and in any language. What was said or done?"),
        max_length=LONG,
        rows=7,
        error_messages={"required": _("Write a few words about what you saw or heard.")},
    )
    when = PlainText(
        label=_("When was it, and how long has it gone on?"), max_length=SHORT, required=False
    )


class Worry(Step):
    name = "worry"
    title = _("What worries you most?")

    worry = PlainText(label=title, max_length=LONG, rows=5, required=False)


class Good(Step):
    name = "good"
    title = _("What is good, and what has been tried?")

    good = PlainText(
        label=_("What is good and works?"),
        help_text=_("People, places and things that help. It tells us where to begin."),
        max_length=LONG,
        rows=4,
        required=False,
    )
    tried = PlainText(
        label=_("What has been tried?"),
        help_text=_("Has anyone talked with the person, the family, the school?"),
        max_length=LONG,
        rows=4,
        required=False,
    )


class Names(Step):
    name = "names"
    title = _("Names and files")

    names = PlainText(
        label=_("Names, if the reader needs them"),
        help_text=_(
            "This box is locked on its own. It is opened only when someone needs it, "
            "and we keep a record of who opened it."
        ),
        max_length=2_000,
        rows=4,
        required=False,
    )


class Files(Step):
    """The same step without its box for names."""

    name = Names.name
    title = _("Files")


class You(Step):
    name = "you"
    title = _("Do you want to hear back?")

    reply = choice(
        Reply,
        _("Do you want to hear from us?"),
        pgettext_lazy(
            "vital",
            "You get a receipt. With it you can read our answer without saying who you are.",
        ),
    )
    contact = PlainText(
        label=_("How can we reach you?"),
        help_text=_("Only if you want us to. A phone number or an e-mail address."),
        max_length=SHORT,
        required=False,
    )
    interpreter = forms.BooleanField(label=_("I want an interpreter if we talk"), required=False)

    @classmethod
    def told(cls, answers: Mapping[str, Any]) -> list[str]:
        """Whoever stays anonymous, or wants no answer, tells no way to be reached."""
        unreached = answers.get("reply") in (Reply.ANONYMOUS, Reply.NO)
        return [name for name in cls.base_fields if name != "contact" or not unreached]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "contact" not in self.told(cleaned):
            # It is out of sight: nothing wrong with it may stand in the way.
            self.errors.pop("contact", None)
        return cleaned


STEPS: tuple[type[Step], ...] = (
    Start,
    Sender,
    Duties,
    AboutWhom,
    Where,
    Seen,
    Worry,
    Good,
    Names,
    You,
)


WITHOUT_NAMES: dict[type[Step], type[Step]] = {AboutWhom: AboutNobodyNamed, Names: Files}


class Code(forms.Form):
    """The digits of a receipt. Only the length is bounded; what is wrong is never told apart."""

    optional_unmarked = True

    code = forms.CharField(
        label=pgettext_lazy("vital", "The digits on your receipt"),
        max_length=200,
        required=False,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
    )


class Write(WithoutNumbers):
    text = PlainText(label=_("Your message"), max_length=LONG, rows=5)
