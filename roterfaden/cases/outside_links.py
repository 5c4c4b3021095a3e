"""What links of every kind have in common, in words of SQL; what a kind opens and writes stands in its own module.

Each kind has a table ``links`` and a function ``opener`` that finds the link of a token, if it still opens something.
The words stand in functions of plpgsql that are called with ``token`` and ``code`` and have declared ``link``.
"""

from roterfaden.base.access import Purpose
from roterfaden.cases.models import LinkEnd
from roterfaden.cases.models.answer_links import MOST_FAILURES
from roterfaden.logbook.models import ReadKind

DEFINER = "language plpgsql volatile security definer set search_path = public, pg_catalog, pg_temp"
EXTEND = """update cases_disclosure d
  set open_until = least(rf.today() + days, (select c.valid_until from cases_consent c where c.id = d.consent_id))
  where d.id = asked.disclosure_id;"""
"""What was told can be read for some ``days`` after the end of what was ``asked``, as the act ``retire`` says."""


def says_open(question: str, opener: str) -> str:
    """The function ``question`` that says to everybody whether a link opens something; ``opener`` stays closed."""
    return f"""revoke all on function {opener}(text) from public;
comment on function {opener}(text) is
  'The link, if it still opens something: a restriction and an objection of the person close it as well.';

create or replace function rf.{question}(token text) returns boolean language sql stable security definer
set search_path = public, pg_catalog, pg_temp
as $$ select ({opener}(token)).id is not null $$;
comment on function rf.{question}(text) is 'Whether there is something to answer behind a link.';"""


def find(links: str, opener: str) -> str:
    """Look the link up. Two who try at once count one after the other."""
    return f"""perform from {links} l where l.token_hash = token for no key update;
  link := {opener}(token);"""


def let_in(links: str, opener: str, *, told: str = "") -> str:
    """Go on with the right code only. A wrong one is counted, and ``told`` says whom it concerns; the last ends it."""
    more = f",\n      {told}" if told else ""
    return f"""{find(links, opener)}
  if link.id is null then return jsonb_build_object('outcome', 'gone'); end if;
  if link.code_hash is distinct from code then
    update {links} set failures = failures + 1 where id = link.id;
    if link.failures + 1 >= {MOST_FAILURES} then
      update {links} set closed_at = now(), closed_why = '{LinkEnd.GUESSED}' where id = link.id;
    end if;
    return jsonb_build_object('outcome', 'wrong', 'left', {MOST_FAILURES} - link.failures - 1{more});
  end if;
  update {links} set opened_at = now() where id = link.id and opened_at is null;"""


def take_answer(links: str, opener: str) -> str:
    """Go on to the one answer, if link and code are still right."""
    return f"""{find(links, opener)}
  if link.id is null or link.code_hash is distinct from code then
    return jsonb_build_object('outcome', 'gone');
  end if;"""


def note_read(function: str) -> str:
    """Note in the log that ``place`` read what was told about ``person``, on the ``page`` that calls ``function``."""
    return f"""-- The same words on the page after an error are the same look at them.
  insert into logbook_readentry (
    at, reader_id, reader_name, roles, offices, client_id, case_id, reference, kind, page, purpose, request, reason,
    listed, is_outside
  )
  select clock_timestamp(), place, place_name, '{{}}', '', person, link.case_id, '', '{ReadKind.DISCLOSED}',
    page, '{Purpose.ANSWERING}', request, '', 1, false
  where not exists (
    select from logbook_readentry before
    where before.client_id = person and before.reader_id = place
      and before.at > clock_timestamp() - interval '10 minutes' and before.page = {function}.page
  );"""
