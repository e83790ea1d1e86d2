"""Where people are signed in."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User

_PROGRAMS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
"""Marks in what a browser says about itself → how people call it; the first that fits counts."""


def device_of(user_agent: str) -> str:
    """Return in words what a browser says it is, for example "Firefox, Windows"."""
    known = (
        next((name for mark, name in table if mark in user_agent), "") for table in (_PROGRAMS, _SYSTEMS)
    )
    return ", ".join(name for name in known if name) or "unbekanntes Gerät"


def sessions_of(user: User, now: datetime) -> QuerySet[UserSession]:
    """Return where a person is signed in at a moment (aware), the latest first."""
    return UserSession.objects.filter(_alive(now), user=user).order_by("-created_at", "pk")


def forget_ended_sessions(now: datetime) -> str:
    """Delete sessions that have run out and what was noted about their browsers, and say how many they were."""
    count, _ = Session.objects.filter(expire_date__lte=now).delete()
    UserSession.objects.exclude(_alive(now)).delete()
    return f"{count} beendete Anmeldungen gelöscht"


def _alive(now: datetime) -> Exists:
    return Exists(Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now))
