"""Several drafts of one script: typing beside an older one loses neither."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rules", "0007_saved_views")]

    operations = [
        migrations.RemoveConstraint(model_name="draft", name="one_draft_per_script"),
        migrations.AlterModelOptions(name="draft", options={"ordering": ["-saved_at", "-pk"]}),
    ]
