"""The names of the codes: fields of action, districts and target groups as the municipality has them today."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.apps import apps
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.needs.models import NeedKind
from roterfaden.needs.protection import ELSEWHERE, NO_GROUP, NOWHERE, Split
from roterfaden.network.models import District


@dataclass(frozen=True)
class Catalogue:
    """Rows by code. Fields and groups belong to the concept, which stands on the same floor: asked for by name."""

    fields: dict[str, Any]
    districts: dict[str, District]

    @classmethod
    def read(cls) -> "Catalogue":
        """As it is now (two queries, a third for target groups when they are asked for)."""
        fields = apps.get_model("concept", "FieldOfAction")._default_manager.all()
        return cls({one.key: one for one in fields}, {one.key: one for one in District.objects.all()})

    @cached_property
    def groups(self) -> dict[str, str]:
        """Names of target groups."""
        groups = apps.get_model("concept", "TargetGroup")._default_manager.values_list("key", "name")
        return dict(groups)

    def field_name(self, code: str) -> str:
        """A field of action in one word; one that is gone keeps its code."""
        return str(self.fields.get(code, code))

    def district_name(self, code: str) -> str:
        """A district, or what stands for several or none."""
        if code == ELSEWHERE:
            return _("übrige Quartiere zusammen")
        if code == NOWHERE:
            return _("Quartier nicht bekannt")
        return str(self.districts.get(code, code))

    def share_name(self, by: str, code: str) -> str:
        """What a share is of."""
        match by:
            case Split.KIND:
                return str(NeedKind(code).label)
            case Split.MONTH:
                return date_format(date.fromisoformat(f"{code}-01"), "F Y")
            case _other:
                return _("keine besondere Zielgruppe") if code == NO_GROUP else self.groups.get(code, code)
