"""The page on which one entry is merged into another."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from competences.domain.merging import merge_nodes, preview_merge


class MergeForm(forms.Form):
    """Which entry takes over."""

    winner = forms.ModelChoiceField(queryset=None, label="zusammenführen mit")

    def __init__(self, *args: Any, model_admin: admin.ModelAdmin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model = model_admin.model
        self.fields["winner"].queryset = model.objects.filter(merged_into=None)
        widget = AutocompleteSelect(model._meta.get_field("parent"), model_admin.admin_site)
        widget.choices = self.fields["winner"].choices
        self.fields["winner"].widget = widget


def merge_view(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Let staff choose the entry that takes over, show what moves, and merge on a POST."""
    model, opts = model_admin.model, model_admin.opts
    loser = get_object_or_404(model, pk=pk)
    if not model_admin.has_change_permission(request, loser):
        raise PermissionDenied
    chosen = request.POST or request.GET
    form = MergeForm(chosen if "winner" in chosen else None, model_admin=model_admin)
    preview = None
    if form.is_bound and form.is_valid():
        winner = form.cleaned_data["winner"]
        if request.method == "POST":
            try:
                merge_nodes(loser=loser, winner=winner, actor=request.user)
            except ValidationError as error:
                form.add_error("winner", error)
            else:
                model_admin.message_user(
                    request, f"„{loser}“ wurde mit „{winner}“ zusammengeführt.", messages.SUCCESS
                )
                address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[winner.pk])
                return HttpResponseRedirect(address)
        else:
            preview = preview_merge(loser=loser, winner=winner)
            if preview.sentence:
                form.add_error("winner", preview.sentence)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": opts,
        "original": loser,
        "title": f"„{loser}“ zusammenführen",
        "form": form,
        "preview": preview,
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "admin/competences/merge.html", context)
