"""Consents become rows of their own; those known so far count as given on a questionnaire."""

import datetime
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

TEXT = Path(__file__).resolve().parents[2] / "pages" / "texts" / "fragebogen.md"


def keep_consents(apps, schema_editor):
    """Write a consent for everybody who is shown, with the day that was noted."""
    ContactPerson = apps.get_model("companies", "ContactPerson")
    Consent = apps.get_model("companies", "Consent")
    shown = ContactPerson.objects.filter(consent_public=True)
    if not shown.exists():
        return
    Page = apps.get_model("pages", "Page")
    page, _ = Page.objects.get_or_create(slug="fragebogen")
    text, _ = apps.get_model("pages", "TextVersion").objects.get_or_create(
        page=page,
        number=1,
        defaults={
            "title": "Einwilligung auf dem Fragebogen",
            "body": TEXT.read_text(encoding="utf-8").strip(),
            "in_force_since": timezone.now(),
            "reason": "mit dem Programm geliefert",
        },
    )
    Consent.objects.bulk_create(
        Consent(
            company_id=contact.company_id,
            contact=contact,
            person=contact.name,
            text=text,
            way="IMPORT",
            given_at=timezone.make_aware(datetime.datetime.combine(contact.consent_at, datetime.time()))
            if contact.consent_at
            else timezone.now(),
        )
        for contact in shown.iterator()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('companies', '0005_how_often_found'),
        ('pages', '0002_text_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=120, verbose_name='Name der Person')),
                ('way', models.CharField(choices=[('FORM', 'Formular des Unternehmens'), ('LINK', 'persönlicher Link des Unternehmens'), ('STAFF', 'Wirtschaftsförderung im Auftrag'), ('IMPORT', 'Fragebogen'), ('PERSON', 'die Person selbst'), ('REMOVED', 'aus dem Profil entfernt')], max_length=7, verbose_name='erteilt über')),
                ('given_at', models.DateTimeField(verbose_name='erteilt am')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='zurückgenommen am')),
                ('withdrawn_way', models.CharField(blank=True, choices=[('FORM', 'Formular des Unternehmens'), ('LINK', 'persönlicher Link des Unternehmens'), ('STAFF', 'Wirtschaftsförderung im Auftrag'), ('IMPORT', 'Fragebogen'), ('PERSON', 'die Person selbst'), ('REMOVED', 'aus dem Profil entfernt')], default='', max_length=7, verbose_name='zurückgenommen über')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='companies.company', verbose_name='Unternehmen')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='consents', to='companies.contactperson', verbose_name='Ansprechperson')),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='eingetragen von')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='pages.textversion', verbose_name='Text')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='zurückgenommen von')),
            ],
            options={
                'verbose_name': 'Einwilligung',
                'verbose_name_plural': 'Einwilligungen',
                'ordering': ['-given_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('contact__isnull', False), ('withdrawn_at__isnull', True)), fields=('contact',), name='consent_in_force_once', violation_error_message='Für diese Person gilt schon eine Einwilligung.'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_way', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_way', ''), _negated=True)), _connector='OR'), name='consent_withdrawal_complete', violation_error_message='Zu einer Rücknahme gehören Zeitpunkt und Weg.'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('given_at')), _connector='OR'), name='consent_withdrawn_later', violation_error_message='Eine Einwilligung wird erst erteilt und dann zurückgenommen.'), models.CheckConstraint(condition=models.Q(('way', 'REMOVED'), _negated=True), name='consent_given_by_somebody', violation_error_message='Durch Entfernen entsteht keine Einwilligung.')],
            },
        ),
        migrations.RunPython(keep_consents, migrations.RunPython.noop),
        # Checks that the new rows still wait for would keep the table from being altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='contactperson',
            name='consent_at',
        ),
        migrations.RemoveField(
            model_name='historicalcontactperson',
            name='consent_at',
        ),
    ]
