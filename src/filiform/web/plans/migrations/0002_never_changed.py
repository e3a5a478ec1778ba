"""What is written here is never changed: the database refuses it."""

from django.db import migrations

from filiform.web.unchanging import locked


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(locked("plans_plan"), migrations.RunPython.noop)]
