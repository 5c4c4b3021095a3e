"""A user signs in with an e-mail address; what they may do follows from their seats, never from the account itself."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID, uuid4

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.functions import JSONObject, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class UserManager(BaseUserManager["User"]):
    """Creates users; e-mail addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new user. Without a password the account can only be entered through the directory or a reset."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def with_seats(self) -> models.QuerySet["User"]:
        """Users who bring along the seats they hold today."""
        seats: Any = User._meta.get_field("seats").related_model
        told = JSONObject(
            role="role", organisation="organisation_id", authority="organisation__is_immigration_authority"
        )
        held = seats.objects.current().filter(user=models.OuterRef("pk")).values(told=told)
        return self.annotate(held_seats=ArraySubquery(held))

    def visible_to(self, user: "User") -> models.QuerySet["User"]:
        """All accounts: whoever works here may know who else does."""
        return self.get_queryset()

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by e-mail, whatever the case."""
        return self.get(email__iexact=username)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A person who works with Roter Faden."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(_("E-Mail"), unique=True)
    name = models.CharField(_("Name"), max_length=150)
    is_active = models.BooleanField(_("aktiv"), default=True)
    is_synthetic = models.BooleanField(_("erfundene Person"), default=False, editable=False)
    date_joined = models.DateTimeField(_("angelegt am"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    if TYPE_CHECKING:
        seats: RelatedManager[Any]

    class Meta:
        verbose_name = _("Konto")
        verbose_name_plural = _("Konten")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name as others read it."""
        return self.name

    @cached_property
    def _current_seats(self) -> list[tuple[str, UUID, bool]]:
        if (held := self.__dict__.pop("held_seats", None)) is not None:
            return [(seat["role"], UUID(seat["organisation"]), seat["authority"]) for seat in held]
        seats: Any = self.seats
        return list(seats.current().values_list("role", "organisation_id", "organisation__is_immigration_authority"))

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held today. The first look costs one query, later ones none."""
        return frozenset(Role(role) for role, *_where in self._current_seats)

    @property
    def organisation_ids(self) -> frozenset[UUID]:
        """The organisations in which the user holds a seat today (shares the query of ``roles``)."""
        return frozenset(organisation for _role, organisation, _authority in self._current_seats)

    def organisations_as(self, role: Role) -> frozenset[UUID]:
        """The organisations in which the user holds this role today (shares the query of ``roles``)."""
        return frozenset(organisation for held, organisation, _authority in self._current_seats if held == role)

    @property
    def serves_immigration_authority(self) -> bool:
        """Whether a seat in the Ausländerbehörde holds today: such a user sees no file, whatever other seats they have.

        Shares the query of ``roles``.
        """
        return any(authority for _role, _organisation, authority in self._current_seats)

    @property
    def seat_kinds(self) -> frozenset[tuple[str, bool]]:
        """The roles held today, each with whether in the Ausländerbehörde (shares the query of ``roles``)."""
        return frozenset((role, authority) for role, _organisation, authority in self._current_seats)

    @classmethod
    def stand_in(cls, pk: UUID, organisation: UUID, kinds: frozenset[tuple[str, bool]]) -> "User":
        """Somebody, stored nowhere, with these seats in ``organisation``: to make SQL that holds for all like them."""
        user = cls(pk=pk)
        user._current_seats = [(role, organisation, authority) for role, authority in kinds]
        return user

    def forget_seats(self) -> None:
        """Ask the database again: a seat was given or ended during this request."""
        for known in ("held_seats", "_current_seats", "roles"):
            self.__dict__.pop(known, None)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices."""

    def visible_to(self, user: "User") -> Self:
        """One's own."""
        return self.filter(user=user)

    def unread(self) -> Self:
        """Not yet put away."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """Something one colleague has to know now. Written by :func:`roterfaden.accounts.notices.notify`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name=_("für"), editable=False)
    text = models.CharField(_("Hinweis"), max_length=400, editable=False)
    path = models.CharField(_("Seite"), max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(_("am"), default=timezone.now, editable=False)
    read_at = models.DateTimeField(_("gelesen am"), null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Hinweis")
        verbose_name_plural = _("Hinweise")
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["user", "-created_at"], condition=models.Q(read_at=None), name="notice_unread_of_user")
        ]

    def __str__(self) -> str:
        return self.text


class StoredSessionQuerySet(models.QuerySet["StoredSession"]):
    """Sessions."""

    def visible_to(self, user: "User") -> Self:
        """One's own, also for the administration: where colleagues sit and with what is nobody else's business."""
        return self.filter(user=user)

    def live(self) -> Self:
        """Those of people signed in whose longest time is not over."""
        return self.filter(user__isnull=False, expire_date__gt=timezone.now())


class StoredSession(AbstractBaseSession):
    """A session with what its owner has to recognise it by: since when, with which browser, last seen when.

    The key is stored as its SHA-256: who reads the table cannot slip into anybody's session. Written by
    :class:`roterfaden.accounts.sessions.SessionStore` only.
    """

    session_key = models.CharField(_("Prüfsumme des Schlüssels"), max_length=64, primary_key=True)
    reference = models.UUIDField(_("Kennung"), default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="sessions", null=True, verbose_name=_("Person"))
    browser = models.CharField(_("Browser"), max_length=80, blank=True)
    began_at = models.DateTimeField(_("angemeldet seit"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("zuletzt benutzt"), default=timezone.now)

    objects = BaseSessionManager.from_queryset(StoredSessionQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name = _("Anmeldung")
        verbose_name_plural = _("Anmeldungen")
        ordering = ["-last_seen_at", "session_key"]

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The store that reads and writes these rows."""
        from roterfaden.accounts.sessions import SessionStore

        return SessionStore


class FailedSignIn(models.Model):
    """How often signing in with one address failed of late, whether or not there is such an account.

    The address itself is not stored, only its keyed hash: a list of mistyped addresses is nobody's business. Nobody
    reads these rows but the sign-in itself.
    """

    key = models.CharField(_("Prüfsumme der Adresse"), max_length=64, primary_key=True)
    failures = models.PositiveSmallIntegerField(_("Fehlversuche"), default=0)
    last_failed_at = models.DateTimeField(_("zuletzt am"), default=timezone.now)
    locked_until = models.DateTimeField(_("gesperrt bis"), null=True)

    class Meta:
        verbose_name = _("Fehlgeschlagene Anmeldung")
        verbose_name_plural = _("Fehlgeschlagene Anmeldungen")

    def __str__(self) -> str:
        return f"{self.failures} · {self.last_failed_at:%d.%m.%Y %H:%M}"


class KeptFormQuerySet(models.QuerySet["KeptForm"]):
    """Forms that met the end of a session."""

    def visible_to(self, user: "User") -> Self:
        """One's own, as long as they are kept."""
        return self.filter(user=user, kept_until__gt=timezone.now())


class KeptForm(models.Model):
    """What someone sent just after their session had ended, encrypted, until they have signed in again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("von"))
    content = models.BinaryField(_("Inhalt, verschlüsselt"))
    kept_until = models.DateTimeField(_("aufgehoben bis"), db_index=True)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("Aufgehobene Eingabe")
        verbose_name_plural = _("Aufgehobene Eingaben")

    def __str__(self) -> str:
        return str(self.pk)
