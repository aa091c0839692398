"""People for tests: a user in a role, without the cost of a password."""

from django.contrib.auth.models import Group, User

from rules.models.roles import Role


def person(role: Role | None, username: str = "") -> User:
    user = User.objects.create(username=username or (role.value if role else "newcomer"))
    if role:
        user.groups.add(Group.objects.get_or_create(name=role.value)[0])
    return user
