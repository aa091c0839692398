"""Adding a script."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from rules.models import Script
from rules.names import validate_script_name
from rules.services import audit
from rules.services.errors import Refused


def create_script(*, name: str, actor: User | None, address: str | None = None) -> Script:
    """A script without revisions. Raises Refused for a name that is taken or cannot be one."""
    try:
        validate_script_name(name)
        with transaction.atomic():
            script = Script.objects.create(name=name)
            audit.record(action="script_create", actor=actor, script=script, address=address)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    except IntegrityError:
        raise Refused(f"There is a script {name} already.") from None
    return script
