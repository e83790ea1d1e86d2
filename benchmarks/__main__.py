"""`make bench`: fills directories of several sizes and prints one table (SIZES=115,10000 chooses the sizes)."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import django

DEFAULT_SIZES = "115,10000,100000,1000000"


def main() -> None:
    """Measure all sizes and print the table and the growth from size to size."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_portal.settings")
    os.environ.setdefault("HTTPS", "0")
    django.setup()
    from django.conf import settings

    from benchmarks.report import Report

    sizes = [int(size) for size in "".join(sys.argv[1:] or [DEFAULT_SIZES]).split(",")]
    report = Report()
    for size in sorted(sizes):
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            settings.VAR_DIR = Path(folder)  # the files of large read models go there as well
            started = time.perf_counter()
            report.add(size, _measure(size, Path(folder)))
            print(f"{size} firms done in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    report.print()


def _measure(size: int, folder: Path) -> dict[str, str | float]:
    from benchmarks import alternative, bringing_together, measure, pages
    from benchmarks.firms import fill
    from companies.search.evaluation.throwaway import throwaway_database
    from companies.search.keeper import KEEPER
    from competences.domain.vocabulary import current_vocabulary

    rounds = 30 if size <= 100_000 else 12
    row: dict[str, str | float] = {}
    with throwaway_database("bench"):
        fill(size)
        row["build s"] = measure.build_seconds()
        model = KEEPER.current(current_vocabulary())
        row["arrays MB"] = measure.array_megabytes(model.base)
        row["tables MB"] = measure.table_megabytes()
        cases = measure.cases(model)
        for case in cases:
            row[f"engine {case.name}"] = measure.engine_alone(case, rounds)
        for case in cases:
            row[f"answer {case.name}"] = measure.whole_answer(case, rounds)
        row["suggestions"] = measure.suggestions(rounds)
        row["queries"] = float(max(measure.queries_per_page(case) for case in cases))
        row["facets exact"] = "yes" if all(measure.counts_are_exact(case) for case in cases[:4]) else "NO"
        row["publish to visible"] = measure.publish_to_visible(10)
        with pages.server(folder) as port:
            for name, page in pages.measure_pages(port, cases).items():
                row[f"page {name}"] = page.times
                row[f"pages/s {name}"] = page.per_second
        if size <= alternative.LARGEST:
            alternative.prepare()
            for case in cases[:2]:
                usual = alternative.usual_way(case, 5)
                row[f"usual way {case.name}"] = usual
                row[f"usual ÷ ours {case.name}"] = usual.p50 / row[f"answer {case.name}"].p50  # type: ignore[union-attr]
        row["open demands"] = float(bringing_together.prepare(size))
        row |= bringing_together.measure(size, rounds)
    return row


if __name__ == "__main__":
    main()
