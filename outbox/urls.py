"""Addresses for recipients and for those who try the product out."""

from django.urls import path

from outbox import views

app_name = "outbox"
urlpatterns = [
    path("benachrichtigungen/<str:token>/", views.preferences, name="preferences"),
    path("benachrichtigungen/<str:token>/abbestellen/", views.unsubscribe, name="unsubscribe"),
    path("post/", views.post, name="post"),
    path("post/<slug:name>/", views.post_html, name="post_html"),
]
