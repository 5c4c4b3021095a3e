"""Addresses."""

app_name = "rights"
urlpatterns = []
