"""Pages keep every version of their text, which nobody can change afterwards."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SLUGS = [
    ("impressum", "Impressum"),
    ("datenschutz", "Datenschutz"),
    ("barrierefreiheit", "Barrierefreiheit"),
    ("nutzungsregeln", "Nutzungsregeln"),
    ("reihenfolge", "Wie entsteht die Reihenfolge?"),
    ("einwilligung", "Einwilligung der Ansprechpersonen"),
    ("fragebogen", "Einwilligung auf dem Fragebogen"),
]

NEVER_CHANGED = """
CREATE FUNCTION pages_textversion_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'text_version_never_changes: a version of a page stays as it was'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER text_version_never_changes
    BEFORE UPDATE OF page_id, number, title, body, in_force_since ON pages_textversion
    FOR EACH ROW EXECUTE FUNCTION pages_textversion_refuse();
"""
CHANGED_AGAIN = """
DROP TRIGGER text_version_never_changes ON pages_textversion;
DROP FUNCTION pages_textversion_refuse();
"""


def keep_present_texts(apps, schema_editor):
    """Take over what the pages say as their first version; texts as delivered are recognised by their history."""
    Page = apps.get_model("pages", "Page")
    Old = apps.get_model("pages", "HistoricalPage")
    TextVersion = apps.get_model("pages", "TextVersion")
    for page in Page.objects.all():
        was_edited = Old.objects.filter(id=page.pk).exclude(history_type="+").exists()
        TextVersion.objects.create(
            page=page,
            number=1,
            title=page.title,
            body=page.body,
            in_force_since=page.changed_at,
            reason="" if was_edited else "mit dem Programm geliefert",
        )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("pages", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="page", name="page_slug_known"),
        migrations.AlterField(
            model_name="page",
            name="slug",
            field=models.CharField(
                choices=SLUGS, editable=False, max_length=20, unique=True, verbose_name="Seite"
            ),
        ),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__in", [slug for slug, _label in SLUGS])),
                name="page_slug_known",
                violation_error_message="Diese Seite gibt es nicht.",
            ),
        ),
        migrations.CreateModel(
            name="TextVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.PositiveIntegerField(verbose_name="Nummer")),
                ("title", models.CharField(max_length=120, verbose_name="Überschrift")),
                ("body", models.TextField(verbose_name="Text")),
                ("in_force_since", models.DateTimeField(verbose_name="gilt seit")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="Anlass")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="pages.page",
                        verbose_name="Seite",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="geschrieben von",
                    ),
                ),
            ],
            options={
                "verbose_name": "Fassung einer Seite",
                "verbose_name_plural": "Fassungen von Seiten",
                "ordering": ["page", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("page", "number"),
                        name="text_version_once",
                        violation_error_message="Diese Seite wurde gerade schon geändert.",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(("title", "")) & ~models.Q(("body", "")),
                        name="text_version_complete",
                        violation_error_message="Eine Seite braucht Überschrift und Text.",
                    ),
                ],
            },
        ),
        migrations.RunPython(keep_present_texts, migrations.RunPython.noop),
        migrations.RemoveField(model_name="page", name="title"),
        migrations.RemoveField(model_name="page", name="body"),
        migrations.RemoveField(model_name="page", name="changed_at"),
        migrations.AlterModelOptions(
            name="page",
            options={"ordering": ["slug"], "verbose_name": "Seite", "verbose_name_plural": "Seiten"},
        ),
        migrations.DeleteModel(name="HistoricalPage"),
        # Checks that the copied rows still wait for would keep the table from being altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RunSQL(NEVER_CHANGED, CHANGED_AGAIN),
    ]
