"""Ranking firms for a demand: conditions, near misses, steps, dates and reasons, on a small directory."""

import datetime
from dataclasses import replace

import pytest

from companies.search import packing
from companies.search.closeness import WeightedWord
from companies.search.packing import Standing
from companies.search.requirement import Option, WantedPart, WantedPlace, WordForm
from competences.language import Kind
from matching.domain.engine import match_in
from matching.domain.wanted import MADE_SO, Criterion, Values, Wanted, WantedStep
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

HARD, WISH = Importance.HARD, Importance.WISH
PLACE = WantedPlace("67655-kaiserslautern", "Kaiserslautern", 49.443, 7.766)
FAR = (50.9, 9.5, "")


def step(key, number=1, lead=True, importance=HARD):
    return WantedStep(number, (Option(key, 1.0),), importance=importance, is_lead=lead)


def turning(*criteria, **values):
    return Wanted(steps=(step("drehen"),), criteria=criteria, **values)


def answer(firms, wanted, count=50):
    return match_in(make_model(firms), VOCABULARY, wanted, clusters=None, today=DAY, count=count)


def order(result):
    return [one.company for one in result.matches]


def scores(result):
    return {one.company: one.score for one in result.matches}


def row(result, company, attribute):
    every = (*result.matches, *(near.match for near in result.near))
    (one,) = (m for m in every if m.company == company)
    (part,) = (p for p in one.parts if p.attribute is attribute)
    return part


def diameter(limit):
    return (("drehen", "", {"diameter_mm": limit, "turning_length_mm": 1000}),)


def test_core_comes_before_supplementary_before_via_partner():
    firms = [
        Firm(1, processes={"drehen": (Standing.VIA_PARTNER, packing.ALL_SITES)}),
        Firm(2, processes={"drehen": (Standing.SUPPLEMENTARY, packing.ALL_SITES)}),
        Firm(3, processes=core("drehen")),
        Firm(4, processes=core("schweissen")),
    ]
    result = answer(firms, turning())
    assert order(result) == [3, 2, 1]
    assert scores(result) == {3: 1.0, 2: 0.85, 1: 0.5}
    assert row(result, 1, Attribute.PROCESS).status == Status.PARTLY


def test_a_condition_that_is_not_met_excludes_and_shows_as_a_near_miss():
    asked = Criterion(Attribute.CYLINDER, HARD, values=Values(diameter_mm=500))
    firms = [
        Firm(1, processes=core("drehen"), limits=diameter(630)),
        Firm(2, processes=core("drehen"), limits=diameter(400)),
    ]
    result = answer(firms, turning(asked))
    assert order(result) == [1]
    (near,) = result.near
    assert near.match.company == 2
    assert near.reason.sentence == (
        "Durchmesser und Länge: verlangt Ø 500 mm, angeboten bis Ø 400 × 1.000 mm."
    )


def test_two_missed_conditions_are_no_near_miss():
    asked = (
        Criterion(Attribute.CYLINDER, HARD, values=Values(diameter_mm=500)),
        Criterion(Attribute.CERTIFICATE, HARD, key="iso-9001"),
    )
    yesterday = DAY - datetime.timedelta(days=1)
    firm = Firm(
        1, processes=core("drehen"), limits=diameter(400), certificates=(("iso-9001", "", yesterday),)
    )
    result = answer([firm], turning(*asked))
    assert (result.matches, result.near) == ((), ())


def test_a_condition_that_is_not_stated_ranks_below_a_match_and_is_marked():
    asked = Criterion(Attribute.CERTIFICATE, HARD, key="iso-9001")
    firms = [
        Firm(1, processes=core("drehen")),
        Firm(2, processes={"drehen": (Standing.SUPPLEMENTARY, 255)}, certificates=(("iso-9001", "", None),)),
    ]
    result = answer(firms, turning(asked))
    assert order(result) == [2, 1]
    assert scores(result)[1] < 0.5 <= scores(result)[2]
    assert [part.attribute for part in result.matches[1].to_ask] == [Attribute.CERTIFICATE]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ((("iatf-16949", "", None),), Status.MET),  # implies ISO 9001
        ((("iso-9001", "", DAY),), Status.MET),  # its last day counts
        ((("iso-9001", "", DAY - datetime.timedelta(days=1)),), Status.NOT_MET),
        ((), Status.UNKNOWN),
    ],
)
def test_certificates_by_implication_and_date(held, expected):
    wish = Criterion(Attribute.CERTIFICATE, WISH, key="iso-9001")
    result = answer([Firm(1, processes=core("drehen"), certificates=held)], turning(wish))
    assert row(result, 1, Attribute.CERTIFICATE).status == expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [("EXC3", Status.MET), ("EXC4", Status.MET), ("EXC2", Status.NOT_MET), ("", Status.UNKNOWN)],
)
def test_levels_of_a_certificate(level, expected):
    wish = Criterion(Attribute.CERTIFICATE, WISH, key="en-1090", level="EXC3")
    firm = Firm(1, processes=core("drehen"), certificates=(("en-1090", level, None),))
    assert row(answer([firm], turning(wish)), 1, Attribute.CERTIFICATE).status == expected


