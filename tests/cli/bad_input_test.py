"""Bad input: each case is one clear line that names the place, an exit code that is not zero, and nothing written.

That nothing is written is checked by `fails` itself, which compares the scratch folder before and after.
"""

import gzip
import json
import os
import unittest

from support import ACCOUNTS, LEDGER, POLICY, CommandLineTest, DATA, NO_INPUT

HEADER = LEDGER.split("\n", 1)[0] + "\n"
INT64_MAX = 2**63 - 1
INT128_MAX = 2**127 - 1


def cents(value):
    return "%d.%02d" % divmod(value, 100)


class BadInputTest(CommandLineTest):
    def ledger_fails(self, pattern, row, code=DATA):
        """The row is appended to a good ledger, so that it stands on line 7."""
        self.fails(code, "ledger.csv:7" + pattern, *self.run_arguments(ledger=LEDGER + row))

    def policy_fails(self, pattern, old, new, code=DATA):
        text = json.dumps(POLICY, indent=2)
        self.assertEqual(text.count(old), 1, old)
        self.fails(code, "policy.json: " + pattern, *self.run_arguments(policy=text.replace(old, new)))

    def test_missing_and_unreadable_files(self):
        """CLI-07: a file that is not there or cannot be read is exit code 66 and named."""
        good = self.run_arguments() + ["--memberships", self.write("members.csv", "member,group,from,until\n")]
        self.succeeds(*good)
        self.write("booked.csv", (self.dir / "out/booked.csv").read_text(encoding="utf-8"))
        good += ["--booked", "booked.csv"]
        (self.dir / "folder").mkdir()
        for name in ("policy.json", "accounts.csv", "members.csv", "ledger.csv", "booked.csv"):
            for wrong in ("nowhere", "folder"):
                arguments = [wrong if argument == name else argument for argument in good]
                self.fails(NO_INPUT, "^keyhaul: cannot (open|read) %s: (No such file|Is a directory)" % wrong, *arguments)
        if os.getuid() != 0:
            (self.dir / "ledger.csv").chmod(0)
            self.fails(NO_INPUT, "ledger.csv: Permission denied", *good)

    def test_malformed_csv(self):
        """CLI-04: CSV that cannot be read is told with line and column of the file."""
        self.ledger_fails(r":\d+: .*fields", "A,2026-01-10\n")
        self.ledger_fails(r":\d+: .*fields", "A,2026-01-10,I,charge,,standard,1.00,0,more\n")
        self.ledger_fails(r":1: .*quote", '"A,2026-01-10,I,charge,,standard,1.00,0\n')
        self.ledger_fails(r":4: ", '"A"x,2026-01-10,I,charge,,standard,1.00,0\n')
        for encoding, where in ("utf-16", "column 1: the byte 0xFF is not UTF-8"), ("utf-16-le", "column 2: .* not UTF-16"):
            self.write("wide.json", json.dumps(POLICY).encode(encoding))
            self.fails(DATA, "wide.json: line 1, " + where, "lint", "--policy", "wide.json")
        self.fails(DATA, "ledger.csv:7:1: .*UTF-8", *self.run_arguments(ledger=LEDGER.encode() + b"\xff,\n"))
        self.fails(DATA, "ledger.csv:1:9: column 2 has the name of column 1", *self.run_arguments(ledger="account,account\n"))
        self.fails(DATA, "ledger.csv: .*(end|trunc|early)", *self.run_arguments(ledger=gzip.compress(LEDGER.encode())[:-9]))

    def test_unknown_account(self):
        """CLI-04: an account that the book does not know is told with its line."""
        self.ledger_fails(": column account: ", "Z,2026-01-10,I,charge,,standard,1.00,0\n")
        self.fails(DATA, "accounts.csv:[0-9]: column parent: .*Nobody", *self.run_arguments(accounts=ACCOUNTS + "E,Echo,Nobody\n"))

    def test_accounts_that_contradict(self):
        """CLI-04: what is wrong among the accounts is told with the line of the file."""
        self.fails(DATA, "accounts.csv", *self.run_arguments(accounts=ACCOUNTS + "A,Another,\n"))
        cycle = ACCOUNTS.replace("A,Alpha,", "A,Alpha,B")
        self.fails(DATA, 'accounts.csv:[23]: .*("A" -> "B" -> "A"|"B" -> "A" -> "B")', *self.run_arguments(accounts=cycle))
        arguments = self.run_arguments() + ["--memberships", "members.csv"]
        self.write("members.csv", "member,group,from,until\nB,A,2026-01-01,2025-01-01\n")
        self.fails(DATA, "members.csv:2: ", *arguments)

    def test_unknown_currency(self):
        """CLI-04: a currency that is not, or is not the policy's, is told with its place."""
        self.policy_fails(r"line 4, column 15: currency: .*ISO 4217", '"CNY"', '"XXQ"')
        header, rows = LEDGER.replace("weight\n", "weight,currency\n", 1).split("\n", 1)
        rows = "\n".join(row + ",CNY" for row in rows.rstrip("\n").split("\n"))
        for code in ("USD", "XXQ"):
            ledger = header + "\n" + rows + "\nA,2026-01-10,I,charge,,standard,1.00,0," + code + "\n"
            self.fails(DATA, "ledger.csv:7: column currency: .*" + code, *self.run_arguments(ledger=ledger))
        accounts = "account,currency\nA,CNY\nB,CNY\nC,CNY\nD,USD\n"
        self.fails(DATA, "accounts.csv:5: column currency: ", *self.run_arguments(accounts=accounts))

    def test_amounts(self):
        """CLI-04: an amount with too many decimals, or that is none, is told with its line."""
        for amount in ("1.005", "1,5", "one", "1.0.0", "0x10", "NaN", "", "1e-9"):
            field = '"%s"' % amount if "," in amount else amount
            self.ledger_fails(": column revenue: ", "A,2026-01-10,I,charge,,standard,%s,0\n" % field)
        self.ledger_fails(": column weight: ", "A,2026-01-10,I,charge,,standard,1.00,0.0001\n")
        self.ledger_fails(": ", "A,2026-01-10,N,credit_note,I1,standard,1.00,0\n")

    def test_days(self):
        """CLI-04: a day that the calendar does not have is told with its line."""
        for day in ("2023-02-30", "2023-13-01", "2023-1-1", "30.01.2026", "", "2026-01-10T00:00"):
            self.ledger_fails(": column day: ", "A,%s,I,charge,,standard,1.00,0\n" % day)

    def test_missing_column(self):
        """CLI-05: a column that the table needs is named."""
        arguments = self.run_arguments(ledger=LEDGER.replace("revenue", "turnover"))
        self.fails(DATA, "ledger.csv: column turnover: is unknown", *arguments)
        self.fails(DATA, "ledger.csv: column revenue: is not there", *arguments, "--ignore-columns")
        self.fails(DATA, "accounts.csv: column account: ", *self.run_arguments(accounts="name\nAlpha\n"))

    def test_brackets(self):
        """CLI-04: brackets that fall, overlap or leave a gap are named."""
        place = r"line \d+, column \d+: terms\[0\].schedule.brackets\[2\].from: "
        self.policy_fails(place + "500 is below 1000", '"from": 5000', '"from": 500')
        self.policy_fails(place + r".*brackets\[1\] and brackets\[2\]", '"from": 5000', '"from": 1000')
        self.policy_fails(place + r".*gap between brackets\[1\] and brackets\[2\]", '"from": 1000', '"from": 1000, "to": 4000')
        self.policy_fails(place + r"brackets\[1\] and brackets\[2\] overlap", '"from": 1000', '"from": 1000, "to": 6000')

    def test_policy_keys(self):
        """CLI-04: a key that stands twice, is unknown or makes no JSON is told with line and column."""
        self.policy_fails(r"line 4, column 3: name: ", '"currency"', '"name": "again", "currency"')
        self.policy_fails(r"line \d+, column \d+: teiring: .*did you mean .tiering", '"tiering"', '"teiring"')
        self.policy_fails(r"line 4, column 3: ", '"name": "small",\n  "currency"', '"name": "small"\n  "currency"')
        self.fails(DATA, "policy.json: ", *self.run_arguments(policy=""))

    def test_overflow_of_64_bits(self):
        """CLI-04: one amount beyond 64 bits is refused with its line; the largest that fits is not."""
        self.ledger_fails(": column revenue: ", "A,2026-01-10,I,charge,,standard,%s,0\n" % cents(INT64_MAX + 1))
        largest = "A,2026-01-10,I,charge,,express,%s,0\n" % cents(INT64_MAX)
        self.succeeds(*self.run_arguments(ledger=HEADER + largest))
        self.assertEqual(self.table("tiers")[0]["value"], cents(INT64_MAX))

    def test_totals_beyond_64_bits(self):
        """A total beyond 64 bits is exact: 1,000 of the largest amounts."""
        largest = "A,2026-01-10,I,charge,,express,%s,0\n" % cents(INT64_MAX)
        self.succeeds(*self.run_arguments(ledger=HEADER + largest * 1000))
        self.assertEqual(self.table("tiers")[0]["value"], cents(1000 * INT64_MAX))

    def test_overflow_of_128_bits(self):
        """CLI-04: an amount, and a difference, beyond 128 bits are refused and their place is named."""
        def booked(amount):
            self.write("booked.csv", "account,line,period_begin,booked\nA,volume,2026-01-01,%s\n" % amount)
            return self.run_arguments() + ["--booked", "booked.csv"]

        self.fails(DATA, "booked.csv:2: column booked: ", *booked(cents(INT128_MAX + 1)))
        self.fails(DATA, "(?i)overflow|128 bits|too large|beyond", *booked("-" + cents(INT128_MAX)))

    def test_booked_that_cannot_be(self):
        """CLI-04: what is wrong in the table of bookings is told with the line of its file."""
        for row, column in (
            ("Z,volume,2026-01-01,1.00", "account"),
            ("A,volum,2026-01-01,1.00", "line"),
            ("A,volume,2026-01-02,1.00", "period_begin"),
            ("A,volume,2026-01-01,1.001", "booked"),
        ):
            self.write("booked.csv", "account,line,period_begin,booked\nA,volume,2025-10-01,0.00\n" + row + "\n")
            self.fails(DATA, "booked.csv:3: column %s: " % column, *self.run_arguments(), "--booked", "booked.csv")

    def test_empty_ledger(self):
        """CLI-04: a ledger without rows, or without anything, is refused."""
        self.fails(DATA, "ledger.csv: has no rows", *self.run_arguments(ledger=HEADER))
        self.fails(DATA, "ledger.csv", *self.run_arguments(ledger=""))

    def test_values_stay_on_their_line(self):
        """CLI-10: a value with line feeds and escapes in it is shown, and can neither break the line nor steer."""
        row = '"A\n\x1b[2J\x7f",2026-01-10,I,charge,,standard,1.00,0\n'
        done = self.fails(DATA, "ledger.csv:7: ", *self.run_arguments(ledger=LEDGER + row))
        self.assertNotRegex(done.stderr, "[\x00-\x09\x0b-\x1f\x7f]")


if __name__ == "__main__":
    unittest.main()
