"""The database is ready to serve: tables, register, specimens, static files, sign-ins.

Run as a process of its own, so that the supervisor stays small.
"""

import argparse
import sys

import django
from django.core.management import call_command, get_commands

UNUSED = ("htm*-4*", "hx-*-[24].*", "htmx-2.js", "django-htmx.js")
"""Files of packages that no page asks for. Compressing them would take most of a first start."""


def main(words: list[str]) -> int:
    """Everything is prepared; nothing changes when it was before."""
    parser = argparse.ArgumentParser(prog="mla.launch.prepare")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--quiet", action="store_true", help="say nothing on standard output")
    options = parser.parse_args(words)

    from mla.translations import compile_stale

    compile_stale()
    django.setup()

    from django.conf import settings

    from mla.ledger.keys import ensure_checkpoint_key

    known = get_commands()
    out = sys.stderr if options.quiet else sys.stdout
    call_command("migrate", interactive=False, verbosity=0)
    ensure_checkpoint_key()
    settings.MLA_FILES_DIR.mkdir(mode=0o700, exist_ok=True)
    settings.MLA_FILES_DIR.chmod(0o700)
    if "load_register" in known:
        call_command("load_register", verbosity=0, stdout=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=list(UNUSED))
    if options.demo:
        if "demo_signins" in known:
            call_command("demo_signins", stdout=out)
        if "load_demo" in known:
            call_command("load_demo", verbosity=0, stdout=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
