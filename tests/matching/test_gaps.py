"""Counting gaps, and what of the counts may leave the agency."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from matching.domain.gaps import (
    LEAST_PUBLISHED,
    QUARTERS,
    Asked,
    Cell,
    Offered,
    count_gaps,
    demand_cells,
    publishable,
    quarter_name,
    quarter_of,
)
from matching.enums import AskedIn, Supply

TODAY = datetime.date(2026, 11, 24)

CELLS = st.lists(
    st.lists(st.integers(1, 9), max_size=12).map(lambda firms: Cell(len(firms), frozenset(firms))),
    min_size=1,
    max_size=6,
)


def demand(process, day, company=1, source=AskedIn.OPEN_DEMAND, reference="d"):
    return Asked(process, source, company, "kl", day, 1, f"{reference}{day}")


def test_supply_counts_only_what_firms_do_themselves():
    assert Offered(0, 3).supply is Supply.NOBODY
    assert Offered(1, 3).supply is Supply.SINGLE
    assert Offered(2).supply is Supply.SEVERAL


def test_sources_are_counted_apart_and_the_worst_gap_stands_first():
    asked = [
        demand("drehen", TODAY),
        demand("haerten", TODAY, company=2),
        demand("haerten", TODAY - datetime.timedelta(400), company=2, source=AskedIn.PAST_DEMAND),
        Asked("haerten", AskedIn.SOUGHT, 3),
        Asked("haerten", AskedIn.SEARCH, times=7),
        Asked("eloxieren", AskedIn.SOUGHT, 3),
    ]
    rows = count_gaps(asked, {"drehen": Offered(4), "eloxieren": Offered(1)}, today=TODAY)
    assert [row.process for row in rows] == ["haerten", "eloxieren", "drehen"]
    worst = rows[0]
    assert worst.counts == {
        AskedIn.OPEN_DEMAND: 1,
        AskedIn.PAST_DEMAND: 1,
        AskedIn.SOUGHT: 1,
        AskedIn.SEARCH: 7,
    }
    assert worst.asked == 10
    assert worst.firms == {2, 3}
    assert worst.demands == ("d2026-11-24", "d2025-10-20")
    assert worst.trend == (0, 0, 0, 1, 0, 0, 0, 1)
    assert worst.change == 0


def test_quarters():
    assert quarter_name(quarter_of(datetime.date(2026, 1, 1))) == "1/2026"
    assert quarter_name(quarter_of(datetime.date(2026, 12, 31))) == "4/2026"
    assert quarter_of(datetime.date(2027, 1, 1)) - quarter_of(datetime.date(2026, 12, 31)) == 1


def test_demand_older_than_the_trend_counts_but_is_not_in_it():
    row = count_gaps([demand("drehen", datetime.date(2020, 1, 1))], {}, today=TODAY)[0]
    assert row.asked == 1
    assert row.trend == (0,) * QUARTERS


def test_by_district_and_without_searches():
    asked = [
        Asked("drehen", AskedIn.SOUGHT, 1, "kl"),
        Asked("drehen", AskedIn.SOUGHT, 2, "kl"),
        Asked("drehen", AskedIn.OPEN_DEMAND, 2, "ps", TODAY, 1, "d1"),
        Asked("drehen", AskedIn.SOUGHT, 3),
        Asked("drehen", AskedIn.SEARCH, times=9),
    ]
    assert demand_cells(asked, ["kl", "ps"]) == {
        "drehen": [Cell(2, frozenset({1, 2})), Cell(1, frozenset({2})), Cell(1, frozenset({3}))]
    }


def many(count, start=0):
    return Cell(count, frozenset(range(start, start + count)))


def test_small_counts_are_hidden():
    assert publishable([many(7), many(4), many(3, 20), many(0)]) == ([7, None, None, 0], 14)


def test_one_hidden_count_hides_a_second_one():
    assert publishable([many(7), many(4), many(9)]) == ([None, None, 9], 20)


def test_many_demands_of_few_firms_are_hidden():
    assert publishable([Cell(30, frozenset({1, 2})), many(0)]) == ([None, 0], None)


def test_what_is_hidden_is_together_not_small():
    assert publishable([many(1), many(2, 10), many(6, 20), many(8, 40)]) == ([None, None, None, 8], 17)


@given(CELLS)
def test_nothing_small_is_shown_and_nothing_small_follows_from_the_total(cells):
    row, total = publishable(cells)
    for cell, shown in zip(cells, row, strict=True):
        assert shown in (None, cell.count)
        assert shown is None or not cell.is_small
    hidden = [cell for cell, shown in zip(cells, row, strict=True) if shown is None]
    if total is None:
        return
    assert total == sum(cell.count for cell in cells)
    if hidden:
        behind = sum(hidden, Cell())
        assert len(hidden) > 1
        assert min(behind.count, len(behind.firms)) >= LEAST_PUBLISHED


@given(CELLS)
def test_large_counts_stay_when_nothing_has_to_be_hidden(cells):
    if not any(cell.is_small for cell in cells):
        assert publishable(cells) == ([cell.count for cell in cells], sum(cell.count for cell in cells))