def test_valid_today_but_not_on_the_day_of_need_has_to_be_asked():
    asked = Criterion(Attribute.CERTIFICATE, HARD, key="iso-9001")
    until = DAY + datetime.timedelta(days=30)
    firm = Firm(1, processes=core("drehen"), certificates=(("iso-9001", "", until),))
    result = answer([firm], turning(asked, needed_by=DAY + datetime.timedelta(days=60)))
    part = row(result, 1, Attribute.CERTIFICATE)
    assert part.status == Status.UNKNOWN
    assert part.sentence == (
        "ISO 9001 gilt heute, läuft aber am 24.12.2026 ab, vor dem 23.01.2027 – bitte nachfragen."
    )
    assert scores(result)[1] < 0.5


def test_material_by_grade_family_other_and_nothing():
    wish = Criterion(Attribute.MATERIAL, WISH, key="1-4301")
    firms = [
        Firm(1, processes=core("drehen"), materials=("1-4301",)),
        Firm(2, processes=core("drehen"), materials=("edelstahl",)),
        Firm(3, processes=core("drehen")),
    ]
    result = answer(firms, turning(wish))
    assert order(result) == [1, 2, 3]
    assert [row(result, number, Attribute.MATERIAL).status for number in (1, 2, 3)] == [
        Status.MET,
        Status.PARTLY,
        Status.UNKNOWN,
    ]


def test_a_limit_for_the_material_counts_instead_of_the_general_one():
    asked = (
        Criterion(Attribute.MATERIAL, WISH, key="1-4301"),
        Criterion(Attribute.THICKNESS, WISH, values=Values(thickness_min_mm=20, thickness_max_mm=20)),
    )
    limits = (
        ("drehen", "", {"thickness_max_mm": 25}),
        ("drehen", "edelstahl", {"thickness_max_mm": 12}),
    )
    result = answer([Firm(1, processes=core("drehen"), limits=limits)], turning(*asked))
    assert row(result, 1, Attribute.THICKNESS).status == Status.NOT_MET


def test_the_seeker_is_no_answer():
    firms = [Firm(1, processes=core("drehen")), Firm(2, processes=core("drehen"))]
    assert order(answer(firms, turning(seekers=frozenset({1})))) == [2]


def test_distance_decides_among_equals_and_excludes_only_where_it_is_a_condition():
    firms = [
        Firm(1, processes=core("drehen"), sites=(FAR,)),
        Firm(2, processes=core("drehen"), sites=(LANDSTUHL,)),
        Firm(3, processes=core("drehen"), sites=(KAISERSLAUTERN,)),
    ]
    near_by = turning(place=PLACE, radius_km=50.0)
    assert order(answer(firms, near_by)) == [3, 2, 1]
    result = answer(firms, replace(near_by, radius_is_hard=True))
    assert order(result) == [3, 2]
    assert [near.match.company for near in result.near] == [1]
    assert result.near[0].reason.attribute is Attribute.DISTANCE


def test_whoever_can_do_the_lead_step_and_more_comes_first():
    wanted = Wanted(steps=(step("drehen"), step("schweissen", 2, lead=False)))
    firms = [
        Firm(1, processes=core("schweissen")),
        Firm(2, processes=core("drehen")),
        Firm(3, processes=core("drehen", "schweissen")),
        Firm(4, processes={"drehen": (Standing.VIA_PARTNER, 255)}),
    ]
    result = answer(firms, wanted)
    assert order(result) == [3, 2, 1, 4]
    assert {one.company: one.steps for one in result.matches} == {1: (2,), 2: (1,), 3: (1, 2), 4: (1,)}
    assert [one.company for one in result.by_step[2]] == [1, 3]


