from django.db import migrations


def store_initial_texts(apps, schema_editor):
    from pages.domain.texts import initial_text
    from pages.enums import PageSlug

    page_model = apps.get_model("pages", "Page")
    for slug in PageSlug:
        page_model.objects.create(slug=slug.value, title=slug.label, body=initial_text(slug))


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial")]

    operations = [migrations.RunPython(store_initial_texts, migrations.RunPython.noop)]
