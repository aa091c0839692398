from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "rules"
    verbose_name = "Routing rules"

    def ready(self) -> None:
        """Connect the receivers of django-allauth's signals, which the audit is written by."""
        import rules.services.sign_ins  # noqa: F401  # models are ready only now
