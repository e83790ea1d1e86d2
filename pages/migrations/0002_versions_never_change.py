"""The database refuses to change a version of a page."""

from django.db import migrations

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


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial")]

    operations = [migrations.RunSQL(NEVER_CHANGED, CHANGED_AGAIN)]
