from django.db import migrations

WORDS = ("name", "lead", "about", "conduct", "consent", "questions", "after", "checklist")
CARD_FACTS = (
    "name", "purpose", "steps", "materials", "accessible", "minutes", "fewest", "most",
)  # fmt: skip


def keep(apps, schema_editor):
    """Courses that run already keep their recipe as it stands today."""
    model = apps.get_model
    for course in model("allin", "Course").objects.exclude(recipe=""):
        recipe = model("guide", "Recipe").objects.filter(slug=course.recipe).first()
        if recipe is None:
            continue
        slugs = course.gatherings.exclude(method="").values("method")
        cards = model("guide", "MethodCard").objects.filter(slug__in=slugs)
        model("guide", "StartedFrom").objects.create(
            course=course,
            version=recipe.version,
            on=course.first_day,
            texts={name: getattr(recipe, name) for name in WORDS},
            cards={card.slug: {name: getattr(card, name) for name in CARD_FACTS} for card in cards},
        )


class Migration(migrations.Migration):
    dependencies = [("guide", "0002_running"), ("allin", "0008_words")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
