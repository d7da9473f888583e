"""`keyhaul run` over a ledger whose tiers and rebates are worked out by hand.

Values of the twelve months to 2026-03-31: A 6000 + 2000 = 8000.00, B 1500 - 250.50 = 1249.50, C 100.05, D nothing; base
9349.55. 80 % of it is 7479.64, which A reaches; 95 % is 8882.07, which A and B reach. The quarter's standard and economy
revenue is A 6000.00, B 1249.50, C 100.05: A earns 4000 * 2 % + 1000 * 4 % = 120.00, B 249.50 * 2 % = 4.99, C nothing.
"""

import csv
import decimal
import gzip
import io
import json
import unittest

from support import ACCOUNTS, LEDGER, POLICY, CommandLineTest, DATA, NO_INPUT, USAGE

Decimal = decimal.Decimal
REBATES = {"A": "120.00", "B": "4.99", "C": "0.00"}


class RunTest(CommandLineTest):
    def rebates(self, directory="out"):
        return {row["account"]: row["earned"] for row in self.table("settlements", directory)}

    def test_tables(self):
        """CLI-01: every table of the result is a file, with the figures worked out by hand."""
        self.assertEqual(self.succeeds(*self.run_arguments()), "")
        tiers = {row["account"]: row for row in self.table("tiers")}
        self.assertEqual({id: row["tier"] for id, row in tiers.items()}, dict(A="key", B="mid", C="small", D="small"))
        self.assertEqual(
            {id: row["value"] for id, row in tiers.items()}, dict(A="8000.00", B="1249.50", C="100.05", D="0.00")
        )
        share = (Decimal("8000") / Decimal("9349.55")).quantize(Decimal(10) ** -9, decimal.ROUND_HALF_UP)
        self.assertEqual(tiers["A"]["share"], str(share))
        self.assertEqual(tiers["D"]["share"], "")
        self.assertEqual(self.rebates(), REBATES)
        (run,) = self.table("run")
        self.assertEqual((run["as_of"], run["window_begin"], run["window_end"]), ("2026-03-31", "2025-04-01", "2026-04-01"))
        self.assertEqual((run["accounts"], run["base"], run["net"]), ("4", "9349.55", "9349.55"))
        for name in ("tier_summary", "booked", "explanations"):
            self.assertTrue((self.dir / "out" / (name + ".csv")).is_file(), name)

    def test_run_json(self):
        """CLI-01: run.json says what the run was of and lists every other file with its size."""
        self.succeeds(*self.run_arguments())
        run = json.loads((self.dir / "out/run.json").read_text(encoding="utf-8"))
        self.assertEqual((run["policy"]["name"], run["currency"], run["as_of"]), ("small", "CNY", "2026-03-31"))
        self.assertEqual((run["base"], run["accounts"]), ("9349.55", 4))
        self.assertEqual([tier["accounts"] for tier in run["tiers"]], [1, 1, 2])
        (volume,) = run["settlements"]
        self.assertEqual((volume["state"], volume["earned"], volume["delta"]), ("final", "124.99", "124.99"))
        self.assertEqual({i["table"]: i["rows"] for i in run["inputs"]}, {"accounts": 4, "ledger": 5})
        sizes = {path.name: path.stat().st_size for path in (self.dir / "out").iterdir()}
        del sizes["run.json"]
        self.assertEqual({file["file"]: file["bytes"] for file in run["files"]}, sizes)

    def test_same_bytes_again(self):
        """CLI-01: the same input gives the same files, byte for byte."""
        arguments = self.run_arguments()
        self.succeeds(*arguments)
        first = {path.name: path.read_bytes() for path in (self.dir / "out").iterdir()}
        self.succeeds(*arguments)
        self.assertEqual({path.name: path.read_bytes() for path in (self.dir / "out").iterdir()}, first)

    def test_forms_of_files(self):
        """Packed by gzip, with a byte order mark, CRLF and quotes, the ledger is the same ledger."""
        records = list(csv.reader(io.StringIO(LEDGER)))
        quoted = io.StringIO()
        csv.writer(quoted, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(records)
        for ledger in (gzip.compress(LEDGER.encode()), "\ufeff" + LEDGER, quoted.getvalue(), LEDGER.rstrip("\n")):
            self.succeeds(*self.run_arguments(ledger=ledger))
            self.assertEqual(self.rebates(), REBATES)

    def test_summary(self):
        """CLI-09: the summary has accounts and value per tier, what is owed, and where the files are."""
        text = self.succeeds(*self.run_arguments(), "--summary")
        self.assertRegex(text, r"(?m)^Policy small, as of 2026-03-31: 4 accounts, window 2025-04-01 to 2026-03-31$")
        self.assertRegex(text, r"(?m)^  key +1 +25\.0 % +8,000\.00 +85\.6 % +8,000\.00$")
        self.assertRegex(text, r"(?m)^  mid +1 +25\.0 % +1,249\.50 +13\.4 % +1,249\.50$")
        self.assertRegex(text, r"(?m)^  small +2 +50\.0 % +100\.05 +1\.1 % +-$")
        self.assertRegex(text, r"(?m)^  volume +closed \(final\) +3 +124\.99 +0\.00 +124\.99$")
        self.assertIn("1 account has no positive value", text)
        self.assertRegex(text, r"Files in out\n  run.csv, tiers.csv, .*run.json\n$")

    def test_summary_rounds_half_up(self):
        """CLI-09: 1 of 16 accounts is 6.25 %, shown as 6.3 %."""
        accounts = ACCOUNTS + "".join("X%d,,\n" % i for i in range(12))
        text = self.succeeds(*self.run_arguments(accounts=accounts), "--summary")
        self.assertRegex(text, r"(?m)^  key +1 +6\.3 % ")

    def test_summary_of_documents(self):
        """CLI-09: a document that is credited beyond its charge is named in its table and counted in the summary."""
        policy = {**POLICY, "ledger": {**POLICY["ledger"], "open_documents": "revenue"}}
        ledger = LEDGER + "B,2026-03-01,N2,credit_note,I3,economy,-1249.51,0\n"
        text = self.succeeds(*self.run_arguments(policy=policy, ledger=ledger), "--summary")
        (document,) = self.table("documents")
        self.assertEqual(
            [document[name] for name in ("account", "document", "charged", "remaining", "flags")],
            ["B", "I3", "1500.00", "-0.01", "over_credited"],
        )
        self.assertIn("\n  1 document is credited beyond what it charged\n", text)

    def test_summary_of_movers(self):
        """CLI-09: the largest changes against the window before, up and down, with names and tiers."""
        ledger = (
            "account,day,service,revenue,weight\n"
            "A,2025-01-10,standard,100.00,0\nA,2026-01-10,standard,900.00,0\n"
            "B,2025-01-10,standard,5000.00,0\nB,2026-01-10,standard,50.00,0\n"
            "C,2025-01-10,standard,40.00,0\nC,2026-01-10,standard,40.00,0\n"
        )
        accounts = ACCOUNTS.replace("Alpha", "杭州蓝河有限公司").replace("Beta", "Beta\x1b[2J")
        arguments = self.run_arguments(ledger=ledger, accounts=accounts)
        text = self.succeeds(*arguments, "--as-of", "2026-12-31", "--summary")
        self.assertRegex(text, r"(?m)^  A +杭州蓝河有限公司 +100\.00 +900\.00 +800\.00 +small -> key$")
        self.assertRegex(text, r"(?m)^  B +Beta\\x1b\[2J +5,000\.00 +50\.00 +-4,950\.00 +key -> mid$")
        self.assertNotRegex(text, r"(?m)^  C ")

    def test_mistyped_year(self):
        """CLI-09: 2062 for 2026 moves the as-of day; the summary asks. With the day given there is nothing to ask."""
        arguments = [*self.run_arguments(ledger=LEDGER.replace("2026-03-31", "2062-03-31")), "--summary"]
        self.assertIn("the year before it has no rows: is a day mistyped?\n", self.succeeds(*arguments))
        self.assertEqual(self.table("run")[0]["flags"], "last_day_isolated")
        self.assertNotIn("mistyped", self.succeeds(*arguments, "--as-of", "2026-03-31"))

    def test_explain(self):
        """An account's explanation is printed; one that is not there stops the run before anything is written."""
        text = self.succeeds(*self.run_arguments(), "--explain", "A", "--explain", "B")
        for part in ("A", "120.00", "B", "4.99"):
            self.assertIn(part, text)
        (self.dir / "other").mkdir()
        self.fails(DATA, "--explain Z", *self.run_arguments()[:-1], "new", "--explain", "Z")

    def test_settling_twice_books_nothing_more(self):
        """CLI-11: what one run has booked, the next one does not book again; a correction books the difference."""
        arguments = self.run_arguments()
        self.succeeds(*arguments)
        self.write("before.csv", (self.dir / "out/booked.csv").read_text(encoding="utf-8"))
        self.succeeds(*arguments, "--booked", "before.csv")
        for row in self.table("settlements"):
            self.assertEqual((row["booked_before"], row["delta"]), (REBATES[row["account"]], "0.00"))
        # 100 less of A's earn 4.00 less.
        self.succeeds(*self.run_arguments(ledger=LEDGER.replace("6000.00", "5900.00")), "--booked", "before.csv")
        deltas = {row["account"]: row["delta"] for row in self.table("settlements")}
        self.assertEqual(deltas, {"A": "-4.00", "B": "0.00", "C": "0.00"})

    def test_columns_of_other_names(self):
        """CLI-05: --column takes a column from one of another name; others are refused unless they are ignored."""
        ledger = LEDGER.replace("account,day", "Vendor No.,day").replace("weight\n", "weight,Notes\n", 1)
        ledger = "\n".join(line + (",x" if "-" in line else "") for line in ledger.split("\n"))
        arguments = self.run_arguments(ledger=ledger, accounts=ACCOUNTS.replace("name", "Company"))
        arguments += ["--column", "account=Vendor No.", "--column", "accounts.name=Company"]
        self.fails(DATA, r"ledger.csv: column Notes: is unknown", *arguments)
        self.succeeds(*arguments, "--ignore-columns")
        self.assertEqual(self.rebates(), REBATES)

    def test_columns_that_cannot_be(self):
        """CLI-05: a mapping that names what is not there, or names a thing twice, is refused."""
        arguments = self.run_arguments()
        for code, pattern, mapping in (
            (USAGE, "expected COLUMN=FILE_COLUMN", ["account"]),
            (USAGE, "no input table tiers", ["tiers.account=x"]),
            (USAGE, "gives ledger.account twice", ["account=account", "account=document"]),
            (DATA, "ledger.csv: has no column vendor, which --column names", ["account=vendor"]),
            (DATA, "ledger.csv: column account: --column takes it from another one", ["account=document"]),
            (DATA, "ledger.csv: column acount: is unknown", ["acount=account"]),
        ):
            options = [part for one in mapping for part in ("--column", one)]
            self.fails(code, pattern, *arguments, *options)
        self.fails(DATA, "column acount: is unknown", *arguments, "--column", "acount=account", "--ignore-columns")

    def test_refused_rows_are_listed(self):
        """CLI-06: with --skip-refused, refused rows are left out and listed with line and verdict; all others count."""
        ledger = LEDGER + (
            "Z,2026-03-01,I9,charge,,standard,1.00,0\n"
            "A,2026-02-30,I9,charge,,standard,1.00,0\n"
            "A,2026-03-01,I9,gift,,standard,1.00,0\n"
            '"A",2026-03-01,"I\n9",charge,,standard,1.005,0\n'
            "A,2026-03-01,N9,credit_note,,standard,-1.00,0\n"
        )
        done = self.keyhaul(*self.run_arguments(ledger=ledger), "--skip-refused")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "keyhaul: ledger.csv: 5 of 10 rows are left out, see out/refused_rows.csv\n")
        rows = [(row["file"], row["line"], row["account"], row["verdict"]) for row in self.table("refused_rows")]
        self.assertEqual(
            rows,
            [
                ("ledger.csv", "7", "Z", "unknown_account"),
                ("ledger.csv", "8", "A", "bad_day"),
                ("ledger.csv", "9", "A", "bad_kind"),
                ("ledger.csv", "10", "A", "bad_amount"),
                ("ledger.csv", "12", "A", "credit_without_document"),
            ],
        )
        self.assertTrue(all(row["message"] for row in self.table("refused_rows")))
        self.assertEqual(self.rebates(), REBATES)
        run = json.loads((self.dir / "out/run.json").read_text(encoding="utf-8"))
        self.assertEqual(run["inputs"][-1]["refused"], 5)

    def test_nothing_refused(self):
        """CLI-06: with --skip-refused and nothing to skip, the list is there and empty."""
        self.succeeds(*self.run_arguments(), "--skip-refused")
        self.assertEqual(self.table("refused_rows"), [])
        every = LEDGER.replace("2026-", "2026/")
        self.fails(DATA, "ledger.csv: every row is refused", *self.run_arguments(ledger=every)[:-1], "no", "--skip-refused")

    def test_accounts_open_by_themselves(self):
        """With --open-accounts no file of accounts is needed."""
        arguments = self.run_arguments(accounts=None)
        self.fails(DATA, r"ledger.csv:2: column account: .*--open-accounts", *arguments)
        self.succeeds(*arguments, "--open-accounts")
        self.assertEqual(self.rebates(), REBATES)

    def test_memberships_and_as_of(self):
        arguments = self.run_arguments()
        self.write("members.csv", "member,group,from,until\nC,A,2026-01-01,\n")
        self.succeeds(*arguments, "--memberships", "members.csv", "--as-of", "2026-06-30")
        (run,) = self.table("run")
        self.assertEqual((run["as_of"], run["window_begin"]), ("2026-06-30", "2025-07-01"))
        self.fails(USAGE, "--as-of 2026-06-31: no such day", *arguments, "--as-of", "2026-06-31")
        self.fails(USAGE, "--as-of 0000-01-01: no such day", *arguments, "--as-of", "0000-01-01")
        self.fails(DATA, "as_of: the 12 months of tiering.window up to 0001-01-01 begin", *arguments, "--as-of", "0001-01-01")

    def test_lines_of_late_batches(self):
        """CLI-04: the line of a refused row is that of the file, however far down it is."""
        rows = "A,2026-01-10,I,charge,,standard,0.01,0\n" * 70000
        ledger = LEDGER.split("\n", 1)[0] + "\n" + rows + "A,2026-01-10,I,charge,,standard,0.001,0\n"
        self.fails(DATA, r"ledger.csv:70002: column revenue: ", *self.run_arguments(ledger=ledger))


