"""The directory for other systems: Open Referral HSDS 3.0, schema.org, a frame for other sites, and feeds taken in.

Thin, without rules of its own: what may be read decides :mod:`roterfaden.offers`. Everything here is public and answers
as if nobody were signed in. The door for other modules that want an interface: :func:`roterfaden.api.rest.endpoint`,
which declares an address together with what it takes and answers. The OpenAPI document and schemathesis find it there.
"""
