"""Accounts: created, given a role, disabled, and their passwords. Somebody who can publish always stays."""

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from rules.models.roles import Role, role_of
from rules.models.usernames import refusal
from rules.services import audit
from rules.services.errors import Refused


def create_user(*, username: str, password: str, role: Role, actor: User | None, by: str = "") -> User:
    """Create a user. Raises Refused for a name that is taken, whatever its case, or cannot be one, and for a password
    that is easy to guess. `by` says how, where the actor does not."""
    user = User(username=User.normalize_username(username))
    if problem := refusal(user.username):
        raise Refused(problem)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    user.set_password(password)
    try:
        with transaction.atomic():
            _refuse_name_alike(user.username)
            user.save()
            user.groups.set([_group(role)])
            audit.record(action="user_create", actor=actor, actor_name=by, user=user.username, role=role.value)
    except IntegrityError:
        raise Refused(f"There is a user {user.username} already.") from None
    return user


def set_role(*, username: str, role: Role, actor: User | None, address: str | None = None) -> User:
    """Give the user this role instead of any other. Raises Refused where there is no such user, and where a page would
    take the role from the last publisher: the command line (no actor) may do that."""
    with transaction.atomic():
        user = _locked(username)
        if actor and not role.publishes:
            _refuse_last_publisher(user)
        before = role_of(user)
        others = user.groups.exclude(name__in=list(Role))
        user.groups.set([*others, _group(role)])
        audit.record(
            action="user_role",
            actor=actor,
            address=address,
            user=user.username,
            role=role.value,
            before=before.value if before else "",
        )
    return user


def disable(*, username: str, actor: User, address: str | None = None) -> User:
    """Disable an account: it cannot sign in, and its sessions end. Raises Refused for the last publisher."""
    with transaction.atomic():
        user = _locked(username)
        if not user.is_active:
            raise Refused(f"{username} is disabled already.")
        _refuse_last_publisher(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
        audit.record(action="user_disable", actor=actor, address=address, user=username)
    return user


def enable(*, username: str, actor: User, address: str | None = None) -> User:
    with transaction.atomic():
        user = _locked(username)
        if user.is_active:
            raise Refused(f"{username} is enabled already.")
        user.is_active = True
        user.save(update_fields=["is_active"])
        audit.record(action="user_enable", actor=actor, address=address, user=username)
    return user


def change_password(*, account: User, password: str, address: str | None = None, by: str = "owner") -> None:
    """Set the password. Every other session of the account ends with its next request."""
    with transaction.atomic():
        account.set_password(password)
        account.save(update_fields=["password"])
        audit.record(action="password_change", actor=account, address=address, by=by)


def _locked(username: str) -> User:
    user = User.objects.select_for_update().filter(username=username).first()
    if user is None:
        raise Refused(f"There is no user {username}.")
    return user


def _refuse_last_publisher(user: User) -> None:
    """Raise Refused where nobody else can publish. All publishers are locked, so that two cannot remove each other."""
    publishing = User.objects.filter(Q(groups__name=Role.PUBLISHER) | Q(is_superuser=True), is_active=True)
    publishers = User.objects.select_for_update().filter(pk__in=publishing.values("pk")).order_by("pk")
    if {each.pk for each in publishers} == {user.pk}:
        raise Refused(f"{user.username} is the only publisher: make somebody else one first.")


def _refuse_name_alike(username: str) -> None:
    """Raise Refused where a name differs only in capital and small letters: people would take one for the other."""
    alike = User.objects.filter(username__iexact=username).first()
    if alike:
        raise Refused(f"There is a user {alike.username} already.")


def _group(role: Role) -> Group:
    group, _ = Group.objects.get_or_create(name=role.value)  # the migration made it, unless someone deleted it
    return group
