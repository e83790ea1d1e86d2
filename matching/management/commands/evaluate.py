"""Measures search and matching on a judged collection, in a database of its own."""

import datetime
import json
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
from companies.search.results import MATCH_FROM
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind
from matching.domain.evaluation import (
    DemandCollection,
    DemandRuns,
    consortia_of,
    read_demands,
    run_demands,
    step_coverage,
    team_coverage,
    violations,
)
from matching.domain.team_page import team_lines, team_page
from matching.domain.words import asked_words

PARTS = tuple(field.name for field in fields(Abilities))


class Command(BaseCommand):
    """Reads a collection, runs its queries, writes the run and prints the measures."""

    help = "Measures search and matching on a collection of companies, queries, demands and judgments."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="folder with companies.jsonl and queries_search.jsonl")
        parser.add_argument("--runs", type=Path, help="folder to write the runs into")
        parser.add_argument(
            "--without", nargs="+", choices=PARTS, default=[], help="leave parts of the analysis out"
        )
        parser.add_argument(
            "--ablations", action="store_true", help="measure without each part in turn as well"
        )
        parser.add_argument("--failures", action="store_true", help="list what is not answered ideally")
        parser.add_argument(
            "--explain", metavar="DID", help="print how one demand is understood and answered"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            collection = read_collection(options["folder"])
            demands = read_demands(options["folder"])
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The collection cannot be read: {error}") from error
        abilities = replace(ALL, **dict.fromkeys(options["without"], False))
        today = timezone.localdate()
        with throwaway_database("evaluation"):
            ids = fill_directory(collection)
            runs = run_queries(collection, ids, today, abilities)
            if options["runs"]:
                write_run(runs, options["runs"] / "run_search.tsv")
            if collection.grades:
                self._print(collection, runs)
                if options["failures"]:
                    self._print_failures(collection, runs)
            else:
                self.stdout.write(f"{len(runs)} queries, no judgments.")
            if demands.demands:
                self._demands(demands, ids, today, options)
            if options["ablations"] and collection.grades:
                self.stdout.write("")
                for part in PARTS:
                    fewer = replace(ALL, **{part: False})
                    self._line(
                        f"without {part}",
                        *self._overall(collection, run_queries(collection, ids, today, fewer)),
                    )

    def _demands(
        self, demands: DemandCollection, ids: dict[int, str], today: datetime.date, options: dict[str, Any]
    ) -> None:
        runs = run_demands(demands, ids, today)
        consortia = consortia_of(runs, ids)
        if folder := options["runs"]:
            write_run(dict(runs.ranked), folder / "run_demands.tsv")
            for name, content in (("run_consortia.json", consortia), ("run_gaps.json", runs.gaps)):
                (folder / name).write_text(
                    json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8"
                )
        if demands.grades:
            self._print_demands(demands, runs, consortia)
            if options["failures"]:
                self._print_demand_failures(demands, runs)
        if options["explain"]:
            self._explain(options["explain"], runs, ids, today)

    def _print_demands(self, demands: DemandCollection, runs: DemandRuns, consortia: dict[str, Any]) -> None:
        self.stdout.write(f"\n{'demands':22}{'n':>4}  " + "  ".join(f"{name:>9}" for name in NAMES))
        judged = [d for d in demands.demands if d.id in demands.grades]
        values = {d.id: measure(runs.ranked[d.id], demands.grades[d.id]) for d in judged}
        self._line("overall", len(judged), mean(values.values()))
        for kind in sorted({d.type for d in judged}):
            of_kind = [values[d.id] for d in judged if d.type == kind]
            self._line(f"  {kind}", len(of_kind), mean(of_kind))
        if demands.gaps:
            gaps = measure_gaps(runs.ranked, demands.gaps, demands.grades)
            false = len(set(runs.gaps) - demands.gaps)
            self.stdout.write(
                f"gaps: n {len(demands.gaps)}  gap_auc {gaps.auc:.4f}  gap_correct {gaps.correct:.4f}  "
                f"answerable_strong {gaps.answerable:.4f}  strong_balanced {gaps.balanced:.4f}  "
                f"false gaps {false / max(1, len(judged)):.4f}"
            )
        for kind, allowed in demands.allowed.items():
            shares = "  ".join(f"violation@{k} {violations(runs.ranked, allowed, k):.4f}" for k in (5, 10))
            self.stdout.write(f"constraint {kind}: n {len(allowed)}  {shares}")
        if demands.steps:
            covered = "  ".join(
                f"step_coverage@{k} {step_coverage(runs.ranked, demands.steps, k):.4f}" for k in (5, 10, 20)
            )
            teams = "  ".join(f"team@{k} {team_coverage(consortia, demands.steps, k):.4f}" for k in (1, 3))
            self.stdout.write(f"consortia: n {len(demands.steps)}  {covered}  {teams}")

    def _print_demand_failures(self, demands: DemandCollection, runs: DemandRuns) -> None:
        for demand in demands.demands:
            grades, ranked = demands.grades.get(demand.id, {}), runs.ranked[demand.id]
            best = ranked[0][1] if ranked else 0.0
            value = measure(ranked, grades).ndcg if grades else 0.0
            if (grades and value < 0.99) or (bool(grades) != (best >= MATCH_FROM)):
                shown = " ".join(f"{c}={s:.2f}({grades.get(c, 0)})" for c, s in ranked[:8])
                missing = " ".join(f"{c}({g})" for c, g in grades.items() if c not in dict(ranked[:8]))
                steps = ", ".join(
                    f"{'*' if step.is_lead else ''}{step.key}" for step in runs.wanted[demand.id].steps
                )
                self.stdout.write(
                    f"{demand.id} {demand.type} „{demand.written.title}“ [{steps}] {value:.2f}: {shown} | {missing}"
                )

    def _explain(self, demand: str, runs: DemandRuns, ids: dict[int, str], today: datetime.date) -> None:
        if demand not in runs.results:
            raise CommandError(f"There is no demand {demand} in the collection.")
        vocabulary = current_vocabulary()
        wanted, result = runs.wanted[demand], runs.results[demand]
        for step in wanted.steps:
            lead = ", Hauptschritt" if step.is_lead else ""
            name = vocabulary.node(Kind.PROCESS, step.key).name_de
            self.stdout.write(f"Schritt {step.number}: {name} („{step.passage}“{lead})")
        for criterion in wanted.criteria:
            asked = asked_words(criterion, vocabulary)
            self.stdout.write(f"{criterion.attribute.label}: {asked} ({criterion.importance.label})")
        for match in (*result.matches, *(near.match for near in result.near)):
            self.stdout.write(f"\n{ids[match.company]}  {match.score:.2f}")
            for part in match.parts:
                self.stdout.write(f"  [{part.status.label}] {part.label}: {part.sentence}")
        teams = team_page(wanted, clusters=None, today=today)
        for line in team_lines(teams) if teams else []:
            self.stdout.write(line)

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
