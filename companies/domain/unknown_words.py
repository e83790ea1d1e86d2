"""Words of the firms' answers and of vain searches that map to nothing."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db.models import Count, Exists, IntegerField, Min, OuterRef, QuerySet, Subquery

from companies.models import Company, SearchMiss, UnknownWord
from competences.domain.snapshots import comparison_key
from competences.domain.vocabulary import current_vocabulary
from competences.language import analyse
from competences.models import IgnoredWord

LONGEST_WORD = 120
EXAMPLES = 3
CONTEXT = 60
"""Characters of the firm's own words shown before and after a word."""

WORDS_SHOWN = 40
WORDS_READ = 400
"""Words of vain searches that are listed, and the most frequent ones among which they are looked for."""

ANSWERS = ("core_text", "offered_text", "sought_text", "materials_text", "machines_text")
"""Columns of Company from which passages are taken, in this order."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A word in the firm's own text: what stands before it, the word as written, what follows."""

    company: Company
    before: str
    word: str
    after: str


def renew_unknown_words(*, company: Company, words: Collection[str], is_new: bool = False) -> None:
    """Keep exactly the given words (as written) as the firm's unknown ones; to be called in a transaction.

    `is_new` spares looking for what a new firm cannot have. Longer words than the table takes are left out.
    """
    wanted: dict[str, str] = {}
    for word in words:
        key = comparison_key(word)
        if key and max(len(key), len(word)) <= LONGEST_WORD:
            wanted.setdefault(key, word)
    stored = {} if is_new else dict(company.unknown_words.values_list("word", "pk"))
    if gone := [pk for word, pk in stored.items() if word not in wanted]:
        UnknownWord.objects.filter(pk__in=gone).delete()
    new = [
        UnknownWord(company=company, word=word, surface=surface)
        for word, surface in wanted.items()
        if word not in stored
    ]
    if new:
        UnknownWord.objects.bulk_create(new)


def unknown_words(companies: QuerySet[Company]) -> QuerySet[UnknownWord]:
    """Return one row per unknown word of the given firms, with `number`, how many of them write it.

    Ignored words are left out; the most frequent word comes first.
    """
    rows = UnknownWord.objects.filter(company__in=companies.values("pk"))
    counted = rows.filter(word=OuterRef("word")).order_by().values("word").annotate(n=Count("pk")).values("n")
    firsts = rows.order_by().values("word").annotate(first=Min("pk")).values("first")
    return (
        UnknownWord.objects.filter(pk__in=firsts)
        .filter(~Exists(IgnoredWord.objects.filter(folded=OuterRef("word"))))
        .annotate(number=Subquery(counted, output_field=IntegerField()))
        .order_by("-number", "word", "pk")
    )


def passages(words: Collection[str], companies: QuerySet[Company]) -> Mapping[str, list[Passage]]:
    """Return up to EXAMPLES passages for each of the words (comparison forms), in two queries."""
    rows = UnknownWord.objects.filter(word__in=words, company__in=companies.values("pk")).order_by(
        "word", "pk"
    )
    chosen: dict[str, list[UnknownWord]] = defaultdict(list)
    for row in rows:
        if len(chosen[row.word]) < EXAMPLES:
            chosen[row.word].append(row)
    firms = Company.objects.in_bulk({row.company_id for found in chosen.values() for row in found})
    return {
        word: [passage_of(firms[row.company_id], row.surface) for row in found]
        for word, found in chosen.items()
    }


def passage_of(company: Company, word: str) -> Passage:
    """Return the first place in the firm's answers where the word stands; without one only the word itself."""
    beginning = re.compile(rf"(?<!\w){re.escape(word)}", re.IGNORECASE)
    anywhere = re.compile(re.escape(word), re.IGNORECASE)
    texts = [getattr(company, column) for column in ANSWERS]
    for pattern, text in ((pattern, text) for pattern in (beginning, anywhere) for text in texts):
        if found := pattern.search(text):
            before, after = text[: found.start()], text[found.end() :]
            return Passage(
                company,
                ("…" if len(before) > CONTEXT else "") + before[-CONTEXT:],
                found[0],
                after[:CONTEXT] + ("…" if len(after) > CONTEXT else ""),
            )
    return Passage(company, "", word, "")


def vain_searches(words: Collection[str]) -> Mapping[str, int]:
    """Return how often something with one of the words (comparison forms) was searched for in vain."""
    wanted = set(words)
    return {word: times for word, times in _searched().items() if word in wanted}


def words_only_searched(companies: QuerySet[Company]) -> list[tuple[str, int]]:
    """Return words of vain searches that none of the given firms writes, with how often they were searched for.

    The most frequent comes first, at most WORDS_SHOWN. Words that were passed over meanwhile, or that the
    vocabulary knows by now, are left out.
    """
    counts = dict(_searched().most_common(WORDS_READ))
    written = UnknownWord.objects.filter(word__in=counts, company__in=companies.values("pk"))
    settled = {
        *written.values_list("word", flat=True),
        *IgnoredWord.objects.filter(folded__in=counts).values_list("folded", flat=True),
    }
    vocabulary = current_vocabulary()
    unknown = (
        (word, times)
        for word, times in counts.items()
        if word not in settled and not analyse(word, vocabulary, query=True).mentions
    )
    return list(islice(unknown, WORDS_SHOWN))


def _searched() -> Counter[str]:
    """Count the vain searches of each word (comparison form); what is as frequent stands in alphabetical order."""
    counts: Counter[str] = Counter()
    for criteria, times in SearchMiss.objects.order_by("pk").values_list("criteria", "times"):
        for word in {comparison_key(word) for word in words_of(criteria)}:
            counts[word] += times
    return Counter(dict(sorted(counts.items())))


def words_of(criteria: Mapping[str, Collection[str]]) -> list[str]:
    """Return the words of a vain search that were recognised as nothing, folded as they were counted."""
    return [word for text in criteria.get("word", ()) for word in str(text).split()]
