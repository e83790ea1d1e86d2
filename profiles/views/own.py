"""The profile of the own firm: where it stands, the form, its files."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.domain.downloads import file_response
from companies.models import Cluster, Company
from companies.rules import EDITING_ROLES, freshness
from profiles.domain.submitting import start_submission
from profiles.enums import SubmissionState
from profiles.models import Submission
from profiles.views.answering import own_answering
from profiles.views.steps import LAST, STEPS, answer_step, file_of, take_back

SHOWN_BEFORE = 5
"""How many decided submissions of a firm are listed."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the firms for which the person acts: how far their answers have come and what to do next."""
    editable = set(Company.objects.of_user(request.user, *EDITING_ROLES).values_list("pk", flat=True))
    submissions = Submission.objects.defer("answers", "base", "edited").order_by("-started_at", "-pk")
    firms = (
        Company.objects.of_user(request.user)
        .current()
        .prefetch_related(Prefetch("submissions", queryset=submissions))
        .order_by("sort_name", "pk")
    )
    today = timezone.localdate()
    rows = []
    for firm in firms:
        past = list(firm.submissions.all()) if firm.pk in editable else []
        rows.append(
            {
                "firm": firm,
                "freshness": freshness(firm.confirmed_at, today),
                "may_edit": firm.pk in editable,
                "open": next(
                    (
                        row
                        for row in past
                        if row.decided_at is None and row.state != SubmissionState.WITHDRAWN
                    ),
                    None,
                ),
                "past": [row for row in past if row.decided_at or _was_set_aside(row)][:SHOWN_BEFORE],
            }
        )
    return render(
        request, "profiles/own.html", {"rows": rows, "first_step": STEPS[0].name, "last_step": LAST}
    )


def _was_set_aside(submission: Submission) -> bool:
    """Say whether somebody else withdrew the answers, which a merge of two entries of one firm does, with a reason."""
    return submission.state == SubmissionState.WITHDRAWN and bool(submission.note)


@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a draft for a firm, or go on with the one that is open."""
    company = get_object_or_404(Company.objects.of_user(request.user, *EDITING_ROLES), slug=slug)
    cluster = Cluster.objects.filter(memberships__company=company).order_by("memberships__pk").first()
    if cluster is None:
        raise Http404
    try:
        submission = start_submission(company=company, cluster=cluster, actor=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("profiles:own"))
    return HttpResponseRedirect(reverse("profiles:own_step", args=[submission.reference, STEPS[0].name]))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, reference: uuid.UUID, name: str) -> HttpResponse:
    """Show or keep a step of the form."""
    return answer_step(request, own_answering(request, reference), name)


@require_safe
def file(request: HttpRequest, reference: uuid.UUID, key: uuid.UUID) -> HttpResponse:
    """Send a file of the own submission."""
    stored = file_of(own_answering(request, reference), key)
    if stored is None:
        raise Http404
    return file_response(stored)


@require_POST
def withdraw(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Take the answers back to go on with them."""
    draft = take_back(request, own_answering(request, reference))
    if draft is None:
        return HttpResponseRedirect(reverse("profiles:own"))
    messages.success(
        request, "Ihre Angaben sind zurückgeholt. Reichen Sie sie wieder ein, wenn Sie fertig sind."
    )
    return HttpResponseRedirect(reverse("profiles:own_step", args=[draft.reference, STEPS[0].name]))
