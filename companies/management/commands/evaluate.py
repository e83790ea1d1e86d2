"""Measures the search on a judged collection, in a database of its own."""

from argparse import ArgumentParser
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from companies.search.evaluation.collection import Collection, read_collection
from companies.search.evaluation.metrics import NAMES, Measures, mean, measure, measure_gaps
from companies.search.evaluation.runner import Runs, fill_directory, run_queries, write_run
from companies.search.evaluation.throwaway import throwaway_database
from companies.search.requirement import ALL, Abilities

PARTS = tuple(field.name for field in fields(Abilities))


class Command(BaseCommand):
    """Reads a collection, runs its queries, writes the run and prints the measures."""

    help = "Measures the search on a collection of companies, queries and judgments (docs/search.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="folder with companies.jsonl and queries_search.jsonl")
        parser.add_argument("--runs", type=Path, help="folder to write run_search.tsv into")
        parser.add_argument(
            "--without", nargs="+", choices=PARTS, default=[], help="leave parts of the analysis out"
        )
        parser.add_argument(
            "--ablations", action="store_true", help="measure without each part in turn as well"
        )
        parser.add_argument(
            "--failures", action="store_true", help="list the queries that are not answered ideally"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            collection = read_collection(options["folder"])
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The collection cannot be read: {error}") from error
        abilities = replace(ALL, **dict.fromkeys(options["without"], False))
        today = timezone.localdate()
        with throwaway_database("evaluation"):
            ids = fill_directory(collection)
            runs = run_queries(collection, ids, today, abilities)
            if options["runs"]:
                write_run(runs, options["runs"] / "run_search.tsv")
            if not collection.grades:
                self.stdout.write(f"{len(runs)} queries, no judgments.")
                return
            self._print(collection, runs)
            if options["failures"]:
                self._print_failures(collection, runs)
            if options["ablations"]:
                self.stdout.write("")
                for part in PARTS:
                    fewer = replace(ALL, **{part: False})
                    self._line(
                        f"without {part}",
                        *self._overall(collection, run_queries(collection, ids, today, fewer)),
                    )

    def _overall(self, collection: Collection, runs: Runs) -> tuple[int, Measures]:
        measured = [
            measure(runs[q.id], collection.grades[q.id])
            for q in collection.queries
            if q.id in collection.grades
        ]
        return len(measured), mean(measured)

    def _print(self, collection: Collection, runs: Runs) -> None:
        self.stdout.write(f"{'':22}{'n':>4}  " + "  ".join(f"{name:>9}" for name in NAMES))
        self._line("overall", *self._overall(collection, runs))
        for kind in sorted({query.type for query in collection.queries}):
            queries = [q for q in collection.queries if q.type == kind and q.id in collection.grades]
            if queries:
                measured = [measure(runs[q.id], collection.grades[q.id]) for q in queries]
                self._line(f"  {kind}", len(queries), mean(measured))
        if collection.gaps:
            gaps = measure_gaps(runs, collection.gaps, collection.grades)
            self.stdout.write(
                f"gaps: n {len(collection.gaps)}  gap_auc {gaps.auc:.4f}  gap_correct {gaps.correct:.4f}  "
                f"answerable_strong {gaps.answerable:.4f}  strong_balanced {gaps.balanced:.4f}"
            )

    def _print_failures(self, collection: Collection, runs: Runs) -> None:
        for query in collection.queries:
            grades = collection.grades.get(query.id, {})
            ranked = runs[query.id]
            best = ranked[0][1] if ranked else 0.0
            if (grades and measure(ranked, grades).ndcg < 0.99) or (bool(grades) != (best >= 0.5)):
                value = measure(ranked, grades).ndcg if grades else 0.0
                shown = " ".join(f"{c}={s:.2f}({grades.get(c, 0)})" for c, s in ranked[:8])
                missing = " ".join(f"{c}({g})" for c, g in grades.items() if c not in dict(ranked[:8]))
                self.stdout.write(f"{query.id} {query.type} „{query.text}“ {value:.2f}: {shown} | {missing}")

    def _line(self, name: str, count: int, values: Measures) -> None:
        self.stdout.write(f"{name:22}{count:>4}  " + "  ".join(f"{value:9.4f}" for value in values))
