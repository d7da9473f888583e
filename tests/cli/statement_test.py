"""`keyhaul settle`, `explain` and `verify`: statements, who they are told to, and whether they hold.

The amounts of January, worked out by hand (accounts A and B are the group G):

    A  gross 1050.00: north 700.00, south 300.00, none 50.00
       list      20 % of 1050.00 and 10 % of the 840.00 left       294.00
       volume    700.00 × 2 % + 250.00 × 3.3 % + 1.00 = 23.25, at most 20.00
       kilos     120.5 × 0.35 = 42.175 -> 42.20 in steps of 0.05, at least 50.00
       half-a/b  10 % of the 300.00 up to the 15th, together at most 100.00 × 15 / 31 = 48.39
       pooled    1800.33 × 3.334 % = 60.023… -> 60.02, of which 60.02 × 1050.00 / 1800.33 = 35.005… (B: 25.014…)
       promise   1000.00 × 15 / 31 = 483.87, of which 300.00 are spent
"""

import copy
import json
import unittest
from decimal import Decimal

from support import CommandLineTest, DATA, NO_INPUT, USAGE

POLICY = {
    "keyhaul": 1,
    "name": "carrier",
    "currency": "EUR",
    "ledger": {"dimensions": ["store"], "measures": {"revenue": "money", "weight": "kg:1"}},
    "agreements": [
        {"id": "half", "accounts": ["A"], "valid": {"from": "2026-01-01", "until": "2026-01-16"}, "cap": "100"},
        {"id": "pool", "groups": ["G"]},
    ],
    "terms": [
        {
            "id": "list",
            "kind": "discount",
            "period": "month",
            "qualifies_on": "revenue",
            "stack": {
                "combine": "cascade",
                "lines": [{"id": "promo", "rate": "20%"}, {"id": "loyal", "rate": "10%"}],
            },
        },
        {
            "id": "volume",
            "kind": "rebate",
            "period": "month",
            "qualifies_on": "revenue",
            "limits": {"cap": "20"},
            "clawback": "carry_forward",
            "schedule": {
                "accumulation": "marginal",
                "brackets": [
                    {"from": 0, "rate": "0%"},
                    {"from": 100, "rate": "2%"},
                    {"from": 800, "rate": "3.3%", "flat": 1},
                ],
            },
        },
        {
            "id": "kilos",
            "kind": "rebate",
            "period": "month",
            "qualifies_on": "weight",
            "limits": {"guarantee": "50", "guarantee_kind": "per_period"},
            "rounding": {"step": "0.05"},
            "schedule": {
                "accumulation": "whole",
                "brackets": [{"from": 0, "per_unit": "0.10"}, {"from": 100, "per_unit": "0.35"}],
            },
        },
        *(
            {
                "id": "half-" + letter,
                "kind": "rebate",
                "agreement": "half",
                "period": "month",
                "qualifies_on": "revenue",
                "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "10%"}]},
            }
            for letter in "ab"
        ),
        {
            "id": "pooled",
            "kind": "rebate",
            "agreement": "pool",
            "period": "month",
            "qualifies_on": "revenue",
            "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "3.334%"}]},
        },
        {
            "id": "promise",
            "kind": "commitment",
            "agreement": "half",
            "period": "month",
            "qualifies_on": "revenue",
            "commitment": {"amount": "1000"},
        },
        {
            "id": "changing",
            "kind": "rebate",
            "period": "quarter",
            "qualifies_on": "revenue",
            "on_change": "split_continue",
            "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]},
            "changes": [
                {
                    "from": "2026-02-10",
                    "schedule": {
                        "accumulation": "marginal",
                        "brackets": [{"from": 0, "rate": "2%"}, {"from": 500, "rate": "3%", "flat": 2}],
                    },
                }
            ],
        },
    ],
    "statement": {
        "period": "month",
        "gross": "revenue",
        "group_by": ["store"],
        "payment": {"days": 90, "from": "month_end"},
    },
}

