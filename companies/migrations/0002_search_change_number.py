"""The sequence that numbers the changes of the search rows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("companies", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE companies_search_change_number",
            "DROP SEQUENCE companies_search_change_number",
        )
    ]
