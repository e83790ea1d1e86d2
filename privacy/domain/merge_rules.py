"""What becomes of requests about data when two entries of one firm become one."""

from companies.domain.merge_rules import Merge, MergeRule
from privacy.enums import RequestState
from privacy.models import DataRequest


def _same_request(row: DataRequest, merge: Merge) -> DataRequest | None:
    if row.state != RequestState.OPEN or row.user_id is None:
        return None
    open_ones = DataRequest.objects.open().filter(kind=row.kind, user=row.user_id)
    return open_ones.filter(company=merge.keep).first()


def _leave(row: DataRequest, twin: DataRequest, merge: Merge) -> bool:
    """Leave the request with the entry that goes: whoever made it is owed an answer to each."""
    return False


MERGE_RULES = (
    MergeRule(
        DataRequest,
        _same_request,
        lambda row, twin: (
            f"{row.get_kind_display()}: {row.user} hat das für beide beantragt, beides ist zu beantworten."
        ),
        _leave,
    ),
)