ACCOUNTS = "account,payer,payment_terms_days,settlement_cycle\nA,HQ,,\nB,,30,quarter\nG,,,\n"
MEMBERSHIPS = "member,group,from,until\nA,G,2026-01-01,\nB,G,2026-01-01,\n"
LEDGER = """account,day,document,kind,store,revenue,weight
A,2026-01-05,1,charge,north,300.00,60.0
A,2026-01-20,2,charge,north,400.00,60.5
A,2026-01-25,3,charge,south,300.00,0
A,2026-01-27,4,charge,,50.00,0
B,2026-01-07,5,charge,north,750.33,12.0
A,2026-02-07,6,charge,north,99.99,1.0
B,2026-02-17,7,charge,east,888.88,250.0
"""
LATE = "A,2026-01-30,8,charge,south,-800.00,0\n"


class StatementTest(CommandLineTest):
    def settle(self, as_of, *options, out="out", policy=POLICY, ledger=LEDGER, command="settle"):
        """Settles and gives the statements of the result by account and period."""
        self.succeeds(*self.arguments(as_of, policy, ledger, command), *options, "--out", out)
        statements = json.loads((self.dir / out / "statements.json").read_text(encoding="utf-8"))
        return {(one["account"], one["period"]): one for one in statements}

    def arguments(self, as_of, policy=POLICY, ledger=LEDGER, command="settle"):
        files = ["--policy", self.write("policy.json", policy), "--ledger", self.write("ledger.csv", ledger)]
        files += ["--accounts", self.write("accounts.csv", ACCOUNTS)]
        files += ["--memberships", self.write("memberships.csv", MEMBERSHIPS), "--as-of", as_of]
        return [command, *files]

    def verify(self, out="out"):
        return self.succeeds("verify", "--policy", "policy.json", f"{out}/statements.json")

    def amounts(self, statement, *columns):
        return {line["line"]: tuple(line[column] for column in columns) for line in statement["lines"]}

    def test_what_each_account_is_told(self):  # STATEMENT-07, STATEMENT-08, STATEMENT-09
        statements = self.settle("2026-01-31")
        self.assertEqual(sorted(statements), [("A", "2026-01"), ("B", "2026-Q1")])
        a = statements["A", "2026-01"]
        self.assertEqual(
            self.amounts(a, "earned", "due", "payout"),
            {
                "list": ("294.00", "294.00", "294.00"),
                "volume": ("23.25", "20.00", "20.00"),
                "kilos": ("42.20", "50.00", "50.00"),
                "half-a": ("30.00", "30.00", "30.00"),
                "half-b": ("30.00", "18.39", "18.39"),
                "pooled": ("35.01", "35.01", "35.01"),
                "promise": ("-183.87", "-183.87", "-183.87"),
                "changing": ("11.50", "11.50", "11.50"),  # 1149.99 until 10 February
            },
        )
        self.assertEqual((a["gross"], a["discounts"], a["net"]), ("1050.00", "294.00", "756.00"))
        self.assertEqual((a["charges"], a["settled"], a["carried"]), ("183.87", "164.90", "0.00"))
        self.assertEqual((a["payer"], a["state"], a["issued"], a["due_day"]), ("HQ", "final", "2026-01-31", "2026-05-01"))
        # 164.90 by gross: shares of 7.852…, 109.933… and 47.114…, whose cents have the remainders .23, .33 and .42.
        groups = [(g["group_value"], g["gross"], g["discounts"], g["net"], g["settled"]) for g in a["groups"]]
        self.assertEqual(
            groups,
            [
                (None, "50.00", "14.00", "36.00", "7.85"),
                ("north", "700.00", "196.00", "504.00", "109.93"),
                ("south", "300.00", "84.00", "216.00", "47.12"),
            ],
        )
        b = statements["B", "2026-Q1"]
        self.assertEqual((b["gross"], b["state"], b["payer"], b["due_day"]), ("1639.21", "interim", "B", "2026-03-02"))
        self.assertEqual(self.verify(), "ok: 2 statements, 13 lines\n")

    def test_a_correction_stands_on_the_next_statement(self):  # STATEMENT-05
        self.settle("2026-01-31")
        statements = self.settle("2026-02-28", "--booked", "out/booked.csv", out="later", ledger=LEDGER + LATE)
        january, february = statements["A", "2026-01"], statements["A", "2026-02"]
        # 250.00 are left of January: the list takes 70.00, and volume gives 3.00.
        moved = {line["line"]: (line["flags"], line["amount"]) for line in february["lines"] if line["period"] == "2026-01"}
        self.assertEqual(moved["list"], ("correction", "-224.00"))
        self.assertEqual(moved["volume"], ("correction", "0.00"))
        # January says what it said: 294.00, 20.00, and 11.50 of the quarter, which goes on in February.
        told = self.amounts(january, "flags", "amount")
        self.assertEqual(told["list"], ("booked", "294.00"))
        self.assertEqual(told["volume"], ("booked", "20.00"))
        self.assertEqual(told["half-a"], (None, "30.00"))
        self.assertEqual(told["changing"], ("booked", "11.50"))
        self.assertEqual((january["discounts"], january["settled"]), ("294.00", "164.90"))
        # The quarter has 349.99 until 10 February, at 1 % 3.4999; 8.0001 of the 11.50 come back.
        self.assertEqual(self.amounts(february, "flags", "amount")["changing"], ("continued", "-8.00"))
        # What is carried forward is not asked back, and is taken off February's payout.
        volume = [line for line in february["lines"] if line["line"] == "volume" and line["period"] == "2026-01"][0]
        self.assertEqual((volume["payout"], volume["balance"]), ("0.00", "-17.00"))
        self.assertIn("ok: ", self.verify("later"))

    def test_amounts_add_up_over_statements(self):  # STATEMENT-05
        self.settle("2026-01-31")
        self.settle("2026-02-28", "--booked", "out/booked.csv", out="later", ledger=LEDGER + LATE)
        sums = {}
        for one in json.loads((self.dir / "later/statements.json").read_text(encoding="utf-8")):
            for line in one["lines"]:
                key = (one["account"], line["line"], line["period_begin"])
                rest = Decimal(line["booked_before"]) + Decimal(line["payout"])
                sums[key] = sums.get(key, rest) - Decimal(line["amount"])
        self.assertEqual({key: rest for key, rest in sums.items() if rest != 0}, {})
        self.assertGreater(len(sums), 15)

    def test_without_explanations(self):  # VERIFY-09
        self.settle("2026-02-28")
        path = self.dir / "out/statements.json"
        statements = json.loads(path.read_text(encoding="utf-8"))
        for one in statements:
            one["explanations"] = "omitted"
            for line in one["lines"]:
                for told in (line, *line.get("pools", [])):
                    told.pop("steps", None)
                    told.pop("exact", None)
                    told["text"] = None
        path.write_text(json.dumps(statements), encoding="utf-8")
        told = self.verify()
        # The quarter's schedule changes on 10 February, for A and for B.
        self.assertEqual(told.count("].earned: not judged: its steps are left out"), 2, told)
        self.assertRegex(told, r"ok: 3 statements, \d+ lines, 2 not judged\n$")

    def test_versions_of_a_schedule_verify(self):  # VERIFY-02
        statements = self.settle("2026-03-31")
        lines = statements["B", "2026-Q1"]["lines"]
        changing = [line for line in lines if line["line"] == "changing"][0]
        # 750.33 at 1 % is 7.5033; then 1639.21 by the new schedule, 46.1763, less 750.33 by it, 19.5099.
        self.assertEqual((changing["exact"], changing["earned"]), ("34.1697", "34.17"))
        self.assertEqual({step["version"] for step in changing["steps"]}, {"0", "1"})
        self.assertIn("ok: ", self.verify())
        path = self.dir / "out/statements.json"
        path.write_text(path.read_text(encoding="utf-8").replace('"34.17"', '"34.18"'), encoding="utf-8")
        self.assertEqual(self.keyhaul("verify", "--policy", "policy.json", "out/statements.json").returncode, DATA)

    def test_text_and_files(self):  # CLI-35
        self.settle("2026-01-31")
        text = (self.dir / "out/statements.txt").read_text(encoding="utf-8")
        self.assertTrue(text.startswith("Statement of A, 2026-01 (final)\n  Payer     HQ\n"), text)
        self.assertIn("700.00 × 2 % + 250.00 × 3.3 % + 1.00 flat = 23.25", text)
        self.assertIn("\n\nStatement of B, 2026-Q1 (interim)\n", text)
        marker = json.loads((self.dir / "out/run.json").read_text(encoding="utf-8"))
        self.assertEqual(marker["written_by"], "keyhaul settle")
        listed = {entry["file"]: entry["rows"] for entry in marker["files"]}
        self.assertEqual((listed["statements.json"], listed["statements.txt"]), (2, 2))
        self.assertNotIn("tiers.csv", listed)

    def test_run_writes_statements_too(self):  # CLI-35
        self.assertEqual(self.settle("2026-01-31"), self.settle("2026-01-31", out="run", command="run"))
        policy = {key: value for key, value in POLICY.items() if key != "statement"}
        self.succeeds(*self.arguments("2026-01-31", policy), "--out", "none")
        self.assertFalse((self.dir / "none/statements.json").exists())

    def test_a_changed_statement_does_not_verify(self):  # CLI-36
        self.settle("2026-01-31")
        path = self.dir / "out/statements.json"
        statements = json.loads(path.read_text(encoding="utf-8"))
        statements[0]["lines"][1]["earned"] = "23.26"
        self.write("changed.json", statements)
        done = self.keyhaul("verify", "--policy", "policy.json", "changed.json")
        self.assertEqual(done.returncode, DATA)
        self.assertIn("[0].lines[1].earned: found 23.26, expected 23.25\n", done.stdout)
        self.assertRegex(done.stderr, r"^keyhaul: changed.json: \d+ differences in 2 statements, 13 lines\n$")
        policy = copy.deepcopy(POLICY)
        policy["terms"][1]["schedule"]["brackets"][1]["rate"] = "3%"
        self.write("other.json", policy)
        self.assertEqual(self.keyhaul("verify", "--policy", "other.json", "out/statements.json").returncode, DATA)

    def test_what_verify_holds_against_the_policy_and_the_run(self):  # VERIFY-10, VERIFY-11, VERIFY-12
        self.settle("2026-01-31")
        verify = ["verify", "--policy", "policy.json"]
        statements = json.loads((self.dir / "out/statements.json").read_text(encoding="utf-8"))
        self.write("none.json", [])
        self.fails(DATA, "none.json: .*nothing was verified", *verify, "none.json")
        self.write("twice.json", statements + statements[:1])
        done = self.keyhaul(*verify, "twice.json")
        self.assertEqual(done.returncode, DATA)
        self.assertIn("[2].account: found A, expected an account that has no other statement for these days\n", done.stdout)
        # A cap that nobody reaches: all figures hold, and the policy is another one.
        self.write("other.json", {**POLICY, "terms": POLICY["terms"][:-1] + [{**POLICY["terms"][-1], "limits": {"cap": 9999}}]})
        done = self.keyhaul("verify", "--policy", "other.json", "out/statements.json")
        self.assertEqual(done.returncode, DATA)
        self.assertEqual({line.split(": ")[0] for line in done.stdout.splitlines()}, {"[0].policy_digest", "[1].policy_digest"})
        path = self.dir / "zero.json"
        path.write_bytes((self.dir / "out/statements.json").read_bytes() + b"\0")
        self.fails(DATA, "zero.json: .*cannot be read", *verify, "zero.json")

    def test_terms_that_round_pool_and_change_oddly_verify(self):  # VERIFY-14, VERIFY-16
        """All of it at a coarse step; an account that goes from one group to another, not in the order of their ids; a
        line below 0 before one of the same cap; fixed amounts that are prorated on a line between two."""

        def whole(rate):
            return {"accumulation": "whole", "brackets": [{"from": 0, "rate": rate}]}

        line = {"kind": "rebate", "period": "quarter", "qualifies_on": "revenue"}
        linear = [{"from": 0, "rate": "1%", "flat": 10}, {"from": 5000, "rate": "2%", "flat": 20}]
        policy = {
            **POLICY,
            "agreements": [{"id": "pools", "groups": ["G", "B"]}, {"id": "capped", "accounts": ["A"], "cap": 50}],
            "terms": [
                {**line, "id": "all", "kind": "discount", "rounding": {"step": "10"},
                 "stack": {"combine": "cascade", "lines": [{"id": "half", "rate": "50%"}, {"id": "rest", "rate": "100%"}]}},
                {**line, "id": "pooled", "agreement": "pools", "schedule": whole("3.334%")},
                {**line, "id": "back", "agreement": "capped", "schedule": whole("-3%")},
                {**line, "id": "more", "agreement": "capped", "schedule": whole("30%")},
                {**line, "id": "moving", "schedule": whole("1%"), "on_change": "prorate_flats",
                 "changes": [{"from": "2026-02-10", "schedule": {"accumulation": "linear", "brackets": linear}}]},
            ],
        }
        self.arguments("2026-03-31", policy)
        self.write("memberships.csv", "member,group,from,until\nA,G,2026-01-01,2026-02-01\nA,B,2026-02-01,\n")
        arguments = ["settle", "policy.json", "ledger.csv", "--accounts", "accounts.csv", "--memberships", "memberships.csv"]
        self.succeeds(*arguments, "--as-of", "2026-03-31", "--out", "out")
        lines = {}
        for statement in json.loads((self.dir / "out/statements.json").read_text(encoding="utf-8")):
            lines.update({line["line"]: line for line in statement["lines"] if statement["account"] == "A"})
        # Half of 1149.99 is 574.995, in steps of 10.00 570.00; the rest takes all that is left, which is no step.
        self.assertEqual([take["amount"] for take in lines["all"]["stack_lines"]], ["570.00", "579.99"])
        self.assertEqual((lines["pooled"]["group"], lines["back"]["due"], lines["more"]["due"]), ("G; B", "-34.50", "84.50"))
        self.assertIn("prorated", {step["kind"] for step in lines["moving"]["steps"]})
        self.assertIn("ok: ", self.verify())
        # Gone from the groups, what was booked is taken back.
        self.write("memberships.csv", "member,group,from,until\n")
        self.succeeds(*arguments, "--as-of", "2026-03-31", "--booked", "out/booked.csv", "--out", "later")
        self.assertIn("ok: ", self.verify("later"))

    def test_flats_by_days_that_are_rounded_add_up(self):  # VERIFY-02, VERIFY-14, TERMS-34
        """10.00 for 10, 10 and 11 of 31 days: 3.2258…, twice, and 3.5483…, each rounded; in all 10.00 were owed."""
        flat = {"accumulation": "flat", "brackets": [{"from": 0, "flat": 10}]}
        days = ["2026-01-11", "2026-01-21"]
        line = {"kind": "rebate", "period": "month", "qualifies_on": "revenue", "schedule": flat,
                "on_change": "prorate_flats", "changes": [{"from": day, "schedule": flat} for day in days]}
        self.arguments("2026-01-31", {**POLICY, "rounding": {"at": "slice"}, "agreements": [],
                                      "terms": [{**line, "id": "fee"}, {**line, "id": "other", "pays_on": "weight"}]})
        self.succeeds("settle", "policy.json", "ledger.csv", "--accounts", "accounts.csv", "--as-of", "2026-01-31",
                      "--out", "out")
        path = self.dir / "out/statements.json"
        for line in json.loads(path.read_text(encoding="utf-8"))[0]["lines"]:
            self.assertEqual([step["exact"] for step in line["steps"]], ["3.23", "3.23", "3.55"])
            self.assertEqual((line["earned"], line["text"]), ("10.01", "3.23 + 3.23 + 3.55 = 10.01"))
        self.assertIn("ok: ", self.verify())
        honest = path.read_text(encoding="utf-8")
        for was, other, step in (('"3.55"', '"3.56"', 2), ('"3.23"', '"3.22"', 0)):
            path.write_text(honest.replace(was, other), encoding="utf-8")
            found = self.keyhaul("verify", "--policy", "policy.json", "out/statements.json")
            self.assertEqual(found.returncode, DATA)
            for line in (0, 1):
                self.assertIn(f"lines[{line}].steps[{step}].exact: found {other[1:-1]}, expected {was[1:-1]}", found.stdout)

    def test_an_overage_per_kilogram_is_a_price(self):  # VERIFY-02, TERMS-35
        """A sends 120.5 kg: 7.005 for 100 kg and 20.5 × 0.22 = 4.51, in all 11.515; at 0.2222 it were 11.5601."""
        schedule = {"accumulation": "marginal", "beyond_last": "overage", "overage": "0.2222",
                    "brackets": [{"from": 0, "to": 100, "flat": "7.005"}]}
        line = {"id": "kilos", "kind": "rebate", "period": "month", "qualifies_on": "weight", "schedule": schedule,
                "rounding": {"at": "unit_price"}}
        self.arguments("2026-01-31", {**POLICY, "agreements": [], "terms": [line]})
        self.succeeds("settle", "policy.json", "ledger.csv", "--accounts", "accounts.csv", "--as-of", "2026-01-31",
                      "--out", "out")
        told = json.loads((self.dir / "out/statements.json").read_text(encoding="utf-8"))[0]["lines"][0]
        self.assertEqual((told["exact"], told["earned"]), ("11.515", "11.52"))
        self.assertEqual(told["text"], "20.5 × (0.2222 → 0.22) + 7.005 flat = 11.515 → 11.52 EUR (half_up)")
        self.assertIn("ok: ", self.verify())

    def test_a_cap_that_lines_of_a_pool_share_is_verified(self):  # VERIFY-16
        """10 % of 1938.88 are 193.89 on each of two lines, of 200.00 for both: 6.11 are left for the second."""
        line = {"kind": "rebate", "period": "quarter", "qualifies_on": "revenue", "agreement": "pool",
                "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "10%"}]}}
        terms = [{**line, "id": "first"}, {**line, "id": "second"}]

        def capped(cap):
            return {**POLICY, "agreements": [{"id": "pool", "groups": ["G"], "cap": cap}], "terms": terms}

        arguments = self.arguments("2026-03-31", capped(5000))
        self.succeeds(*arguments, "--out", "out")
        self.assertIn("ok: ", self.verify())
        self.write("policy.json", capped(200))
        done = self.keyhaul("verify", "--policy", "policy.json", "out/statements.json")
        self.assertEqual(done.returncode, DATA)
        self.assertRegex(done.stdout, r"lines\[1\].*\.due: found ")
        self.succeeds(*arguments, "--out", "less")
        self.assertNotIn("not judged", self.verify("less"))

    def test_days_of_payment_have_a_limit(self):  # STATEMENT-12
        self.arguments("2026-01-31")
        arguments = ["settle", "policy.json", "ledger.csv", "--accounts", "accounts.csv", "--as-of", "2026-01-31"]
        self.write("accounts.csv", "account,payment_terms_days\nA,3650\nB,0\nG,\n")
        self.succeeds(*arguments, "--out", "out")
        self.assertIn("ok: ", self.verify())
        self.write("accounts.csv", "account,payment_terms_days\nA,30\nB,3651\nG,\n")
        self.fails(DATA, "accounts.csv:3: column payment_terms_days: .*0 to 3650", *arguments, "--out", "out")

    def test_explain_one_account(self):  # CLI-37
        arguments = self.arguments("2026-01-31", command="explain")
        text = self.succeeds(*arguments, "--account", "A")
        self.assertTrue(text.startswith("A\n"), text)
        self.assertIn("700.00 × 2 % + 250.00 × 3.3 % + 1.00 flat = 23.25", text)
        told = json.loads(self.succeeds(*arguments, "--account", "A", "--json"))
        self.assertEqual(told["account"], "A")
        self.fails(DATA, "--account X: .*X", *arguments, "--account", "X")
        self.fails(USAGE, "--account", *arguments)

    def test_policy_and_ledger_by_place(self):  # CLI-35
        self.arguments("2026-01-31")
        self.succeeds("settle", "policy.json", "ledger.csv", "--accounts", "accounts.csv", "--out", "out")
        self.assertTrue((self.dir / "out/statements.json").exists())
        text = self.succeeds("explain", "policy.json", "ledger.csv", "--accounts", "accounts.csv", "--account", "B")
        self.assertTrue(text.startswith("B\n"), text)

    def test_what_cannot_be_read(self):  # CLI-36
        self.settle("2026-01-31")
        self.fails(NO_INPUT, "gone.json", "verify", "--policy", "policy.json", "gone.json")
        self.write("broken.json", "[{")
        self.fails(DATA, "broken.json: .*cannot be read", "verify", "--policy", "policy.json", "broken.json")
        self.fails(USAGE, "statements", "verify", "--policy", "policy.json")
        self.fails(USAGE, "--out", *self.arguments("2026-01-31"))

    def test_a_dimension_that_is_not_offered(self):  # STATEMENT-07
        self.arguments("2026-01-31")
        self.write("accounts.csv", "account,statement_by\nA,city\nB,store\nG,\n")
        arguments = ["settle", "policy.json", "ledger.csv", "--accounts", "accounts.csv"]
        self.fails(DATA, "city.*statement.group_by", *arguments, "--out", "out")


if __name__ == "__main__":
    unittest.main()
