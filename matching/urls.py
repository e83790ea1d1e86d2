"""Addresses of demands and of bringing firms together."""

from django.urls import path, re_path

from matching.views import demands, entry
from matching.views.gaps import gap, gap_table, gaps
from matching.views.pairs import pair, pairs
from matching.views.partners import partners, replacement
from matching.views.rings import rings

app_name = "matching"
urlpatterns = [
    path("bedarfe/", demands.cluster_demands, name="list"),
    path("bedarfe/meine/", demands.my_demands, name="mine"),
    path("bedarfe/neu/", entry.new, name="new"),
    path("bedarfe/<slug:reference>/", demands.demand, name="demand"),
    path("bedarfe/<slug:reference>/bearbeiten/", entry.edit, name="edit"),
    path("bedarfe/<slug:reference>/stand/", demands.change, name="change"),
    path("partner/", partners, name="partners"),
    path("unternehmen/<slug:slug>/ausfallhilfe/", replacement, name="replacement"),
    path("vermittlung/", pairs, name="pairs"),
    path("vermittlung/paarungen/<int:pk>/", pair, name="pair"),
    path("vermittlung/ringe/", rings, name="rings"),
    path("vermittlung/luecken/", gaps, name="gaps"),
    re_path(r"^vermittlung/luecken/(?P<audience>intern|weitergabe)\.xlsx$", gap_table, name="gap_table"),
    path("vermittlung/luecken/<slug:key>/", gap, name="gap"),
]
