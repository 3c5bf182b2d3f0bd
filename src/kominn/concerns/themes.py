"""What concerns are about. Apart from the other states, as everybody meets these words: the page of
what was told and done shows them in each language a reporter may read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    """What it is about, chosen by the human who reads. No theme names a belief or an origin."""

    UNSET = "", _("Not chosen yet")
    EXCLUSION = "exclusion", _("Loneliness and exclusion")
    BULLYING = "bullying", _("Bullying and harassment")
    VIOLENCE = "violence", _("Violence and threats")
    HATE = "hate", _("Hate speech and hate crime")
    EXTREMISM = "extremism", _("Extremist milieus")
    CONTROL = "control", _("Negative social control")
    CRIME = "crime", _("Crime and recruitment to crime")
    SUBSTANCES = "substances", _("Alcohol and drugs")
    HOME = "home", _("Care at home")
    PLACE = "place", _("An unsafe place")
    ONLINE = "online", _("Online")
    OTHER = "other", _("Something else")
