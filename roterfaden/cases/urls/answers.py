"""The public addresses under which providers and persons without an account answer: whoever has link and code."""

from functools import partial

from roterfaden.base import routing
from roterfaden.base.access import EVERYONE, Purpose
from roterfaden.cases.views import answers, office_outside, own_view_outside

page = partial(routing.page, audience=EVERYONE, purpose=Purpose.ANSWERING)

app_name = "answers"
urlpatterns = [
    page("danke/", answers.thanks, name="thanks"),
    page("sicht/danke/<str:language>/", own_view_outside.own_view_thanks, name="own_view_thanks"),
    page("sicht/<str:sheet>/", own_view_outside.own_view, name="own_view"),
    page("stelle/<str:letter>/", office_outside.office, name="office"),
    page("<str:token>/", answers.answer, name="answer"),
]
