#!/usr/bin/env python3
"""Checks capi/catalogue.json against the catalogue that the program has: catalogue.py [--update] path/to/keyhaul

What is committed is a promise to hosts: a table, a column, a verdict or a policy key that stands there must stay, with its
type, unit, scale and number. New ones may come; --update writes them down, and refuses to write a broken promise.
"""

import json
import subprocess
import sys

import house

PATH = house.ROOT / "capi/catalogue.json"
KEPT = ("type", "unit", "scale", "nullable", "number", "required")


def promises(catalogue):
    """{what: the parts of it that may not change}"""
    found = {}
    for table in catalogue["tables"]:
        name = f"table {table['name']} ({table['direction']})"
        found[name] = {}
        for column in table["columns"]:
            found[f"{name}, column {column['name']}"] = {key: column[key] for key in KEPT if key in column}
    for verdict in catalogue["verdicts"]:
        found[f"verdict {verdict['name']}"] = {"number": verdict["number"]}
    for key in catalogue["policy_keys"]:
        found[f"policy key {key['path']}"] = {"type": key["type"]}
    return found


def broken(promised, present):
    for what, parts in promised.items():
        if what not in present:
            yield f"{what} is gone"
        elif present[what] != parts:
            yield f"{what} was {parts} and is {present[what]}"


def newly_required(old, new):
    """A key that old policies do not have must not be asked for, unless the object around it is new as well."""
    known = {key["path"]: key["required"] for key in old["policy_keys"]}
    for key in new["policy_keys"]:
        path = key["path"]
        # An element belongs to its array, which may be new itself.
        parent = path[:-2] if path.endswith("[]") else path.rpartition(".")[0]
        around_is_old = parent == "" or parent in known
        if key["required"] and not known.get(key["path"], not around_is_old):
            yield f"policy key {key['path']} is required now; old policies do not have it"


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--update"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    text = subprocess.run([arguments[0], "schema"], check=True, capture_output=True, text=True).stdout
    present = json.loads(text)
    problems = []
    if PATH.exists():
        committed = json.loads(PATH.read_text(encoding="utf-8"))
        problems += broken(promises(committed), promises(present))
        problems += newly_required(committed, present)
    if "--update" in sys.argv and not problems:
        PATH.write_text(text, encoding="utf-8")
    elif not PATH.exists() or PATH.read_text(encoding="utf-8") != text:
        problems.append("capi/catalogue.json is not what the program says; run this with --update")
    house.finish("catalogue", f"{len(promises(present))} names", problems)


if __name__ == "__main__":
    main()
