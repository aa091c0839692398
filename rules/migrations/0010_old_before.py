"""A .LUA.OLD that was there before we wrote is not taken for VPOP3's copy of what we wrote."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rules", "0009_no_replacing")]

    operations = [
        migrations.AddField(model_name="delivery", name="old_before", field=models.BigIntegerField(null=True))
    ]
