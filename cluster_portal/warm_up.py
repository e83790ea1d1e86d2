"""Does before the first request what it would otherwise have to wait for."""

import gc
import logging

from django.db import DatabaseError, connections

logger = logging.getLogger(__name__)


def before_forking() -> None:
    """Compile the vocabulary once for all processes of the server, which then share its memory.

    A database that does not answer yet is no error: the first request does the work then.
    """
    from competences.domain.vocabulary import current_vocabulary

    try:
        current_vocabulary()
    except DatabaseError as error:
        logger.warning("The vocabulary could not be prepared: %s", error)
    finally:
        connections.close_all()  # a connection must not be shared by processes
        gc.freeze()  # keeps the collector from touching, and so copying, the shared memory


def in_worker() -> None:
    """Build this process's read model of the directory. A database that does not answer yet is no error."""
    from companies.search.keeper import KEEPER
    from competences.domain.vocabulary import current_vocabulary

    try:
        KEEPER.current(current_vocabulary())
    except DatabaseError as error:
        logger.warning("The read model could not be prepared: %s", error)
