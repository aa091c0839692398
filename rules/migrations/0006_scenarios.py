import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rules", "0005_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.BinaryField()),
                ("source_name", models.CharField(max_length=100)),
                ("against", models.BinaryField(null=True)),
                ("against_name", models.CharField(blank=True, max_length=100)),
                ("inputs", models.JSONField()),
                ("unread", models.JSONField(default=list)),
                ("total", models.PositiveIntegerField()),
                ("owner_name", models.CharField(max_length=150)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "script",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rules.script"),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Scenario",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("definition", models.JSONField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("created_by", models.CharField(max_length=150)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("changed_by", models.CharField(max_length=150)),
                (
                    "script",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scenarios", to="rules.script"
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ScenarioResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pinned", models.JSONField()),
                ("live", models.JSONField(null=True)),
                ("tried_at", models.DateTimeField()),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rules.revision"
                    ),
                ),
                (
                    "scenario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="results", to="rules.scenario"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BatchItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("domain", models.CharField(max_length=255)),
                ("times", models.PositiveIntegerField(default=1)),
                ("taken_until", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("tried", models.JSONField(null=True)),
                ("against", models.JSONField(null=True)),
                ("change", models.CharField(blank=True, max_length=500)),
                ("problem", models.CharField(blank=True, max_length=500)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="rules.batch"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [models.Index(fields=["batch", "done_at"], name="rules_items_to_do")],
                "constraints": [models.UniqueConstraint(fields=("batch", "position"), name="one_item_per_position")],
            },
        ),
        migrations.AddConstraint(
            model_name="scenario",
            constraint=models.UniqueConstraint(fields=("script", "name"), name="one_scenario_per_name"),
        ),
        migrations.AddConstraint(
            model_name="scenarioresult",
            constraint=models.UniqueConstraint(
                fields=("scenario", "revision"), name="one_result_per_scenario_and_revision"
            ),
        ),
    ]
