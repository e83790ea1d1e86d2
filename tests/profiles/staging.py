"""Short ways to hand a file in."""

from companies.models import Cluster
from profiles.domain.staging import stage_file
from profiles.models import ImportBatch
from tests.profiles.returns import RETURNS


def staged(name: str, cluster: Cluster, *, again: bool = False) -> ImportBatch:
    data = (RETURNS / name).read_bytes()
    return stage_file(name=name, data=data, cluster=cluster, actor=None, again=again).batch


def listed(cluster: Cluster, text: str, *, name: str = "liste.csv") -> ImportBatch:
    return stage_file(name=name, data=text.encode(), cluster=cluster, actor=None).batch
