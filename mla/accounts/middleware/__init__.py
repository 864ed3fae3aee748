"""What every request passes: headers, session limits, policies.

Order in `MIDDLEWARE`: `SecurityHeaders` first of all; `SessionLimits` and `DenyByDefault`
after Django's authentication, messages and locale.
"""

from mla.accounts.middleware.headers import SecurityHeaders
from mla.accounts.middleware.pages import PageForRefusedMethod
from mla.accounts.middleware.policies import DenyByDefault
from mla.accounts.middleware.sessions import SessionLimits

__all__ = ["DenyByDefault", "PageForRefusedMethod", "SecurityHeaders", "SessionLimits"]
