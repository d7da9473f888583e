"""What the checks share: the files of the house, and how a check reports."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

HEADERS = (".h", ".hpp")
SOURCES = (".h", ".hpp", ".c", ".cc", ".cpp")


def files(*folders, suffixes=SOURCES):
    """The files with these suffixes under the folders (relative to the root), sorted by path."""
    found = []
    for folder in folders:
        found += (path for path in (ROOT / folder).rglob("*") if path.suffix in suffixes and path.is_file())
    return sorted(found)


def doors():
    """The door headers: include/keyhaul/<room>.h."""
    return sorted((ROOT / "include/keyhaul").glob("*.h"))


def relative(path):
    return pathlib.Path(path).resolve().relative_to(ROOT).as_posix()


def finish(check, seen, problems):
    """Prints the problems, then one line of summary, and ends the program."""
    for problem in problems:
        print(problem)
    print(f"{check}: {seen}, {len(problems)} problem{'' if len(problems) == 1 else 's'}")
    sys.exit(1 if problems else 0)
