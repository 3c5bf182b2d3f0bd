from typing import Any

from allauth.mfa.models import Authenticator
from django import forms

class BaseAuthenticateForm(forms.Form):
    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str: ...

class AuthenticateForm(BaseAuthenticateForm): ...
class ReauthenticateForm(BaseAuthenticateForm): ...
