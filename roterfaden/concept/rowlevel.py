"""The concept is for everybody to read; no page changes it yet."""

from roterfaden.base.rowlevel import plain

ROWS = plain(
    "concept_concept",
    "concept_conceptversion",
    "concept_fieldofaction",
    "concept_targetgroup",
    "concept_chapter",
    "concept_commitment",
    "concept_goal",
    "concept_project",
    "concept_project_partners",
    "concept_project_places",
    "concept_project_target_groups",
    "concept_project_goals",
)
