"""Fuses of publications, and the judgements of their minutes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rules", "0012_shadows"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fuse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("minutes", models.PositiveIntegerField()),
                ("at_end", models.CharField(choices=[("keep", "keep"), ("take_back", "take_back")], max_length=10)),
                ("hold", models.FloatField(default=0)),
                ("predicted", models.JSONField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("kept", "Kept"),
                            ("taken_back", "Taken Back"),
                            ("replaced", "Replaced"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("loaded_at", models.DateTimeField(null=True)),
                ("began_at", models.DateTimeField(null=True)),
                ("position", models.JSONField(null=True)),
                ("before", models.JSONField(null=True)),
                ("before_step", models.FloatField(default=1)),
                ("usual_servers", models.JSONField(default=list)),
                ("judged", models.PositiveIntegerField(default=0)),
                ("tally", models.JSONField(default=dict)),
                ("refused", models.JSONField(default=dict)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("blown", "Blown"),
                            ("good", "Good"),
                            ("undecided", "Undecided"),
                            ("person", "Person"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ended_by_name", models.CharField(blank=True, max_length=150)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rules.delivery"
                    ),
                ),
                (
                    "former",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rules.revision"
                    ),
                ),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fuse", to="rules.auditentry"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rules.revision"
                    ),
                ),
                (
                    "script",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fuses", to="rules.script"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="FuseMinute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "answer",
                    models.CharField(choices=[("good", "good"), ("bad", "bad"), ("unknown", "unknown")], max_length=10),
                ),
                ("figures", models.JSONField(default=list)),
                ("problem", models.CharField(blank=True, max_length=500)),
                (
                    "fuse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="judgements", to="rules.fuse"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.AddConstraint(
            model_name="fuse",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("waiting", "running"))), fields=("script",), name="one_open_fuse"
            ),
        ),
        migrations.AddConstraint(
            model_name="fuseminute",
            constraint=models.UniqueConstraint(fields=("fuse", "number"), name="one_judgement_per_minute"),
        ),
    ]
