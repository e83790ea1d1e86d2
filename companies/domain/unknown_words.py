"""Words of the firms' answers that map to nothing."""

from collections.abc import Collection

from companies.models import Company, UnknownWord
from competences.language import fold

LONGEST_WORD = 120


def renew_unknown_words(*, company: Company, words: Collection[str], is_new: bool = False) -> None:
    """Keep exactly the given words (as written) as the firm's unknown ones; to be called in a transaction.

    `is_new` spares looking for what a new firm cannot have. Longer words than the table takes are left out.
    """
    wanted = {fold(word): word for word in reversed(tuple(words)) if len(fold(word)) <= LONGEST_WORD}
    stored = {} if is_new else dict(company.unknown_words.values_list("word", "pk"))
    if gone := [pk for word, pk in stored.items() if word not in wanted]:
        UnknownWord.objects.filter(pk__in=gone).delete()
    new = [
        UnknownWord(company=company, word=word, surface=surface[:LONGEST_WORD])
        for word, surface in wanted.items()
        if word not in stored
    ]
    if new:
        UnknownWord.objects.bulk_create(new)
