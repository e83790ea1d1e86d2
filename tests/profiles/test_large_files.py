"""Large and hostile files: whole rows, bounded memory, no hanging."""

import tracemalloc

from profiles.domain.reading import read_file, walk
from profiles.enums import RowAction
from tests.profiles.generated import large_list, repeated_workbook, with_stated_size
from tests.profiles.returns import account, demo_firms, expectation
from tests.profiles.test_returns import facts

MEGABYTE = 1_000_000


def test_fifty_thousand_rows_give_what_the_expectation_says() -> None:
    expected = expectation("riesig.csv")
    data = large_list()

    found = account("riesig.csv", data, demo_firms(), keep_rows=False)

    assert len(data) == expected["bytes"]
    assert found["outcome"] == expected["outcome"]
    assert found["counts"] == expected["counts"]
    assert found["format"] == expected["format"]
    assert facts(found["messages"]) == facts(expected["messages"])
    assert found["not_imported"] == {
        entry["row"]: (entry["action"], entry["reason"]) for entry in expected["not_imported"]
    }


def test_rows_picked_from_the_large_list_are_whole() -> None:
    expected = {row["row"]: row["fields"] for row in expectation("riesig.csv")["rows"]}

    found = {
        record.row: record.fields
        for record in walk(read_file("x.csv", large_list()))
        if record.row in expected
    }

    assert {
        row: {**fields, "last_confirmed": str(fields["last_confirmed"])} for row, fields in found.items()
    } == (expected)


def test_walking_a_long_list_does_not_fill_the_memory() -> None:
    data = large_list(6_000)
    tracemalloc.start()
    reading = read_file("liste.csv", data)
    for count, _record in enumerate(walk(reading)):
        if count == 2_000:
            tracemalloc.reset_peak()
            early, _peak = tracemalloc.get_traced_memory()
    _late, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 5_999
    assert peak - early < 2 * MEGABYTE


def test_workbook_that_unpacks_to_more_than_200_megabytes_is_refused_with_bounded_memory() -> None:
    data = repeated_workbook(1_000_000)
    tracemalloc.start()

    found = account("bombe.xlsx", data, demo_firms())

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    expected = expectation("bombe.xlsx")
    assert len(data) < 2 * MEGABYTE
    assert found["outcome"] == expected["outcome"]
    assert found["counts"] == expected["counts"]
    assert facts(found["messages"]) == facts(expected["messages"])
    assert peak < 10 * MEGABYTE


def test_sizes_stated_in_the_archive_are_not_trusted() -> None:
    data = with_stated_size(repeated_workbook(10_000), "xl/worksheets/sheet1.xml", 500)

    reading = read_file("liste.xlsx", data)

    assert [message.code for message in reading.messages] == ["corrupt_workbook"]


def test_a_huge_part_that_is_no_sheet_is_refused() -> None:
    data = repeated_workbook(10, extra={"xl/styles.xml": b"<x/>" * 3 * MEGABYTE})

    reading = read_file("liste.xlsx", data)

    assert [message.code for message in reading.messages] == ["archive_too_large"]


def test_an_archive_with_thousands_of_parts_is_refused() -> None:
    data = repeated_workbook(10, extra={f"xl/media/{number}.png": b"" for number in range(2_001)})

    reading = read_file("liste.xlsx", data)

    assert [message.code for message in reading.messages] == ["archive_too_large"]


def test_a_list_beyond_the_limit_is_refused_as_a_whole() -> None:
    data = b"Firmenname;PLZ\r\n" + b"".join(b"Firma %d;67655\r\n" % number for number in range(100_001))

    found = account("liste.csv", data, demo_firms())

    assert found["outcome"] == "reject"
    assert [entry["code"] for entry in found["messages"]] == ["too_many_rows"]
    assert found["rows"] == {}


def test_a_long_run_of_blank_rows_is_listed_once() -> None:
    data = b"Firmenname;PLZ\r\nA GmbH;67655\r\n" + b";\r\n" * 5_000 + b"B GmbH;67655\r\n"

    records = list(walk(read_file("liste.csv", data)))

    skipped = [record for record in records if record.action == RowAction.SKIPPED]
    assert len(skipped) == 51
    assert [record.row for record in records if record.action == RowAction.NEW] == [2, 5_003]
