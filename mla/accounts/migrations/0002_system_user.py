"""The installation itself as an actor: it cannot sign in and holds no role."""

from django.db import migrations

USERNAME = "system"


def create_system_user(apps, schema_editor):
    user = apps.get_model("accounts", "User")
    user.objects.using(schema_editor.connection.alias).get_or_create(
        username=USERNAME,
        defaults={"password": "!", "is_active": False, "first_name": "", "last_name": ""},
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_and_tokens")]
    operations = [migrations.RunPython(create_system_user, migrations.RunPython.noop)]
