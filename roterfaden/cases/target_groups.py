"""To which target group of the concept a need is counted: suggested by what is known of the person in catalogues.

The keys are those of the concept of Marl; a concept that has none of them suggests nothing. The first that fits counts.
"""

from uuid import UUID

from django.db import connection

from roterfaden.cases.models import LegalArea, ResidenceTitle

FUNCTIONS = f"""
create or replace function rf.target_group_of(person uuid) returns uuid language sql stable
as $$
  select g.id
  from cases_client c
  cross join lateral (values
    (1, 'kinder-jugendliche', c.birth_date > rf.today() - interval '18 years'),
    (2, 'asylverfahren-duldung',
      c.residence_title in ('{ResidenceTitle.IN_PROCEDURE}', '{ResidenceTitle.TOLERATED}')
      or c.legal_area = '{LegalArea.ASYLBLG}'),
    (3, 'gefluechtete', c.residence_title in (
      '{ResidenceTitle.RECOGNISED}', '{ResidenceTitle.BAN_ON_REMOVAL}', '{ResidenceTitle.TEMPORARY_PROTECTION}')),
    (4, 'rumaenien-bulgarien', c.country_of_origin in ('RO', 'BG')),
    (5, 'neuzugewanderte', c.arrived_on > rf.today() - interval '2 years'),
    (6, 'leistungsbezug', c.legal_area in ('{LegalArea.SGB_II}', '{LegalArea.SGB_XII}'))
  ) as sign(rank, key, fits)
  join concept_targetgroup g on g.key = sign.key
  where c.id = person and sign.fits
  order by sign.rank
  limit 1
$$;
comment on function rf.target_group_of(uuid) is
  'The target group of the concept to which needs of this person are counted, if one fits.';
"""


def suggested_group(person: UUID) -> UUID | None:
    """The key of the target group that fits a person (one query)."""
    with connection.cursor() as cursor:
        cursor.execute("select rf.target_group_of(%s)", [person])
        (group,) = cursor.fetchone()
    return group if isinstance(group, UUID) else None
