"""allauth's forms in the words and the look of the house: labels above, help below, no text inside the fields."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.lockout import is_locked_out

PASSWORD_RULE = _("Mindestens zwölf Zeichen. Ein kurzer Satz ist leicht zu merken und schwer zu raten.")
CODE_HELP = _("Die sechs Ziffern aus Ihrer App. Haben Sie das Gerät nicht dabei, geht auch einer Ihrer Ersatzcodes.")


def _say(form: forms.BaseForm, name: str, label: Any, help: Any = "") -> None:
    """Give a field of allauth our label and help instead of its placeholder."""
    field = form.fields[name]
    field.label, field.help_text = label, help
    field.widget.attrs.pop("placeholder", None)


def _say_new_password(form: forms.BaseForm) -> None:
    _say(form, "password1", _("Neues Passwort"), PASSWORD_RULE)
    _say(form, "password2", _("Neues Passwort noch einmal"))


def _say_code(form: forms.BaseForm, help: Any) -> None:
    _say(form, "code", _("Code"), help)
    form.fields["code"].widget.attrs |= {"data-width": "s", "inputmode": "numeric", "autofocus": ""}


class SignInForm(account.LoginForm):  # type: ignore[misc]
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", _("E-Mail"))
        _say(self, "password", _("Passwort"))
        for field in self.fields.values():
            field.widget.attrs["data-width"] = "full"
        # The browser's name for it, so that a stored password is found; allauth says "email".
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ForgottenPasswordForm(account.ResetPasswordForm):  # type: ignore[misc]
    """The address to which the link is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "email", _("E-Mail"), _("Die Adresse, mit der Sie sich anmelden."))
        self.fields["email"].widget.attrs["data-width"] = "full"


class NewPasswordForm(account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by the link of a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]
    """The present password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("Jetziges Passwort"))
        _say_new_password(self)


class FirstPasswordForm(account.SetPasswordForm):  # type: ignore[misc]
    """A password for an account that had none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)


class ConfirmPasswordForm(account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", _("Passwort"))
        self.fields["password"].widget.attrs |= {"data-width": "full", "autofocus": ""}


class CodeForm(mfa.AuthenticateForm):  # type: ignore[misc]
    """The second factor while signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, CODE_HELP)

    def clean_code(self) -> str:
        """Refuse while the address is locked: guessing codes is limited like guessing passwords."""
        if is_locked_out(self.user.email):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()
        return code


class ConfirmCodeForm(mfa.ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, CODE_HELP)


class AppCodeForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a newly connected app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("Die sechs Ziffern, die die App jetzt zeigt."))


class AddKeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A security key and how it is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", _("Name"), _("Damit Sie mehrere Schlüssel unterscheiden, zum Beispiel „Schlüsselbund“."))
        self.fields["passwordless"].label = _("Auch ohne Passwort anmelden")
        self.fields["passwordless"].help_text = _("Der Schlüssel fragt dann nach Fingerabdruck oder PIN.")


class RenameKeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", _("Name"))
