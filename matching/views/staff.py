"""Who may see the steward's pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from companies.models import Cluster

View = Callable[..., HttpResponse]


def for_staff(view: View) -> View:
    """Give the view the clusters in which the person works as staff; for others the page does not exist."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        clusters = frozenset(Cluster.objects.staffed_by(request.user).values_list("pk", flat=True))
        if not clusters:
            raise Http404
        return view(request, clusters, *args, **kwargs)

    return checked
