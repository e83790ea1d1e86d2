"""Who is filling in a firm's answers, and where his or her pages are."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest
from django.urls import reverse

from profiles.models import Submission
from profiles.rules import may_answer

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Answering:
    """A submission in the hands of somebody who may write it.

    `actor` is the signed-in person, None for the holder of a personal link. `routes` is the beginning of the names
    of the addresses under which this person answers: "<routes>_step" takes `args` and the name of a step,
    "<routes>_file" `args` and the key of a file, "<routes>_withdraw" `args`; `home` is where the form leads in the
    end.
    """

    submission: Submission
    actor: "User | None"
    routes: str
    args: tuple[object, ...]
    home: str

    def step_url(self, step: str) -> str:
        """Return the address of a step of the form."""
        return reverse(f"{self.routes}_step", args=[*self.args, step])

    def file_url(self, key: uuid.UUID | str) -> str:
        """Return the address of a file of the submission."""
        return reverse(f"{self.routes}_file", args=[*self.args, key])

    @property
    def withdraw_url(self) -> str:
        """Return the address that takes the answers back."""
        return reverse(f"{self.routes}_withdraw", args=self.args)


def own_answering(request: HttpRequest, reference: uuid.UUID) -> Answering:
    """Return the submission in the hands of an owner or editor of its firm; for everybody else it does not exist."""
    submission = Submission.objects.select_related("company", "cluster").filter(reference=reference).first()
    if submission is None or not may_answer(request.user, submission):
        raise Http404
    return Answering(
        submission=submission,
        actor=request.user,  # type: ignore[arg-type]
        routes="profiles:own",
        args=(reference,),
        home=reverse("profiles:own"),
    )
