"""Who can do which step, read from the scores of the engine."""

import datetime

from companies.search.packing import ALL_SITES, Standing
from companies.search.requirement import Option, WantedPlace
from matching.domain.consortia import Offer
from matching.domain.engine import Matcher, match_in
from matching.domain.team_search import ALL_BELOW, nearest_offers, teams_in
from matching.domain.wanted import Criterion, Wanted, WantedStep
from matching.enums import Attribute, Importance, Status
from tests.companies.search.builders import (
    DAY,
    KAISERSLAUTERN,
    LANDSTUHL,
    VOCABULARY,
    Firm,
    core,
    make_model,
)

HERE = WantedPlace("66849-landstuhl", "Landstuhl", *LANDSTUHL[:2])
VALID = datetime.date(2030, 1, 1)


def wanted(*keys, criteria=(), lead=0, **more):
    steps = tuple(
        WantedStep(number, (Option(key, 1.0),), is_lead=number == lead + 1)
        for number, key in enumerate(keys, start=1)
    )
    return Wanted(steps=steps, criteria=tuple(criteria), **more)


def ask(firms, asked, **more):
    return teams_in(make_model(firms), VOCABULARY, asked, clusters=None, today=DAY, **more)


def members(result):
    return [team.companies for team in result.consortia.teams]


def test_a_firm_that_does_everything_comes_before_teams():
    firms = [
        Firm(1, processes=core("drehen")),
        Firm(2, processes=core("schweissen")),
        Firm(3, processes=core("drehen", "schweissen")),
    ]
    found = ask(firms, wanted("drehen", "schweissen"))
    assert members(found) == [(3,), (1, 2)]
    assert set(found.matches) == {1, 2, 3}


def test_the_firm_of_the_lead_step_leads():
    firms = [Firm(1, processes=core("drehen")), Firm(2, processes=core("schweissen"))]
    found = ask(firms, wanted("drehen", "schweissen", lead=1)).consortia.teams[0]
    assert (found.companies, found.lead) == ((1, 2), 2)


def test_a_condition_counts_at_its_own_step_only():
    certificate = Criterion(Attribute.CERTIFICATE, Importance.HARD, step=2, key="iso-9001")
    firms = [
        Firm(1, processes=core("drehen")),
        Firm(2, processes=core("schweissen")),
        Firm(3, processes=core("schweissen"), certificates=(("iso-9001", "", VALID),)),
    ]
    found = ask(firms, wanted("drehen", "schweissen", criteria=[certificate]))
    assert members(found) == [(1, 3)]
    assert found.consortia.offers[2] == (Offer(3, 1.0),)


def test_an_expired_certificate_covers_nothing():
    certificate = Criterion(Attribute.CERTIFICATE, Importance.HARD, step=2, key="iso-9001")
    expired = datetime.date(2026, 1, 1)
    firms = [
        Firm(1, processes=core("drehen")),
        Firm(2, processes=core("schweissen"), certificates=(("iso-9001", "", expired),)),
    ]
    found = ask(firms, wanted("drehen", "schweissen", criteria=[certificate])).consortia
    assert [step.step for step in found.open] == [2]
    near = found.open[0].nearest[0]
    assert near.company == 2
    assert near.reason.sentence == "ISO 9001 ist am 01.01.2026 abgelaufen."


def test_where_nobody_states_a_condition_those_count_that_can_be_asked():
    certificate = Criterion(Attribute.CERTIFICATE, Importance.HARD, step=2, key="iso-9001")
    firms = [
        Firm(1, processes=core("drehen")),
        Firm(2, processes=core("schweissen")),
        Firm(3, processes={"schweissen": (Standing.VIA_PARTNER, ALL_SITES)} | core("erodieren")),
    ]
    found = ask(firms, wanted("drehen", "schweissen", criteria=[certificate]))
    assert members(found) == [(1, 2)]
    assert found.consortia.teams[0].tasks[1].to_ask
    assert [part.status for part in found.matches[2].to_ask if part.step == 2] == [Status.UNKNOWN]


