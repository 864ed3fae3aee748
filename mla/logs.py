"""What a log line may say: where something went wrong, never about whom."""

import logging
import time
import traceback
from types import TracebackType


class QuietFormatter(logging.Formatter):
    """One line per record in UTC; a traceback without the words of the exception.

    The words of a database error repeat the row ("Key (name)=(…) already exists"), and the
    row is a suspect.
    """

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def converter(self, secs: float | None) -> time.struct_time:
        return time.gmtime(secs)

    def formatException(  # noqa: N802 (the name is the standard library's)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        error = ei[1]
        lines: list[str] = []
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            lines = [
                *(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames),
                f"{type(error).__module__}.{type(error).__qualname__}",
                *lines,
            ]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)
