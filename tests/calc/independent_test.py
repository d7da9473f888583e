#!/usr/bin/env python3
"""The golden cases of calc say what independent.py computes, and calc answers so to random tierings (CALC-17),
movements (CALC-19), rankings (CALC-35), scorecards and terms, where the command is there; and policies, requests and
answers in the documentation and the golden files keep to the published JSON Schemas (CALC-08), where python3-jsonschema
is there to check it."""

import datetime
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import warnings
from fractions import Fraction

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import independent  # noqa: E402
import random_scorecards  # noqa: E402
import random_settlements  # noqa: E402
import random_terms  # noqa: E402
import random_tierings  # noqa: E402

SOURCE = pathlib.Path(os.environ.get("KEYHAUL_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
GOLDEN = SOURCE / "tests" / "golden"
KINDS = ("schedule", "settlement", "commitment", "stack", "group", "versions", "exchange", "allocation", "tiering",
         "movement", "concentration", "variability", "rfm", "ranking", "weights", "scorecard")


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


def random_tiering(rng):
    months = rng.randint(1, 4)
    return {"calc": "tiering", "tiering": random_tierings.rule(rng), "classes": random_tierings.classes(rng),
            "accounts": random_tierings.accounts(rng, months)}


def random_movement(rng):
    """Some of the accounts come and go, have states from before, and are overridden."""
    rule = {**random_tierings.rule(rng), "movement": random_tierings.movement(rng)}
    rule["tiers"] = random_tierings.tiers(rng, ("rank", "amount", "share"))
    if len(rule["tiers"]) > 1 and rng.random() < 0.5:
        rule["tiers"][0]["retain"] = {"amount": ">= %d" % rng.randint(1, 60)}
    names = [t["name"] for t in rule["tiers"]]
    population = random_tierings.accounts(rng, 2, most=5)
    ids = [a["id"] for a in population] + ["Z"]
    states = [{"id": i, "since": "2025-%02d-15" % rng.randint(1, 9), "reviewed": "2025-12-31",
               "missed_reviews": rng.randint(0, 1), rng.choice(["tier", "tier", "former_tier"]): rng.choice(names)}
              for i in rng.sample(ids, rng.randint(0, len(ids)))]
    overrides = [{"id": i, **rng.choice([{}, {"tier": rng.choice(names)}]),
                  **rng.choice([{}, {"from": "2026-05-01"}, {"until": "2026-06-30", "reason": "by hand"}])}
                 for i in rng.sample(ids, rng.randint(0, 1))]
    reviews, day = [], 0
    for _ in range(rng.randint(1, 7)):
        day += rng.choice([0, 1, 30, 59, 61, 92, 184])
        listed = [dict(a, months=[None if rng.random() < 0.2 else random_tierings.amount(rng) for _ in range(2)])
                  for a in population if rng.random() < 0.8]
        there = {a["id"] for a in listed}
        listed = [{k: v for k, v in a.items() if k != "group" or v in there} for a in listed]
        reviews.append({"as_of": str(datetime.date(2025, 12, 31) + datetime.timedelta(day)),
                        "accounts": listed})
    return {"calc": "movement", "tiering": rule, "states": states, "overrides": overrides, "reviews": reviews}


def random_ranking(rng):
    """Small whole numbers, so that ties and columns that are all alike come up."""
    method = rng.choice(["weighted_sum", "weighted_product", "topsis", "vikor", "promethee_ii", "spotis"])
    rule = {"method": method, "criteria": []}
    if method in ("weighted_sum", "weighted_product", "topsis") and rng.random() < 0.7:
        words = ["min_max", "sum", "max", "vector", "none"] + ["z_score"] * (method != "weighted_product")
        rule["normalization"] = rng.choice(words)
        rule["constant_columns"] = rng.choice(["drop_and_flag", "one", "zero"])
    shapes = [{"shape": "usual"}, {"shape": "ushape", "q": 2}, {"shape": "vshape", "p": 3}, {"shape": "level", "q": 1, "p": 4},
              {"shape": "linear", "q": "0.5", "p": 3}, {"shape": "gaussian", "s": "1.5"}]
    names = "uvwxyz"[: rng.randint(1, 4)]
    for name in names:
        criterion = {"id": name, "weight": rng.randint(1, 5), "direction": rng.choice(["maximize", "minimize"])}
        if method == "spotis":
            criterion["bounds"] = {"low": 0, "high": rng.randint(7, 20)}
        if method == "promethee_ii":
            criterion["preference"] = rng.choice(shapes)
        rule["criteria"].append(criterion)
    if method == "vikor":
        rule["v"] = rng.choice(["0", "0.25", "0.5", "1"])
    alternatives = [{"id": f"a{i}", "values": {name: rng.randint(1, 7) for name in names}} for i in range(rng.randint(2, 6))]
    return {"calc": "ranking", "ranking": rule, "alternatives": alternatives, "reversals": len(alternatives) > 2}


def differences(answer, expected, path=""):
    """Where an answer does not say what is expected; it may say more."""
    if isinstance(expected, dict) and isinstance(answer, dict):
        for key, value in expected.items():
            yield from differences(answer.get(key, "missing"), value, f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(answer, list) and len(expected) == len(answer):
        for i, pair in enumerate(zip(answer, expected)):
            yield from differences(*pair, f"{path}[{i}]")
    elif answer != expected:
        yield f"{path} is {answer}, expected {expected}"


def answers_to(requests):
    done = subprocess.run([os.environ["KEYHAUL_COMMAND"], "calc"], input=json.dumps(requests), capture_output=True,
                          text=True, check=False)
    return json.loads(done.stdout)


def fraction(text):
    """Of "20.14 + 2/700"."""
    whole, _, rest = text.partition(" + ")
    return Fraction(whole) + Fraction(rest or 0)


def check_random(failures):
    """CALC-17, CALC-19, CALC-35"""
    rng = random.Random(20260117)
    requests = [random_tiering(rng) for _ in range(150)] + [random_movement(rng) for _ in range(150)]
    requests += [random_ranking(rng) for _ in range(300)] + [random_scorecards.request(rng) for _ in range(300)]
    requests += [random_terms.request(rng) for _ in range(3000)]
    requests += [random_settlements.exchange_request(rng) for _ in range(300)]
    refused = 0
    for request, answer in zip(requests, answers_to(requests)):
        expected = independent.answer(request)
        if answer.get("error", {}).get("name") == "overflow" and re.search(r"\d{10}", json.dumps(request)):
            refused += 1  # as TERMS-06 has it, but not often
            continue
        wrong = [answer["error"]["message"]] if "error" in answer else list(differences(answer, expected))
        if request["calc"] == "scorecard" and not wrong:  # there is nothing that it may say more
            wrong = list(differences(expected, answer))
        if "steps" in answer and sum((fraction(s["exact"]) for s in answer["steps"]), Fraction(0)) != fraction(answer["exact"]):
            wrong.append("the steps do not add up")
        if wrong:
            failures.append(f"{json.dumps(request)}: {wrong[:3]}")
    if refused > 10:
        failures.append(f"{refused} of the random requests are refused with overflow")
    return len(requests)


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
        cases = load(f"tests/golden/calc/{kind}.json")
        for case in cases:
            expect(requests, case["request"], True, case["name"])
        if "KEYHAUL_COMMAND" in os.environ:
            for case, answer in zip(cases, answers_to([case["request"] for case in cases])):
                expect(answers, answer, True, f"the answer to {case['name']}")
    return count


def main():
    failures = []
    print(f"{check_golden(failures)} golden cases computed again")
    if "KEYHAUL_COMMAND" in os.environ:
        print(f"{check_random(failures)} random requests answered and computed")
    try:
        print(f"{check_schemas(failures)} documents checked against the schemas")
    except ImportError:
        print("schemas not checked: python3-jsonschema is not installed")
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
