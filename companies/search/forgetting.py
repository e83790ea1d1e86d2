"""Forgetting words that no firm uses any more: a name must not survive its firm in the list of search terms."""

from __future__ import annotations

from companies.models import SearchTerm
from companies.search.keeper import KEEPER
from companies.search.rows import lock_publishing
from companies.search.terms import WORD_PREFIX
from competences.domain.vocabulary import current_vocabulary


def forget_unused_words() -> int:
    """Delete the words that occur in no search row, as this transaction sees them, and return how many.

    Holds the publish lock until the transaction ends, so that nobody writes a row with a word that just goes. Other
    processes drop such words from memory when they build their read model anew; until then nothing finds them.
    """
    lock_publishing()
    model = KEEPER.current(current_vocabulary())
    words = SearchTerm.objects.filter(text__startswith=WORD_PREFIX).values_list("pk", flat=True)
    unused = [number for number in words if not model.word_frequency(number)]
    SearchTerm.objects.filter(pk__in=unused).delete()
    return len(unused)
