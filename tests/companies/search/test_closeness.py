"""How near the texts of firms come to a text: near words, rare words, what is named of them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.search.closeness import LETTERS_SHARE, PART_SHARE, WeightedWord, closeness
from companies.search.near_words import NearWords
from companies.search.requirement import WordForm
from tests.companies.search.builders import Firm, make_model

WORDS = st.text("abcdefghijklmnopqrstuvwxyzäöüß", min_size=1, max_size=14)


def word(folded, *parts, weight=1.0):
    return WeightedWord(WordForm(folded, folded, parts or (folded,)), weight)


def rarity(firms, frequency):
    return math.log(1 + (firms - frequency + 0.5) / (frequency + 0.5))


def totals(firms, *words, changes=()):
    return [total.tolist() for total in closeness(make_model(firms, changes), words).totals]


def test_a_rare_word_counts_more_than_a_frequent_one_and_a_title_twice():
    firms = [Firm(1, words=("treppe", "stahl")), Firm(2, words=("stahl",)), Firm(3)]
    (sums,) = totals(firms, word("treppe", weight=2.0), word("stahl"))
    assert sums == pytest.approx([2 * rarity(3, 1) + rarity(3, 2), rarity(3, 2), 0])


def test_a_part_and_shared_letters_count_less_than_the_word():
    firms = [Firm(1, words=("fluchttreppe",)), Firm(2, words=("treppe",)), Firm(3, words=("treppen",))]
    (sums,) = totals(firms, word("fluchttreppe", "flucht", "treppe"))
    shared = len({"ppe", "tre", "rep", "epp"}) / len("fluchttreppe")
    values = [1.0, PART_SHARE, LETTERS_SHARE * shared**2]
    assert sums == pytest.approx([value * rarity(3, sum(values)) for value in values], rel=1e-5)


def test_what_was_replaced_or_removed_counts_no_longer():
    firms = [Firm(1, words=("treppe",)), Firm(2, words=("treppe",)), Firm(3, words=("treppe",))]
    sums = totals(firms, word("treppe"), changes=[2, Firm(3, words=("zahnrad",))])
    assert sums == [pytest.approx([rarity(2, 1), 0, 0]), [0]]


def test_words_that_everybody_has_tell_nothing():
    firms = [Firm(number, words=("stahl",)) for number in range(1, 52)]
    assert totals(firms, word("stahl")) == [[0] * 51]
    assert totals(firms[:50], word("stahl")) == [pytest.approx([rarity(50, 50)] * 50)]


def test_words_of_a_firm_are_named_those_that_tell_most_first():
    firms = [Firm(1, words=("gelaender", "treppe", "pulver")), Firm(2, words=("treppe",)), Firm(3)]
    near = closeness(make_model(firms), [word("treppe"), word("gelaender"), word("zahnrad")])
    assert near.shared(0, 0, 4) == ("gelaender", "treppe")
    assert near.shared(0, 0, 1) == ("gelaender",)
    assert near.shared(0, 2, 4) == ()


def test_many_words_are_worked_through_block_by_block(monkeypatch):
    firms = [Firm(1, words=("treppe", "gelaender")), Firm(2, words=("zahnrad",)), Firm(3)]
    words = [word("treppe"), word("zahnrad"), word("gelaender", weight=2.0)]
    whole = totals(firms, *words)
    monkeypatch.setattr("companies.search.closeness._BLOCK", 4)
    assert totals(firms, *words) == [pytest.approx(sums) for sums in whole]


@given(WORDS, WORDS)
def test_every_word_is_nearest_to_itself(one, other):
    near = dict(zip(*map(list, NearWords({one: 1, f"{other}x": 2}).of(one)), strict=True))
    assert near[1] == 1.0
    assert all(0 <= value <= 1 for value in near.values())


@given(st.lists(WORDS, min_size=1, max_size=20, unique=True), st.data())
def test_words_added_later_are_found_like_those_that_were_there(words, data):
    known = {name: number for number, name in enumerate(words)}
    asked = data.draw(st.sampled_from(words))
    growing: dict[str, int] = {}
    grown = NearWords(growing)
    for name, number in known.items():
        growing[name] = number
        grown.of(asked)
    together, apart = NearWords(known).of(asked), grown.grown_apart(dict(growing)).of(asked)
    pairs = [sorted(zip(*map(list, found), strict=True)) for found in (together, grown.of(asked), apart)]
    assert pairs[0] == pairs[1] == pairs[2]
