# ruff: noqa: E501
"""The components a page is built from: what each is for, what it takes, and an example to copy.

Shown at `/dev/komponenter/`. A test renders every one, so that none rots, and asks that every file in
`templates/cotton/` stands here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from textwrap import dedent

from django import forms
from django.core.paginator import Paginator

from kominn.core.templatetags import words
from kominn.core.templatetags.icons import ICONS

TODAY = dt.date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class Component:
    name: str
    purpose: str
    takes: dict[str, str]
    example: str

    @property
    def tag(self) -> str:
        return self.name.replace("_", "-")


class Example(forms.Form):
    """Each kind of field once, shown bound and wrong."""

    name = forms.CharField(label="Your name", help_text="As you want to be called.")
    email = forms.EmailField(
        label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}), required=False
    )
    area = forms.ChoiceField(
        label="Part of town", choices=[("", "I don’t know"), ("1", "Sentrum"), ("2", "Stavern")]
    )
    text = forms.CharField(
        label="What did you see?", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    reply = forms.ChoiceField(
        label="Do you want to hear back?",
        help_text="You can stay anonymous.",
        choices=[("yes", "Yes, here with my code"), ("call", "Yes, call me"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    helps = forms.MultipleChoiceField(
        label="What has helped?",
        choices=[("school", "School"), ("club", "A club or team"), ("family", "Family")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    interpreter = forms.BooleanField(label="I want an interpreter", required=False)
    file = forms.FileField(
        label="A file", help_text="At most 20 MB.", widget=forms.FileInput, required=False
    )


def values() -> dict[str, object]:
    """What the examples speak of."""
    return {
        "form": Example({"email": "kari", "reply": "maybe"}, auto_id="wrong_%s"),
        "clean_form": Example(),
        "today": TODAY,
        "sent_at": dt.datetime(2026, 2, 27, 14, 30, tzinfo=dt.UTC),
        "options": [("school", "School"), ("club", "A club or team"), ("home", "At home")],
        "names": ["Intake team", "Ingrid Solberg"],
        "groups": ["4821", "7730", "1958", "2046", "6613", "9082", "7745", "3310", "52"],
        "pages": Paginator(range(100), 20).page(2),
    }


def _component(name: str, purpose: str, example: str, /, **takes: str) -> Component:
    return Component(name, purpose, takes, dedent(example).strip())


COMPONENTS = (
    _component(
        "button",
        "One deed. A page has one primary button; beech green means “go on”.",
        """
        <div class="row">
          <c-button tone="beech">Send</c-button>
          <c-button>Save</c-button>
          <c-button variant="secondary" icon="print" type="button">Print</c-button>
          <c-button variant="tertiary" href="/">Not now</c-button>
          <c-button tone="danger">Erase</c-button>
        </div>
        """,
        variant="primary, secondary or tertiary",
        tone="accent, beech, coral, sealed, neutral, danger",
        icon="a name from the icon set",
        href="makes it a link that looks like a button",
        type="submit (default) or button",
        others="anything else is put on the element: name, value, form …",
    ),
    _component(
        "notice",
        "Something the reader must not miss. Rarely more than one on a page.",
        """
        <div class="stack">
          <c-notice title="We read on weekdays" level="3"><p>The next one who reads is here on Monday at 8.</p></c-notice>
          <c-notice tone="success" title="Your report is in" level="3"><p>Keep the code.</p></c-notice>
          <c-notice tone="warning" title="The deadline is tomorrow" level="3"><p>Two people must have read this by then.</p></c-notice>
          <c-notice tone="danger"><p>We could not save that. Try again.</p></c-notice>
        </div>
        """,
        tone="info, success, warning or danger",
        title="a heading, may be left out",
        level="heading level, 2 unless told",
        role="status or alert, where it appears after a deed",
    ),
    _component(
        "quick_exit",
        "The way out at the top of pages one may have to leave fast. Works as a plain link.",
        '<c-quick-exit href="https://www.yr.no/" />',
        href="where to",
    ),
    _component(
        "phone",
        "A number one can press. An invented number is never dialled.",
        """
        <div class="grid">
          <c-phone name="Police, in an emergency" number="112" urgent="yes" hours="Day and night" />
          <c-phone name="Emergency line for children and young people" number="116 111" hours="Day and night" />
          <c-phone name="The municipality’s switchboard" number="33 00 00 00" hours="Weekdays 9–15" :invented="True" />
        </div>
        """,
        name="whose number",
        number="as it is written; pairs are set here",
        hours="when someone answers",
        note="one more line",
        urgent="anything: larger, in the colour of danger",
        invented="True where the number is made up",
    ),
    _component(
        "steps",
        "How far one has come in a form.",
        '<c-steps current="2" total="6" title="What have you seen or heard?" />',
        current="the number of this step",
        total="how many there are",
        title="what this step is called",
    ),
    _component(
        "field",
        "One control written by hand. Django’s own fields need it not: they come with all this.",
        """
        <c-field label="Postal code" name="postcode" hint="Four digits" error="That is three digits." value="325" inputmode="numeric" autocomplete="postal-code" size="6" />
        """,
        label="what is asked",
        name="the control’s name",
        id="its id, the name unless told",
        type="text unless told",
        value="what stands there",
        hint="help, read before the control",
        error="what is wrong, in one sentence",
        optional="anything: says so",
        slot="another control than an input; it carries the ids itself",
        others="anything else is put on the input",
    ),
    _component(
        "choices",
        "Radio buttons or check boxes written by hand.",
        """
        <c-choices legend="Where was it?" name="where" hint="Choose the nearest." :options="options" chosen="club" />
        """,
        legend="the question",
        name="the controls’ name",
        options="pairs of value and text",
        chosen="the chosen value, or a list of them",
        type="radio or checkbox",
        hint="help",
        error="what is wrong",
    ),
    _component(
        "error_summary",
        "What is wrong in a form, on top, each line leading to its field.",
        '<c-error-summary :form="form" />\n{{ form.name.as_field_group }}\n{{ form.email.as_field_group }}\n{{ form.area.as_field_group }}\n{{ form.reply.as_field_group }}',
        form="a bound Django form",
        summary_id="where a page shows several at once: an id of its own",
    ),
    _component(
        "panel",
        "One square of the Monday page: what is new, what is due, where to go.",
        """
        <div class="grid">
          <c-panel title="New concerns" id="panel-new" icon="mail" count="3" url="/" link="To the inbox" level="3"><p>The oldest came on Friday.</p></c-panel>
          <c-panel title="Over the deadline" id="panel-late" icon="clock" count="1" tone="danger" url="/" link="See them" level="3"><p>One has waited for two days.</p></c-panel>
          <c-panel title="This week" id="panel-week" icon="calendar" level="3"><c-empty title="Nothing stands in the calendar" level="4">What you put in the annual wheel is shown here.</c-empty></c-panel>
        </div>
        """,
        title="what it shows",
        id="an id of its own",
        icon="a name from the icon set",
        count="a number beside the title",
        url="where to go on",
        link="the words for it",
        tone="danger where something is late",
        level="heading level, 2 unless told",
    ),
    _component(
        "count",
        "A number that says of how many, from when and from where.",
        """
        <div class="grid">
          <c-count :value="48963" label="people live here" :date="today" source="Statistics Norway" />
          <c-count :value="17" label="areas have a youth club within reach" of="21" :date="today" source="Own count" />
          <c-count :value="None" label="reports from Hvarnes" caveat="Fewer than five: not shown" />
        </div>
        """,
        value="a number, or None where it is unknown or withheld",
        label="what is counted",
        of="of how many",
        date="from when",
        source="from where",
        caveat="what to keep in mind",
    ),
    _component(
        "status",
        "One word for where a thing stands. The word says it, the colour only helps.",
        """
        <div class="row">
          <c-status>Received</c-status>
          <c-status tone="info">Being read</c-status>
          <c-status tone="warning">Waits for you</c-status>
          <c-status tone="success">Answered</c-status>
          <c-status tone="danger">Overdue</c-status>
        </div>
        """,
        tone="neutral, info, success, warning, danger, sealed",
    ),
    _component(
        "table",
        "A table that scrolls by itself on a narrow screen, never the page.",
        """
        <c-table caption="Reports by area, 2025" id="table-areas">
          <thead><tr><th scope="col">Area</th><th scope="col" data-numeric>People</th><th scope="col" data-numeric>Share</th><th scope="col">Next deadline</th></tr></thead>
          <tbody>
            <tr><th scope="row">Fyrodden</th><td data-numeric>{{ 6204|count }}</td><td data-numeric>{{ 0.127|share:1 }}</td><td>{{ today|until:today }}</td></tr>
            <tr><th scope="row">Skårvika</th><td data-numeric>{{ 11830|count }}</td><td data-numeric>{{ 0.242|share:1 }}</td><td>{{ sent_at|until:today }}</td></tr>
          </tbody>
        </c-table>
        """,
        caption="what the table shows",
        id="an id of its own",
        caption_hidden="anything: only for screen readers",
        cards="anything: where it does not fit each row is a card; rows and cells then carry role and data-label",
        others="anything else is put on the table",
    ),
    _component(
        "empty",
        "Where there is nothing yet: what would be here, and what to do next.",
        """
        <c-empty title="No new concerns" icon="check" url="/" link="Register one that came by phone">When somebody tells us something, it stands here within a minute.</c-empty>
        """,
        title="what there is none of",
        icon="a name from the icon set",
        url="what to do next",
        link="the words for it",
        level="heading level, 3 unless told",
    ),
    _component(
        "receipt",
        "The digits of a receipt, in groups, the same in every script.",
        '<c-receipt :groups="groups" label="Your code" />',
        groups="digits in groups of four",
        label="what the digits are",
    ),
    _component(
        "readers",
        "The lock and the names of those who can read.",
        '<c-readers :names="names" />',
        names="teams and people",
    ),
    _component(
        "timeline",
        "What was said, in order: messages, or what happened to a case.",
        """
        <c-timeline label="What has been said">
          <c-message who="The reporter" :at="sent_at"><p>I saw stickers at the bus stop again.</p></c-message>
          <c-message who="Ingrid, intake team" :at="sent_at" :own="True" note="seen by two"><p>Thank you. When did you first see them?</p></c-message>
        </c-timeline>
        """,
        label="the list’s name for screen readers",
    ),
    _component(
        "message",
        "One entry in a timeline.",
        """
        <c-timeline label="One message"><c-message who="The reporter" :at="sent_at" form="day"><p>It was on Tuesday.</p></c-message></c-timeline>
        """,
        who="who wrote",
        at="when",
        form="day, moment, weekday_moment … as in the tag `time`",
        own="True where the reader’s own side wrote",
        note="one more word",
    ),
    _component(
        "summary",
        "Answers or facts, one under the other, to read through.",
        """
        <c-summary label="Your answers">
          <c-fact label="What did you see?" url="/">Stickers at the bus stop.</c-fact>
          <c-fact label="When?" url="/"></c-fact>
        </c-summary>
        """,
        label="the list’s name for screen readers",
    ),
    _component(
        "fact",
        "One line of a summary. Left empty, it says “not answered”.",
        '<c-summary label="Facts"><c-fact label="Area">Fyrodden</c-fact></c-summary>',
        label="what was asked",
        url="where to change it",
    ),
    _component(
        "pagination",
        "The way to more of a long list.",
        '<c-pagination :pages="pages" query="" />',
        pages="a page of Django’s Paginator",
        query="the filters to keep, ending in &",
    ),
    _component(
        "door",
        "A large way in, on front pages. The whole square can be pressed.",
        """
        <div class="grid">
          <c-door title="Tell us about a worry" url="/" icon="ear" tone="beech" level="3">Three minutes, with or without your name.</c-door>
          <c-door title="See your town" url="/" icon="map" level="3">Numbers that say where they are from.</c-door>
          <c-door title="For young people" url="/" icon="hand" tone="coral" level="3">Have an idea? Someone answers within 30 days.</c-door>
        </div>
        """,
        title="where it leads",
        url="the address",
        icon="a name from the icon set",
        tone="accent, beech or coral",
        level="heading level, 2 unless told",
    ),
    _component(
        "more",
        "What few need, folded away.",
        '<c-more summary="Why do we ask?"><p>So that the right person reads it first.</p></c-more>',
        summary="what one finds inside",
        open="True where something inside must be seen",
    ),
    _component(
        "back",
        "One step up.",
        '<c-back url="/" text="To the inbox" />',
        url="where to",
        text="“Back” unless told",
    ),
    _component(
        "in_norwegian",
        "A way to a page that speaks only the three languages of the whole site. From one of the six others it leads to the Norwegian page, and says so.",
        '<p><c-in-norwegian url="/">The plan</c-in-norwegian></p>',
        url="where to",
        others="anything else is put on the link",
    ),
)


def gallery() -> dict[str, object]:
    """All that `core/gallery.html` needs."""
    return {
        **values(),
        "components": COMPONENTS,
        "icons": list(ICONS),
        "words": _words(),
    }


def _words() -> list[tuple[str, str]]:
    deadline, moment = dt.date(2026, 3, 5), dt.datetime(2026, 2, 27, 14, 30, tzinfo=dt.UTC)
    return [
        ("day", words.day(TODAY)),
        ("short_day", words.short_day(TODAY)),
        ("weekday", words.weekday(TODAY)),
        ("moment", words.moment(moment)),
        ("clock", words.clock(moment)),
        ("week", words.week(TODAY)),
        ("count", words.count(48963)),
        ("share:1", words.share(0.127, 1)),
        ("kroner", words.kroner(1_250_050)),
        ("duration", words.duration(dt.timedelta(hours=50))),
        ("until:today", words.until(deadline, TODAY)),
        ("since:today", words.since(moment, TODAY)),
        ("telephone", words.telephone("91234567")),
    ]
