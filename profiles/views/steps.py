"""The profile form, step by step, for whoever may answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from companies.domain.profile_data import ProfileData
from companies.enums import FileKind
from competences.domain.vocabulary import current_vocabulary
from competences.language import Vocabulary
from pages.domain.word_diff import word_diff
from profiles.domain.answers import answers_of, base_of, changed_fields, stand
from profiles.domain.gains import gains_of
from profiles.domain.profile_words import field_label, field_words
from profiles.domain.submission_states import StaleAnswersError
from profiles.domain.submitting import reopen, submit
from profiles.domain.uploads import store_upload
from profiles.enums import SubmissionState
from profiles.forms.details import DetailsForm
from profiles.forms.steps import CapabilitiesForm, QuestionsForm, StepForm, SubmitForm
from profiles.models import Submission
from profiles.views.answering import Answering
from profiles.views.details_page import details_page

LAST_PAGE = "profiles/form/absenden.html"


@dataclass(frozen=True)
class Step:
    """A page of the form."""

    name: str
    title: str
    form: type[StepForm]
    page: str


STEPS = (
    Step("fragen", "Drei Fragen", QuestionsForm, "profiles/form/fragen.html"),
    Step("leistungen", "Genauer", CapabilitiesForm, "profiles/form/leistungen.html"),
    Step("weiteres", "Betrieb und Kontakt", DetailsForm, "profiles/form/weiteres.html"),
)
LAST = "absenden"
LAST_TITLE = "Prüfen und einreichen"


def answer_step(request: HttpRequest, answering: Answering, name: str) -> HttpResponse:
    """Show a step of the form; a POST keeps what is typed and leads on.

    In: who answers (see Answering) and the name of the step. A request of htmx keeps the draft while somebody
    types and is answered with what was understood.
    """
    step = next((step for step in STEPS if step.name == name), None)
    if step is None and name != LAST:
        raise Http404
    if step is None or request.method != "POST":
        if not answering.is_writable:
            return _closed(request, answering)
        if step is None:
            return _last_step(request, answering)
        return _page(request, answering, step, step.form(answers=answering.answers))
    return _save(request, answering, step)


def _save(request: HttpRequest, answering: Answering, step: Step) -> HttpResponse:
    form = step.form(request.POST, request.FILES, answers=answering.answers)
    is_valid = form.is_valid()
    if not answering.is_writable:
        return _closed(request, answering, typed=form)
    try:
        stated = _with_uploads(form, answering, form.stated())
        saved = answering.keep(stated, expected=form.seen_stand, seen=form.names)
    except StaleAnswersError:
        return _stale(request, answering, step)
    except ValidationError as error:
        answering.submission.refresh_from_db()
        if answering.is_review and answering.is_writable:
            form.add_error(None, error)
            return _page(request, answering, step, form)
        messages.error(request, " ".join(error.messages))
        return _closed(request, answering, typed=form)
    if _is_typing(request):
        return _kept(request, replace(answering, submission=saved), step)
    if not (is_valid and form.is_valid()) or request.POST.get("mehr"):
        return _page(request, replace(answering, submission=saved), step, form, saved=True)
    return HttpResponseRedirect(_next_url(request, answering, step))


def file_of(answering: Answering, key: Any) -> Any:
    """Return a file of the submission, None where it has no such file."""
    return answering.submission.files.filter(pk=key).first()


def take_back(request: HttpRequest, answering: Answering) -> Submission | None:
    """Take answers that were handed in back into a new draft; says what happened where that is too late."""
    try:
        return reopen(submission=answering.submission, actor=answering.actor)
    except ValidationError as error:
        messages.info(request, " ".join(error.messages))
        return None


def _is_typing(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _next_url(request: HttpRequest, answering: Answering, step: Step) -> str:
    if answering.is_review:
        messages.success(request, "Ihre Änderungen sind vorgemerkt; veröffentlicht sind sie noch nicht.")
        return answering.home
    if request.POST.get("do") == "speichern":
        messages.success(request, "Gespeichert. Sie können jederzeit und auf jedem Gerät weitermachen.")
        return answering.step_url(step.name)
    names = [one.name for one in STEPS] + [LAST]
    wanted = request.POST.get("nach", "")
    return answering.step_url(wanted if wanted in names else names[names.index(step.name) + 1])


def _with_uploads(form: StepForm, answering: Answering, stated: ProfileData) -> ProfileData:
    """Keep the files that were sent and name them in the answers; a refused one is an error of its field."""
    if not isinstance(form, DetailsForm):
        return stated
    if logo := form.cleaned_data.get("logo_upload"):
        try:
            key = _stored(answering, FileKind.LOGO, logo)
            stated = replace(stated, logo=key)
        except ValidationError as error:
            form.add_error("logo_upload", error)
    certificates = list(stated.certificates or ())
    for position, row, sent in form.sent_certificates():
        try:
            certificates[position] = replace(
                certificates[position], file=_stored(answering, FileKind.CERTIFICATE, sent)
            )
        except ValidationError as error:
            row.add_error("upload", error)
    return replace(stated, certificates=tuple(certificates)) if certificates else stated


def _stored(answering: Answering, kind: FileKind, sent: Any) -> str:
    stored = store_upload(
        submission=answering.submission, kind=kind, name=sent.name, data=sent.read(), actor=answering.actor
    )
    return str(stored.pk)


def _page(
    request: HttpRequest,
    answering: Answering,
    step: Step,
    form: StepForm,
    *,
    saved: bool = False,
    status: int = 200,
    conflicts: list[dict[str, str]] | None = None,
) -> HttpResponse:
    current = stand(answering.answers, form.names)
    context = {
        **_frame(answering, step.name),
        "title": step.title,
        "form": form,
        "stand": current,
        "saved": saved,
        "conflicts": conflicts or [],
        "problems": form.problems(),
        "notes": {name: answering.submission.notes.get(name, "") for name in form.names},
    }
    if isinstance(form, DetailsForm):
        context |= details_page(form, notes=context["notes"], files=_files(answering))
    return render(request, step.page, context, status=status)


def _frame(answering: Answering, current: str) -> dict[str, Any]:
    pages = [(step.name, step.title) for step in STEPS] + (
        [] if answering.is_review else [(LAST, LAST_TITLE)]
    )
    return {
        "answering": answering,
        "submission": answering.submission,
        "steps": [
            {"title": title, "url": answering.step_url(name), "is_current": name == current}
            for name, title in pages
        ],
    }


def _files(answering: Answering) -> Mapping[str, dict[str, str]]:
    rows = answering.submission.files.without_content()
    return {str(row.pk): {"name": row.file_name, "url": answering.file_url(row.pk)} for row in rows}


def _stale(request: HttpRequest, answering: Answering, step: Step) -> HttpResponse:
    """Show what was typed here beside what was stored elsewhere; saving again takes what was typed."""
    answering.submission.refresh_from_db()
    answers = answering.answers
    form = step.form(request.POST, request.FILES, answers=answers)
    form.is_valid()
    typed = form.stated()
    vocabulary = current_vocabulary()
    conflicts = [
        {
            "label": field_label(name),
            "stored": field_words(name, getattr(answers, name), vocabulary) or "leer",
        }
        for name in changed_fields(answers, typed)
    ]
    if _is_typing(request):
        return render(request, "profiles/form/_stale.html", {"conflicts": conflicts})
    return _page(request, answering, step, form, status=409, conflicts=conflicts)


def _kept(request: HttpRequest, answering: Answering, step: Step) -> HttpResponse:
    form = step.form(answers=answering.answers)
    understanding = form.understanding if isinstance(form, QuestionsForm) else None
    return render(
        request,
        "profiles/form/_kept.html",
        {
            "submission": answering.submission,
            "stand": form.current_stand,
            "understanding": understanding,
            "is_new_understanding": understanding is not None
            and understanding.mark != request.POST.get("gezeigt"),
        },
    )


def _last_step(request: HttpRequest, answering: Answering) -> HttpResponse:
    """Show what would be handed in and what is missing; a POST hands it in."""
    submission = answering.submission
    answers = answers_of(submission)
    form = SubmitForm(request.POST or None, answers=answers)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            done = submit(
                submission=submission,
                actor=answering.actor,
                message=form.cleaned_data["message"],
                expected=form.seen_stand,
            )
        except StaleAnswersError:
            submission.refresh_from_db()
            answers = answers_of(submission)
            form.add_error(
                None,
                "In einem anderen Fenster wurde inzwischen etwas geändert. Bitte sehen Sie noch einmal hin.",
            )
            status = 409
        except ValidationError as error:
            submission.refresh_from_db()
            if not submission.is_writable:
                messages.info(request, " ".join(error.messages))
                return HttpResponseRedirect(answering.step_url(LAST))
            form.add_error(None, error)
        else:
            _tell_submitted(request, done)
            return HttpResponseRedirect(answering.home)
    base = base_of(submission)
    vocabulary = current_vocabulary()
    changes = [
        _change(submission, name, (base, answers), vocabulary) for name in changed_fields(base, answers)
    ]
    gains = gains_of(
        answers, cluster=submission.cluster, company=submission.company, today=timezone.localdate()
    )
    context = {
        **_frame(answering, LAST),
        "title": LAST_TITLE,
        "form": form,
        "problems": form.problems(),
        "stand": stand(answers),
        "changes": changes,
        "gains": [{"gain": gain, "url": answering.step_url(gain.step)} for gain in gains],
    }
    return render(request, LAST_PAGE, context, status=status)


def _change(
    submission: Submission, name: str, sides: tuple[ProfileData, ProfileData], vocabulary: Vocabulary
) -> dict[str, Any]:
    old, new = (field_words(name, getattr(data, name), vocabulary) for data in sides)
    return {
        "label": field_label(name),
        "old": old,
        "diff": word_diff(old, new),
        "note": submission.notes.get(name, ""),
    }


def _tell_submitted(request: HttpRequest, submission: Submission) -> None:
    if submission.state == SubmissionState.APPROVED:
        messages.success(request, "Vielen Dank. Ihre Angaben gelten ab sofort.")
    else:
        messages.success(
            request,
            "Vielen Dank. Ihre Angaben sind eingereicht; die Wirtschaftsförderung sieht sie durch und "
            "veröffentlicht sie dann.",
        )


def _set_aside(submission: Submission) -> list[dict[str, str]]:
    """Return what stands in answers that somebody else withdrew, so that nobody has to type it from memory."""
    if submission.state != SubmissionState.WITHDRAWN or not submission.note:
        return []
    answers = answers_of(submission)
    vocabulary = current_vocabulary()
    return [
        {"label": field_label(name), "typed": field_words(name, getattr(answers, name), vocabulary) or "leer"}
        for name in changed_fields(base_of(submission), answers)
    ]


def _closed(request: HttpRequest, answering: Answering, typed: StepForm | None = None) -> HttpResponse:
    """Show how far the answers have come where nothing can be written any more, and what was typed too late."""
    lost = []
    if typed is not None:
        vocabulary = current_vocabulary()
        stored, given = answering.answers, typed.stated()
        lost = [
            {"label": field_label(name), "typed": field_words(name, getattr(given, name), vocabulary)}
            for name in changed_fields(stored, given)
        ]
    context = {
        **_frame(answering, ""),
        "lost": lost,
        "set_aside": _set_aside(answering.submission),
        "can_take_back": answering.submission.state == SubmissionState.SUBMITTED and not answering.is_review,
    }
    if _is_typing(request):
        return render(request, "profiles/form/_closed_note.html", context)
    status = 409 if request.method == "POST" else 200
    return render(request, "profiles/form/closed.html", context, status=status)
