"""Teams for a demand with the names and sentences that a page shows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from companies.models import Company
from companies.search.keeper import KEEPER
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind, Vocabulary
from matching.domain.consortia import Team
from matching.domain.engine import Matcher
from matching.domain.results import Match, ScorePart
from matching.domain.team_search import TeamResult, teams_of
from matching.domain.wanted import Wanted
from matching.enums import Attribute


@dataclass(frozen=True, slots=True)
class ShownTask:
    """One step that a firm does: number, process, the sentence that says how, and what it has to be asked."""

    number: int
    name: str
    sentence: str
    to_ask: tuple[ScorePart, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A firm of a team with its steps; `leg_km` is the way from whoever works before it (None: not known or first)."""

    company: Company
    is_lead: bool
    tasks: tuple[ShownTask, ...]
    leg_km: float | None


@dataclass(frozen=True, slots=True)
class ShownTeam:
    """One team; `last_leg_km` is the way to the place of delivery."""

    members: tuple[Member, ...]
    way_km: float
    last_leg_km: float | None

    @property
    def is_single(self) -> bool:
        """Say whether one firm does everything."""
        return len(self.members) == 1


@dataclass(frozen=True, slots=True)
class ShownNearby:
    """A firm that nearly covers an open step, and why it does not."""

    company: Company
    sentence: str
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class ShownOpen:
    """A step that nobody covers."""

    number: int
    name: str
    nearest: tuple[ShownNearby, ...]


@dataclass(frozen=True, slots=True)
class TeamPage:
    """What the block of the page shows: firms that do everything, teams, open steps; `place` is where it goes."""

    singles: tuple[ShownTeam, ...]
    teams: tuple[ShownTeam, ...]
    open: tuple[ShownOpen, ...]
    place: str
    is_exact: bool


def team_page(wanted: Wanted, *, clusters: frozenset[int] | None, today: datetime.date) -> TeamPage | None:
    """Return the teams for a demand; None for one with fewer than two steps. Two queries."""
    if len(wanted.steps) < 2:
        return None
    vocabulary = current_vocabulary()
    matcher = Matcher(KEEPER.current(vocabulary), vocabulary, wanted, clusters, today)
    result = teams_of(matcher)
    return team_page_of(matcher, result, Company.objects.with_place().in_bulk(list(result.named)))


def team_page_of(matcher: Matcher, result: TeamResult, firms: Mapping[int, Company]) -> TeamPage:
    """Do the same for a demand that is matched already, with the firms (`with_place`) that the teams name."""
    wanted, vocabulary = matcher.wanted, matcher.vocabulary
    names = {step.number: vocabulary.node(Kind.PROCESS, step.key).name_de for step in wanted.steps}
    shown = [_team(team, result.matches, firms, names, vocabulary) for team in result.consortia.teams]
    return TeamPage(
        singles=tuple(team for team in shown if team.is_single),
        teams=tuple(team for team in shown if not team.is_single),
        open=tuple(
            ShownOpen(
                step.step,
                names[step.step],
                tuple(
                    ShownNearby(
                        firms[near.company], near.reason.sentence if near.reason else "", near.distance_km
                    )
                    for near in step.nearest
                    if near.company in firms
                ),
            )
            for step in result.consortia.open
        ),
        place=wanted.place.name if wanted.place else "",
        is_exact=result.consortia.is_exact,
    )


def _team(
    team: Team,
    matches: Mapping[int, Match],
    firms: Mapping[int, Company],
    names: Mapping[int, str],
    vocabulary: Vocabulary,
) -> ShownTeam:
    members = []
    for company in team.companies:
        parts = matches[company].parts
        tasks = tuple(
            ShownTask(
                number,
                names[number],
                next(
                    (p.sentence for p in parts if p.step == number and p.attribute == Attribute.PROCESS), ""
                ),
                tuple(part for part in parts if part.is_open_question and part.step in (number, None)),
            )
            for number in team.steps_of(company)
        )
        leg = next(task.leg_km for task in team.tasks if task.company == company)
        is_first = company == team.companies[0]
        members.append(Member(firms[company], company == team.lead, tasks, None if is_first else leg))
    return ShownTeam(tuple(members), team.way_km, team.last_leg_km)


def team_lines(page: TeamPage) -> list[str]:
    """Return who does what as plain text, one line per firm and open step."""
    lines = []
    for number, team in enumerate((*page.singles, *page.teams), start=1):
        lines.append(f"Gespann {number}:")
        for member in team.members:
            steps = ", ".join(f"{task.number}. {task.name}" for task in member.tasks)
            lead = " (federführend)" if member.is_lead and not team.is_single else ""
            lines.append(f"  {member.company.name}{lead}: {steps}")
    for step in page.open:
        nearest = "; ".join(f"{near.company.name}: {near.sentence}" for near in step.nearest)
        lines.append(f"Offen: {step.number}. {step.name}. {nearest}".strip())
    return lines
