"""The public addresses under which providers without an account answer: whoever has link and code."""

from functools import partial

from roterfaden.base import routing
from roterfaden.base.access import EVERYONE, Purpose
from roterfaden.cases.views import answers

page = partial(routing.page, audience=EVERYONE, purpose=Purpose.ANSWERING)

app_name = "answers"
urlpatterns = [
    page("danke/", answers.thanks, name="thanks"),
    page("<str:token>/", answers.answer, name="answer"),
]
