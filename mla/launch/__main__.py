"""`./run …`, once everything is installed."""

import argparse
import sys
from pathlib import Path

from mla.datadir import DataDirectoryInUse
from mla.engines import UnableToEnterDatabase, UnableToStartEngine
from mla.environment import UnableToReadSetting, flag
from mla.launch import check, commands, serve
from mla.launch.once import UnableToPrepare
from mla.processes import UnableToFindUnprivilegedUser
from mla.programs import UnableToFindProgram

REFUSALS = (
    DataDirectoryInUse,
    UnableToStartEngine,
    UnableToEnterDatabase,
    UnableToFindProgram,
    UnableToFindUnprivilegedUser,
    UnableToPrepare,
    serve.UnableToServe,
    UnableToReadSetting,
)
TOOLS = ("test", "check", "manage", "bench")


def main(words: list[str]) -> int:
    """Serve, or run a tool. 0 done, 1 refused or failed, 2 bad usage."""
    parser = argparse.ArgumentParser(
        prog="./run",
        description="Set up and run everything, or: ./run test|check|manage|bench …",
    )
    parser.add_argument("--port", type=int, default=8000, help="the port to serve on")
    parser.add_argument("--data", type=Path, help="the data directory (default: var)")
    parser.add_argument("--no-demo", action="store_true", help="no specimen requests, no sign-ins")
    cut = next((place for place, word in enumerate(words) if word in TOOLS), len(words))
    options = parser.parse_args(words[:cut])
    tool, rest = (words[cut], words[cut + 1 :]) if cut < len(words) else ("", [])
    try:
        demo = not options.no_demo and flag("MLA_DEMO", default=True)
        match tool:
            case "test":
                return commands.test(rest)
            case "check":
                return check.check(rest)
            case "manage":
                return commands.manage(rest, data=options.data, demo=demo)
            case "bench":
                return commands.bench(rest)
            case _:
                return serve.serve(port=options.port, data=options.data, demo=demo)
    except REFUSALS as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
