"""What a new word of the vocabulary would change in stored profiles and past searches; nothing here writes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, cast

from django.db.models import QuerySet

from companies.domain.derived import answers_of
from companies.domain.recognition import Recognised, recognise
from companies.domain.unknown_words import Passage, passage_of, words_of
from companies.domain.vocabulary_usage import writing
from companies.models import Company, SearchMiss
from competences.domain.editing import KIND_OF, check_alias
from competences.domain.vocabulary import current_vocabulary
from competences.enums import AliasLanguage, AliasRole
from competences.language import Kind, Vocabulary, analyse
from competences.models import Alias, VocabularyNode

SHOWN = 50
"""Most firms and searches that a preview lists; the others are counted."""

_SEARCHED = (Kind.PROCESS, Kind.MATERIAL, Kind.CERTIFICATE, Kind.INDUSTRY)


@dataclass(frozen=True, slots=True)
class ProfileEffect:
    """One firm whose profile would say something else: statements in German that come and that go."""

    passage: Passage
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchEffect:
    """One vain search that would be understood otherwise; `before` and `after` are German names."""

    text: str
    times: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """What would change; `more_profiles` counts the firms beyond SHOWN, `elsewhere` those of other clusters."""

    profiles: tuple[ProfileEffect, ...] = ()
    searches: tuple[SearchEffect, ...] = ()
    more_profiles: int = 0
    elsewhere: int = 0


def preview_word(
    *, node: VocabularyNode, text: str, role: str, language: str, companies: QuerySet[Company]
) -> Effects:
    """Return what add_alias with the same arguments would change.

    In: the entry, the wording with role and language, the firms that the person may see. Out: firms whose
    statements change, each with the passage, and vain searches that would be understood otherwise. Raises
    ValidationError where add_alias would.
    """
    alias = Alias(text=text, role=role, language=language)
    setattr(alias, KIND_OF[type(node)].value, node)
    check_alias(alias)
    before = current_vocabulary()
    after = with_word(before, node, text, role, language)
    visible = set(companies.values_list("pk", flat=True))
    profiles, elsewhere = [], 0
    firms = (
        Company.objects.filter(pk__in=writing([text]))
        .prefetch_related("machines")
        .order_by("sort_name", "pk")
    )
    for company in firms:
        answers = answers_of(company)
        old, new = (_statements(recognise(answers, vocabulary), vocabulary) for vocabulary in (before, after))
        if set(old) == set(new):
            continue
        if company.pk not in visible:
            elsewhere += 1
            continue
        passage = passage_of(company, text)
        profiles.append(ProfileEffect(passage, _without(new, old), _without(old, new)))
    return Effects(
        profiles=tuple(profiles[:SHOWN]),
        searches=tuple(_searches(before, after))[:SHOWN],
        more_profiles=max(0, len(profiles) - SHOWN),
        elsewhere=elsewhere,
    )


def with_word(
    vocabulary: Vocabulary, node: VocabularyNode, text: str, role: str, language: str
) -> Vocabulary:
    """Return the vocabulary as it would be if the wording stood at the entry, compiled beside the current one."""
    column = {AliasRole.STRONG: "strong", AliasRole.CODE: "codes", AliasRole.WEAK: "weak"}[AliasRole(role)]
    kind = KIND_OF[type(node)]
    nodes = []
    for record in (record for kind_ in Kind for record in vocabulary.nodes(kind_)):
        if (record.kind, record.key) == (kind, node.key):
            record = replace(record, **cast(dict[str, Any], {column: (*getattr(record, column), text)}))
            if language == AliasLanguage.ENGLISH and role == AliasRole.STRONG:
                record = replace(record, english=(*record.english, text))
        nodes.append(record)
    return Vocabulary.from_records(nodes, vocabulary.places())


def _statements(recognised: Recognised, vocabulary: Vocabulary) -> tuple[str, ...]:
    found = []
    for capability in recognised.capabilities:
        name = vocabulary.node(Kind.PROCESS, capability.process).name_de
        depth = f", {capability.depth.label}" if capability.depth else ""
        found.append(f"{name} ({capability.relation.label}{depth})")
    for kind, keys in (
        (Kind.MATERIAL, recognised.materials),
        (Kind.CERTIFICATE, [held.certificate for held in recognised.certificates]),
        (Kind.INDUSTRY, recognised.industries),
    ):
        found += [vocabulary.node(kind, key).name_de for key in keys]
    return tuple(found)


def _without(first: Iterable[str], second: Collection[str]) -> tuple[str, ...]:
    return tuple(statement for statement in first if statement not in second)


def _searches(before: Vocabulary, after: Vocabulary) -> Iterable[SearchEffect]:
    for miss in SearchMiss.objects.all():
        words = " ".join(words_of(miss.criteria))
        old, new = (_understood(words, vocabulary) for vocabulary in (before, after))
        if old != new:
            yield SearchEffect(words, miss.times, old, new)


def _understood(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    analysis = analyse(text, vocabulary, query=True)
    return tuple(vocabulary.node(kind, key).name_de for kind in _SEARCHED for key in analysis.keys(kind))
