"""Permissions of people: three roles, each includes the one before it. A role is a group of that name."""

from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User


class Role(StrEnum):
    """A role. Viewers see, and dry-run what is live; editors save revisions and dry-run any text; publishers make
    live."""

    VIEWER = "viewer"
    EDITOR = "editor"
    PUBLISHER = "publisher"

    def includes(self, other: "Role") -> bool:
        """Whether this role includes the other. Not by comparison: roles are texts, which compare alphabetically."""
        order = list(Role)
        return order.index(self) >= order.index(other)

    @property
    def edits(self) -> bool:
        return self.includes(Role.EDITOR)

    @property
    def publishes(self) -> bool:
        return self.includes(Role.PUBLISHER)


def role_of(user: AbstractBaseUser | AnonymousUser) -> Role | None:
    """Return the highest role that the person's groups give; none for an account that is disabled."""
    if not isinstance(user, User) or not user.is_active:
        return None
    return role_among(user, set() if user.is_superuser else set(user.groups.values_list("name", flat=True)))


def role_among(user: User, groups: set[str]) -> Role | None:
    """Return the highest role that these groups give to the user, who may be disabled."""
    if user.is_superuser:
        return Role.PUBLISHER
    return next((role for role in reversed(Role) if role.value in groups), None)
