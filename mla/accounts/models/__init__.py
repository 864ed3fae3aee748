"""People, their API tokens, and what keeps repeated attempts harmless."""

from mla.accounts.models.attempts import FailureTally, IdempotencyRecord, SignInAttempt
from mla.accounts.models.tokens import ApiToken
from mla.accounts.models.users import User

__all__ = ["ApiToken", "FailureTally", "IdempotencyRecord", "SignInAttempt", "User"]
