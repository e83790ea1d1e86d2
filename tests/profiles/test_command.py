"""The command that takes returned questionnaires."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from companies.models import Cluster, Company
from profiles.domain.matching import EmptyDirectory
from profiles.enums import BatchState
from profiles.models import ImportBatch
from tests.factories import ClusterFactory
from tests.profiles.generated import large_list
from tests.profiles.returns import RETURNS, account


def run(*files: Path, **options: Any) -> tuple[str, str]:
    """What the command prints and what it complains about."""
    out, err = io.StringIO(), io.StringIO()
    call_command("import_questionnaires", *map(str, files), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_good_rows_are_taken_and_messages_told(
    cluster: Cluster, firms: dict[str, Company], tmp_path: Path
) -> None:
    told, _complaints = run(RETURNS / "durcheinander.xlsx", corrections=tmp_path)

    assert told.splitlines()[:2] == [
        "durcheinander.xlsx:",
        "  8 Firmen neu angelegt, 2 aktualisiert, 1 wartet auf eine Entscheidung, 1 Zeile abgelehnt, "
        "3 Zeilen übersprungen.",
    ]
    assert "  - Zeile 19: Summenzeile erkannt und übersprungen." in told.splitlines()
    assert told.splitlines()[-1] == f"  Korrekturdatei: {tmp_path / 'durcheinander-korrektur.xlsx'}"
    content = (tmp_path / "durcheinander-korrektur.xlsx").read_bytes()
    assert account("x.xlsx", content, EmptyDirectory())["counts"]["rejected"] == 1


def test_a_dry_run_writes_nothing(cluster: Cluster) -> None:
    told, _complaints = run(RETURNS / "rueckmeldungen.xlsx", dry_run=True)

    assert told.splitlines() == ["rueckmeldungen.xlsx:", "  20 Firmen werden neu angelegt."]
    assert (Company.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_the_same_file_again_says_so(cluster: Cluster) -> None:
    run(RETURNS / "rueckmeldungen_utf8_bom.csv")

    told, _complaints = run(RETURNS / "rueckmeldungen_utf8_bom.csv")

    assert "schon übernommen; es ändert sich nichts." in told
    again, _complaints = run(RETURNS / "rueckmeldungen_utf8_bom.csv", again=True)
    assert "  8 sind schon auf diesem Stand, 1 Zeile abgelehnt." in again.splitlines()


def test_a_proposal_waits_for_a_person(cluster: Cluster) -> None:
    told, _complaints = run(RETURNS / "antwort.txt")

    assert "Übernommen wird erst, wenn Sie es bestätigen." in told
    assert Company.objects.count() == 0
    assert ImportBatch.objects.get().state == BatchState.PREVIEW


def test_a_refused_file_ends_with_an_error_and_the_others_are_taken(cluster: Cluster, tmp_path: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    files = [RETURNS / "leer.csv", tmp_path / "gibtsnicht.csv", RETURNS / "rueckmeldungen.xlsx"]

    with pytest.raises(CommandError, match=r"2 von 3 Dateien wurden nicht eingelesen\."):
        call_command("import_questionnaires", *map(str, files), stdout=out, stderr=err)

    assert "Die Datei ist leer (0 Byte)." in err.getvalue()
    assert "kann nicht gelesen werden" in err.getvalue()
    assert Company.objects.count() == 20


def test_with_several_clusters_one_has_to_be_named(cluster: Cluster) -> None:
    ClusterFactory(slug="holz")

    with pytest.raises(CommandError, match="--cluster"):
        run(RETURNS / "rueckmeldungen.xlsx")
    with pytest.raises(CommandError, match="vorhanden: "):
        run(RETURNS / "rueckmeldungen.xlsx", cluster="stein")

    run(RETURNS / "rueckmeldungen.xlsx", cluster="holz")
    assert ImportBatch.objects.get().cluster.slug == "holz"


def test_a_long_list_is_written_row_by_row(cluster: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "lang.csv"
    path.write_bytes(large_list(210))

    told, _complaints = run(path)

    assert told.splitlines() == ["lang.csv:", "  210 Firmen neu angelegt."]
    assert Company.objects.count() == 210


def test_very_many_messages_are_not_all_printed(cluster: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "ohne_namen.csv"
    path.write_text("Firmenname;PLZ\n" + ";67655\n" * 250, encoding="utf-8")

    told, _complaints = run(path)

    assert len(told.splitlines()) == 203
    assert told.splitlines()[-1] == "  … weitere Meldungen stehen in der Verwaltung."
