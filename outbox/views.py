"""Pages for recipients, who need no sign-in, and the page of a trial that shows what it sent."""

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from outbox.domain.addresses import choosable_kinds, choose_frequency, lift_objection, object_to_mail
from outbox.domain.folder import received
from outbox.domain.links import read_token
from outbox.domain.rendering import SHOWN_MAIL_POLICY
from outbox.enums import Frequency, ObjectionVia
from outbox.forms import PreferencesForm
from outbox.models import Address
from outbox.notifications import MailKind

LOCAL = {"127.0.0.1", "::1"}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Choose per kind of mail, or stop all of them; the signed link stands for the recipient."""
    address, kind = _recipient(token)
    kinds = choosable_kinds(address, kind)
    form = PreferencesForm(request.POST or None, address=address, kinds=kinds)
    if request.method == "POST":
        match request.POST.get("do"):
            case "object":
                object_to_mail(address=address, via=ObjectionVia.LINK, actor=None)
                messages.success(request, "Wir schreiben Ihnen nicht mehr.")
                return redirect("outbox:preferences", token)
            case "resume":
                lift_objection(address=address, actor=None, reason="vom Empfänger über den Link aufgehoben")
                messages.success(request, "Sie erhalten wieder E-Mails von uns.")
                return redirect("outbox:preferences", token)
            case "save" if form.is_valid():
                form.save()
                messages.success(request, "Ihre Auswahl ist gespeichert.")
                return redirect("outbox:preferences", token)
    return render(
        request, "outbox/preferences.html", {"address": address, "shown": _shown(address), "form": form}
    )


@csrf_exempt  # mail programs send the one-click request themselves (RFC 8058); the signed link is what authorises
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Switch off one kind of mail: GET asks, one POST does it."""
    address, kind = _recipient(token)
    if kind is None or not kind.can_unsubscribe:
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        choose_frequency(address=address, kind=kind, frequency=Frequency.NEVER)
    context = {"kind": kind, "shown": _shown(address), "is_done": is_done, "token": token}
    return render(request, "outbox/unsubscribe.html", context)


@login_not_required
@never_cache
@require_safe
def post(request: HttpRequest) -> HttpResponse:
    """Show what a trial on this machine sent, newest first."""
    _only_in_a_trial(request)
    return render(request, "outbox/post.html", {"mails": received()})


@login_not_required
@never_cache
@csp_replace(SHOWN_MAIL_POLICY)
@require_safe
def post_html(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail of a trial as a mail program would."""
    _only_in_a_trial(request)
    for mail in received(name):
        return HttpResponse(mail.html)
    raise Http404


def _recipient(token: str) -> tuple[Address, MailKind | None]:
    found = read_token(token)
    if found is None:
        raise Http404
    return found


def _shown(address: Address) -> str:
    """The address with most of its name hidden: a link may be passed on."""
    name, _, domain = address.email.rpartition("@")
    return f"{name[:1]}…@{domain}"


def _only_in_a_trial(request: HttpRequest) -> None:
    if settings.MAIL_FOLDER is None or request.META.get("REMOTE_ADDR") not in LOCAL:
        raise Http404
