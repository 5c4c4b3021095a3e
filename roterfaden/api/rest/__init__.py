"""What every interface of ours has in common: declared once, described in OpenAPI from the same declaration.

``endpoint("services", view, name=…, asked=ServicesAsked, answers=(Answer(ServicePage),))`` makes the address. Its view
takes the request and the parsed question and returns a value (a dataclass of
:mod:`roterfaden.api.rest.schema`), a :class:`Told` with its date, or a response of its own. Around it stand: reading
only, a limit for each client, plain errors as JSON, conditional requests, CORS, no cookies, nobody signed in.
"""

from roterfaden.api.rest.answers import NotThere, Told
from roterfaden.api.rest.endpoints import Answer, Operation, endpoint
from roterfaden.api.rest.schema import About

__all__ = ["About", "Answer", "NotThere", "Operation", "Told", "endpoint"]
