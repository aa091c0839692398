"""Tables whose rows are only ever added."""

from typing import Any, NoReturn, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model, covariant=True)


class AppendOnlyError(TypeError):
    """An attempt to change or delete a row that must stay as it is."""


class AppendOnlyQuerySet(models.QuerySet[Row]):
    def _refuse(self, *_args: object, **_values: object) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed or deleted.")

    update = delete = bulk_update = update_or_create = _refuse
    update.alters_data = True  # type: ignore[attr-defined]  # templates must not call it


class AppendOnly(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{self} is stored: it is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self} is stored: it is never deleted.")
