"""The sequence that numbers the changes of the search rows, and a table of searches that may be lost in a crash."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("companies", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE companies_search_change_number",
            "DROP SEQUENCE companies_search_change_number",
        ),
        migrations.RunSQL(
            "ALTER TABLE companies_searchfound SET UNLOGGED",
            "ALTER TABLE companies_searchfound SET LOGGED",
        ),
    ]
