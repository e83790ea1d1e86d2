"""Addresses of demands and of bringing firms together."""

from django.urls import path, re_path

from matching.views.gaps import gap, gap_table, gaps
from matching.views.pairs import pair, pairs
from matching.views.partners import partners, replacement
from matching.views.rings import rings

app_name = "matching"
urlpatterns = [
    path("partner/", partners, name="partners"),
    path("unternehmen/<slug:slug>/ausfallhilfe/", replacement, name="replacement"),
    path("vermittlung/", pairs, name="pairs"),
    path("vermittlung/paarungen/<int:pk>/", pair, name="pair"),
    path("vermittlung/ringe/", rings, name="rings"),
    path("vermittlung/luecken/", gaps, name="gaps"),
    re_path(r"^vermittlung/luecken/(?P<audience>intern|weitergabe)\.xlsx$", gap_table, name="gap_table"),
    path("vermittlung/luecken/<slug:key>/", gap, name="gap"),
]
