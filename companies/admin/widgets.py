"""Form fields of the administration that screen readers can name."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect
from django.forms import BaseInlineFormSet, Form


class NamedAutocompleteSelect(AutocompleteSelect):
    """One entry of a long list, found by typing; the empty box says what is chosen there."""

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Give the box its words and a width that does not depend on them."""
        attrs = super().build_attrs(base_attrs, extra_attrs=extra_attrs)
        return {**attrs, "data-placeholder": f"{self.field.verbose_name} suchen", "data-width": "20rem"}


def without_links(field: Any) -> Any:
    """Take the links for adding, changing and deleting related objects away from a form field."""
    for name in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
        setattr(field.widget, name, False)
    return field


class NamedFormSet(BaseInlineFormSet):
    """Rows in a table whose fields carry their names: the heading of a column is no label."""

    def add_fields(self, form: Form, index: int | None) -> None:
        """Name every field, the box for deleting included."""
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label and not field.widget.is_hidden:
                inner = getattr(field.widget, "widget", field.widget)
                inner.attrs.setdefault("aria-label", str(field.label))


class SiteChoiceFormSet(NamedFormSet):
    """Fetches the sites once for all its rows."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Give each row the choices of sites."""
        if not hasattr(self, "_site_choices"):
            sites = self.instance.sites.all() if self.instance.pk else []
            self._site_choices = [("", "alle Standorte"), *((site.pk, str(site)) for site in sites)]
        return {**super().get_form_kwargs(index), "site_choices": self._site_choices}
