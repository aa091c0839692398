"""Accounts, and the role that each has."""

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from rules.models.roles import Role
from rules.services import audit
from rules.services.errors import Refused


def create_user(*, username: str, password: str, role: Role, actor: User | None) -> User:
    """Create a user. Raises Refused for a name that is taken or cannot be one, and for a password that is easy to
    guess."""
    user = User(username=username)
    try:
        user.clean_fields(exclude=["password"])
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
            user.groups.set([_group(role)])
            audit.record(action="user_create", actor=actor, user=username, role=role.value)
    except IntegrityError:
        raise Refused(f"There is a user {username} already.") from None
    return user


def set_role(*, username: str, role: Role, actor: User | None) -> User:
    """Give the user this role instead of any other. Raises Refused where there is no such user."""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(username=username).first()
        if user is None:
            raise Refused(f"There is no user {username}.")
        others = user.groups.exclude(name__in=list(Role))
        user.groups.set([*others, _group(role)])
        audit.record(action="user_role", actor=actor, user=username, role=role.value)
    return user


def _group(role: Role) -> Group:
    group, _ = Group.objects.get_or_create(name=role.value)  # the migration made it, unless someone deleted it
    return group