class OtherCommandsTest(CommandLineTest):
    def test_lint(self):
        """CLI-07: lint ends with 0 where it finds nothing and with 1 where it does; a finding is a line."""
        self.write("policy.json", POLICY)
        self.succeeds("lint", "--policy", "policy.json")
        falling = json.loads(json.dumps(POLICY))
        falling["terms"][0]["schedule"]["brackets"][2]["rate"] = "1%"
        self.write("falling.json", falling)
        done = self.keyhaul("lint", "--policy", "falling.json")
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertRegex(done.stdout, r"^falling.json: terms\[0\].schedule.brackets\[2\]: .*\[falling_rate\]\n$")

    def test_calc(self):
        """CLI-07: calc answers from a file or standard input; a refused request has its error on both outputs."""
        # 1,000 * 10 % + 1,000 * 25 % = 350, the "stepped" example of Dynamics 365.
        brackets = [{"from": 0, "rate": "10%"}, {"from": 1000, "rate": "25%"}]
        schedule = {"accumulation": "marginal", "brackets": brackets}
        request = {"calc": "schedule", "currency": "CNY", "schedule": schedule, "basis": "2000.00"}
        self.write("request.json", request)
        for answer in (
            self.succeeds("calc", "request.json"),
            self.succeeds("calc", input=json.dumps(request)),
            self.succeeds("calc", "-", input=json.dumps(request)),
        ):
            self.assertEqual(json.loads(answer)["amount"], "350.00")
        with self.subTest("refused"):
            done = self.keyhaul("calc", input="{\n  \"oops\"\n}")
            self.assertEqual(done.returncode, DATA)
            self.assertEqual(done.stderr.count("\n"), 1)
            self.assertIn("error", json.loads(done.stdout))
        self.fails(NO_INPUT, "nowhere.json: ", "calc", "nowhere.json")

    def test_schema_and_version(self):
        schema = json.loads(self.succeeds("schema"))
        self.assertIn("ledger", [table["name"] for table in schema["tables"]])
        self.assertRegex(self.succeeds("--version"), r"^keyhaul (\d+\.\d+\.\d+) \(library \1\)\n$")

    def test_help_lists_the_exit_codes(self):
        """CLI-07: --help names every exit code."""
        text = self.succeeds("--help")
        for code in (0, 1, 64, 65, 66, 70, 71, 73, 74):
            self.assertRegex(text, r"\b%d\b" % code)

    def test_usage(self):
        """CLI-07: wrong options are one line and exit code 64."""
        for arguments in ((), ("rum",), ("run",), ("run", "--polcy", "x"), ("lint",), ("schema", "x")):
            self.fails(USAGE, "--help", *arguments)


if __name__ == "__main__":
    unittest.main()
