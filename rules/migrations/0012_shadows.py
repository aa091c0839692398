"""Texts in the shadow of live: trials whose attempts are still to come."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rules", "0011_replays")]

    operations = [
        migrations.AddField("replay", "shadow", models.BooleanField(default=False)),
        migrations.AddField("replay", "differing", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("replay", "steps_stored", models.PositiveBigIntegerField(default=0)),
        migrations.AddIndex("replay", models.Index(fields=["shadow", "finished_at"], name="rules_open_shadows")),
    ]