def test_who_does_a_step_much_worse_than_others_does_not_save_a_firm():
    firms = [
        Firm(1, processes=core("drehen")),
        Firm(2, processes=core("schweissen")),
        Firm(3, processes=core("drehen", "fraesen") | {"schweissen": (Standing.SUPPLEMENTARY, ALL_SITES)}),
        Firm(4, processes=core("fraesen")),
        Firm(5, processes=core("erodieren")),
    ]
    found = ask(firms, wanted("fraesen", "schweissen", "erodieren"))
    # a supplementary process beside two core ones reaches less than three quarters of the best
    assert [offer.company for offer in found.consortia.offers[2]] == [2]
    assert members(found) == [(4, 2, 5), (3, 2, 5)]
    # alone it would do
    assert members(ask(firms, wanted("fraesen", "schweissen"))) == [(3,), (4, 2)]


def test_nobody_outside_a_hard_radius_takes_part_but_is_named():
    firms = [
        Firm(1, processes=core("drehen"), sites=(LANDSTUHL,)),
        Firm(2, processes=core("schweissen"), sites=(KAISERSLAUTERN,)),
    ]
    found = ask(
        firms, wanted("drehen", "schweissen", place=HERE, radius_km=5.0, radius_is_hard=True)
    ).consortia
    assert [team.companies for team in found.teams] == [(1,)]
    near = found.open[0].nearest[0]
    assert (near.company, near.reason.attribute, round(near.distance_km)) == (2, Attribute.DISTANCE, 15)


def test_the_shorter_way_decides_between_equal_firms():
    firms = [
        Firm(1, processes=core("drehen"), sites=(LANDSTUHL,)),
        Firm(2, processes=core("schweissen"), sites=(KAISERSLAUTERN,)),
        Firm(3, processes=core("schweissen"), sites=(LANDSTUHL,)),
    ]
    assert members(ask(firms, wanted("drehen", "schweissen", place=HERE)))[0] == (1, 3)


def test_a_related_process_is_named_for_an_open_step():
    firms = [Firm(1, processes=core("schweissen")), Firm(2, processes=core("erodieren"))]
    found = ask(firms, wanted("schweissen", "fraesen")).consortia
    assert [team.companies for team in found.teams] == [(1,)]
    assert [step.step for step in found.open] == [2]
    near = found.open[0].nearest[0]
    assert near.company == 2
    assert near.reason.sentence == "Statt Fräsen wird das verwandte Verfahren Erodieren angeboten."


def test_whoever_asks_is_in_no_team():
    firms = [Firm(1, processes=core("drehen", "schweissen")), Firm(2, processes=core("schweissen"))]
    found = ask(firms, wanted("drehen", "schweissen", seekers=frozenset({1})))
    assert members(found) == [(2,)]
    assert [step.step for step in found.consortia.open] == [1]


def test_a_demand_with_one_step_needs_no_team():
    assert ask([Firm(1, processes=core("drehen"))], wanted("drehen")).consortia.teams == ()


def test_an_empty_directory_leaves_everything_open():
    found = ask([], wanted("drehen", "schweissen")).consortia
    assert (found.teams, [step.step for step in found.open]) == ((), [1, 2])


def test_offers_agree_with_what_the_engine_says_of_each_step():
    firms = [
        Firm(n, processes=core(*keys)) for n, keys in enumerate([("drehen",), ("schweissen", "drehen")], 1)
    ]
    asked = wanted("drehen", "schweissen")
    engine = match_in(make_model(firms), VOCABULARY, asked, clusters=None, today=DAY)
    offers = ask(firms, asked).consortia.offers
    for number, matches in engine.by_step.items():
        assert [(offer.company, offer.score) for offer in offers[number]] == [
            (one.company, one.score) for one in matches
        ]


def test_a_large_directory_is_cut_to_the_best_and_says_so():
    firms = [Firm(n, processes=core("drehen")) for n in range(1, ALL_BELOW + 1)]
    firms += [Firm(900 + n, processes=core("schweissen")) for n in range(3)]
    firms.append(Firm(999, processes=core("drehen", "schweissen")))
    found = ask(firms, wanted("drehen", "schweissen"))
    assert not found.consortia.is_exact
    assert members(found)[0] == (999,)
    assert len(members(found)[1]) == 2


def test_nearest_offers_without_any():
    assert nearest_offers(Matcher(make_model([]), VOCABULARY, wanted("drehen"), None, DAY), 1) == ()
