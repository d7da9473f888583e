#!/usr/bin/env python3
"""The golden cases of calc say what independent.py computes; and policies, requests and answers in the documentation and
the golden files keep to the published JSON Schemas (CALC-08), where python3-jsonschema is there to check it."""

import json
import os
import pathlib
import re
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import independent  # noqa: E402

SOURCE = pathlib.Path(os.environ.get("KEYHAUL_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
GOLDEN = SOURCE / "tests" / "golden"
KINDS = ("schedule", "settlement", "allocation", "tiering", "concentration", "variability", "rfm")


def load(path):
    return json.loads((SOURCE / path).read_text(encoding="utf-8"))


def plain_json(text):
    """Without comments and trailing commas, which the policy allows and JSON does not."""
    token = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.S)
    text = token.sub(lambda m: m.group() if m.group().startswith('"') else " ", text)
    return json.loads(re.sub(r",(\s*[\]}])", r"\1", text))


def check_golden(failures):
    count = 0
    for kind in KINDS:
        for case in load(f"tests/golden/calc/{kind}.json"):
            count += 1
            expected = independent.answer(case["request"])
            if expected != case["answer"]:
                failures.append(f"{kind}, {case['name']}: the case says {case['answer']}, computed is {expected}")
    return count


def check_schemas(failures):
    warnings.simplefilter("ignore", DeprecationWarning)
    import jsonschema

    policy, calc = load("docs/policy.schema.json"), load("docs/calc.schema.json")
    store = {policy["$id"]: policy, calc["$id"]: calc}

    def validator(schema):
        resolver = jsonschema.RefResolver(base_uri=calc["$id"], referrer=calc, store=store)
        return jsonschema.Draft202012Validator(schema, resolver=resolver)

    policies = validator({"$ref": policy["$id"]})
    requests = validator({"$ref": calc["$id"]})
    answers = validator({"$ref": calc["$id"] + "#/$defs/answers"})
    count = 0

    def expect(validator_, document, valid, name):
        nonlocal count
        count += 1
        errors = [f"{'.'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator_.iter_errors(document)]
        if bool(errors) == valid:
            failures.append(f"{name}: {errors[0] if errors else 'the schema accepts it'}")

    for schema in (policy, calc):
        jsonschema.Draft202012Validator.check_schema(schema)
    for path in sorted((SOURCE / "examples" / "policies").glob("*.json")):
        expect(policies, plain_json(path.read_text(encoding="utf-8")), True, path.name)
    for name in ("policy_all_keys.json", "policy_errors/base.json"):
        expect(policies, load(f"tests/golden/{name}"), True, name)
    block = re.search(r"```jsonc\n(.*?)```", (SOURCE / "docs/POLICY.md").read_text(encoding="utf-8"), re.S).group(1)
    expect(policies, plain_json(block), True, "POLICY.md")
    base = (GOLDEN / "policy_errors" / "base.json").read_text(encoding="utf-8")
    for case in load("tests/golden/policy_errors/keys.json"):
        if case["error"]["code"] in (2010, 2020):
            expect(policies, plain_json(base.replace(case["replace"], case["with"])), False, case["name"])

    blocks = re.findall(r"\n```json\n(.*?)\n```", (SOURCE / "docs/CALC.md").read_text(encoding="utf-8"), re.S)
    for i, text in enumerate(blocks):
        wrong = '"wieghts"' in text
        expect(answers if i % 2 else requests, json.loads(text), i % 2 == 1 or not wrong, f"CALC.md, example {i}")
    for kind in KINDS:
        for case in load(f"tests/golden/calc/{kind}.json"):
            expect(requests, case["request"], True, case["name"])
    return count


def main():
    failures = []
    print(f"{check_golden(failures)} golden cases computed again")
    try:
        print(f"{check_schemas(failures)} documents checked against the schemas")
    except ImportError:
        print("schemas not checked: python3-jsonschema is not installed")
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