def test_a_condition_of_one_step_does_not_exclude_from_another():
    certified = Criterion(Attribute.CERTIFICATE, HARD, step=2, key="iso-9001")
    wanted = Wanted(steps=(step("drehen"), step("schweissen", 2, lead=False)), criteria=(certified,))
    yesterday = DAY - datetime.timedelta(days=1)
    firms = [
        Firm(1, processes=core("drehen", "schweissen"), certificates=(("iso-9001", "", yesterday),)),
        Firm(2, processes=core("schweissen"), certificates=(("iso-9001", "", None),)),
    ]
    result = answer(firms, wanted)
    assert order(result) == [1, 2]
    assert [one.company for one in result.by_step[1]] == [1]
    assert [one.company for one in result.by_step[2]] == [2]


def test_a_size_that_hardly_anybody_reaches_is_doubted_where_it_is_not_stated():
    wish = Criterion(Attribute.CYLINDER, WISH, values=Values(diameter_mm=4000))
    stating = [Firm(n, processes=core("drehen"), limits=diameter(400)) for n in range(2, 10)]
    silent = Firm(1, processes=core("drehen"))
    assert scores(answer([silent, *stating], turning(wish)))[1] == 0.672
    assert scores(answer([silent], turning(wish)))[1] == 0.9231
    assert answer([silent, *stating], turning(wish)).matches[0].company == 1


def test_a_size_is_doubted_where_everything_the_firm_states_is_smaller():
    wish = Criterion(Attribute.ENVELOPE, WISH, values=Values(length_mm=4500))
    small = Firm(1, processes=core("schweissen", "fraesen"), limits=(("fraesen", "", {"length_mm": 3000}),))
    large = Firm(2, processes=core("schweissen", "fraesen"), limits=(("fraesen", "", {"length_mm": 6000}),))
    silent = Firm(3, processes=core("schweissen", "fraesen"))
    found = scores(answer([small, large, silent], Wanted(steps=(step("schweissen"),), criteria=(wish,))))
    assert found[2] == found[3]
    assert found[1] == pytest.approx(0.75 * found[3], abs=2e-4)


def test_nobody_with_a_side_step_stands_before_the_best_of_the_lead_step():
    wanted = Wanted(steps=(step("drehen"), step("schweissen", 2, lead=False)))
    firms = [
        Firm(
            1,
            processes={
                "drehen": (Standing.SUPPLEMENTARY, packing.ALL_SITES),
                "fraesen": (Standing.CORE, 255),
            },
        ),
        Firm(2, processes=core("schweissen")),
    ]
    assert order(answer(firms, wanted)) == [1, 2]


def test_a_firm_is_explained_only_when_its_rows_are_read():
    result = answer([Firm(1, processes=core("drehen"))], turning())
    (one,) = result.matches
    assert "parts" not in vars(one)
    assert [part.attribute for part in one.parts] == [Attribute.PROCESS]
    assert one.parts is one.parts


def test_a_related_process_alone_is_no_match():
    wanted = Wanted(steps=(step("fraesen"),))
    result = answer([Firm(1, processes=core("erodieren"))], wanted)
    assert [one.is_strong for one in result.matches] == [False]
    assert row(result, 1, Attribute.PROCESS).sentence == (
        "Statt Fräsen wird das verwandte Verfahren Erodieren angeboten."
    )
    assert result.is_gap


def test_a_change_on_top_of_the_directory_answers_like_a_new_directory():
    firms = [Firm(n, processes=core("drehen"), limits=diameter(100 * n)) for n in range(1, 6)]
    changed = replace(firms[2], limits=diameter(900))
    asked = turning(Criterion(Attribute.CYLINDER, HARD, values=Values(diameter_mm=450)))
    layered = match_in(make_model(firms, [changed, 5]), VOCABULARY, asked, clusters=None, today=DAY)
    whole = answer([firms[0], firms[1], changed, firms[3]], asked)
    assert scores(layered) == scores(whole)
    assert [n.match.company for n in layered.near] == [n.match.company for n in whole.near]


def test_the_order_does_not_depend_on_how_many_are_asked_for():
    firms = [
        Firm(n, processes=core("drehen"), limits=diameter(100 + 40 * (n * 7 % 11))) for n in range(1, 40)
    ]
    asked = turning(Criterion(Attribute.CYLINDER, WISH, values=Values(diameter_mm=300)))
    every = order(answer(firms, asked))
    assert order(answer(firms, asked, count=5)) == every[:5]
    assert answer(firms, asked, count=5).total == 39


