"""Groups of staff, kept as the settings describe them."""

from collections.abc import Mapping

from django.contrib.auth.models import Group, Permission
from django.db import transaction


@transaction.atomic
def sync_staff_groups(*, groups: Mapping[str, Mapping[str, tuple[str, ...]]]) -> dict[str, int]:
    """Create the groups and give each exactly the permissions named for it; other groups stay as they are.

    `groups` maps a group's name to models ("app.model") and their actions ("view", "add", "change",
    "delete", or the code name of a permission of the model's own). Returns the number of permissions per group.
    Raises LookupError when a permission does not exist.
    """
    known = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    result = {}
    for name, models in groups.items():
        wanted = []
        for label, actions in models.items():
            app, model = label.split(".")
            for action in actions:
                found = known.get((app, f"{action}_{model}")) or known.get((app, action))
                if found is None:
                    raise LookupError(f"There is no permission {action!r} for {label}.")
                wanted.append(found)
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(wanted)
        result[name] = len(wanted)
    return result