def wording(*words):
    return tuple(WeightedWord(WordForm(word, word, (word,))) for word in words)


STAIRS = wording("treppe", "podest", "gelaender")


def test_among_equals_whoever_writes_what_is_written_comes_first_and_is_quoted():
    firms = [
        Firm(1, processes=core("drehen"), words=("treppe",)),
        Firm(2, processes=core("drehen"), words=("treppe", "gelaender", "podest")),
        Firm(3, processes=core("drehen")),
    ]
    result = answer(
        [*firms, Firm(4, processes={"drehen": (Standing.SUPPLEMENTARY, 255)})], turning(wording=STAIRS)
    )
    assert order(result) == [2, 1, 3, 4]
    assert [one.wording for one in result.matches] == [("gelaender", "podest", "treppe"), ("treppe",), (), ()]


def test_who_does_none_of_the_work_by_name_is_listed_for_the_wording_but_is_no_match():
    firms = [Firm(1, words=("treppe", "gelaender", "podest")), Firm(2, processes=core("drehen")), Firm(3)]
    result = answer(firms, turning(wording=STAIRS))
    assert scores(result) == {2: 0.988, 1: 0.4016}
    assert result.near == ()
    assert not result.is_gap
    assert answer([firms[0], firms[2]], turning(wording=STAIRS)).is_gap


def test_the_wording_lifts_nobody_over_a_condition_that_is_open_or_not_met():
    hard = Criterion(Attribute.CERTIFICATE, HARD, key="iso-9001")
    old = DAY - datetime.timedelta(days=1)
    firms = [
        Firm(1, processes=core("drehen"), words=("treppe", "gelaender", "podest")),
        Firm(2, processes=core("drehen"), certificates=(("iso-9001", "", None),)),
        Firm(3, processes=core("drehen"), words=("treppe",), certificates=(("iso-9001", "", old),)),
    ]
    result = answer(firms, turning(hard, wording=STAIRS))
    assert scores(result) == {2: 0.988, 1: 0.49}
    assert [near.match.company for near in result.near] == [3]


def test_where_no_work_is_read_the_wording_finds_whom_to_ask():
    firms = [
        Firm(1, words=("treppe", "podest")),
        Firm(2, words=("treppe", "podest", "gelaender")),
        Firm(3, processes=core("drehen")),
        Firm(4),
        Firm(5),
    ]
    result = answer(firms, Wanted(wording=STAIRS))
    assert order(result) == [2, 1]
    assert not any(one.is_strong for one in result.matches)


def test_who_only_does_the_work_by_which_such_things_are_made_has_to_be_asked():
    stairs = WantedStep(1, (Option("drehen", 1.0), Option("schweissen", MADE_SO)), is_lead=True)
    result = answer([Firm(1, processes=core("schweissen"))], Wanted(steps=(stairs,)))
    process = row(result, 1, Attribute.PROCESS)
    assert (process.demanded, process.status) == ("Drehen", Status.PARTLY)
    assert process.sentence == "Genannt ist Schweißen, womit so etwas gefertigt wird – bitte nachfragen."


def test_the_wording_makes_nobody_a_match_who_covers_no_step():
    milling = Wanted(steps=(step("fraesen"),), wording=STAIRS)
    result = answer(
        [Firm(1, processes=core("erodieren"), words=("treppe", "gelaender", "podest")), Firm(2)], milling
    )
    assert scores(result) == {1: 0.49}
    assert result.is_gap


def test_where_no_work_is_read_a_hint_finds_firms_however_they_write():
    hint = WantedPart(Kind.MATERIAL, (Option("edelstahl", 1.0),), "Edelstahl", 0, 9, "alias", is_hint=True)
    wanted = Wanted(words=(hint,), wording=wording("zahnrad"))
    assert order(answer([Firm(1, materials=("edelstahl",)), Firm(2)], wanted)) == [1]
    assert order(answer([Firm(1, materials=("edelstahl",)), Firm(2)], replace(wanted, wording=()))) == [1]


def test_a_step_alone_is_not_judged_by_what_the_text_says_of_the_others():
    both = Wanted(steps=(step("drehen"), step("schweissen", 2, lead=False)), wording=STAIRS)
    assert both.only([2]).wording == ()
