"""What calc must answer to `exchange`, computed a second time: with fractions, from docs/CALC.md."""

from fractions import Fraction

from exact import decimals, decimals_of, number
from independent_terms import EXPONENTS, Money


def exchange(request):
    own, extra = request["currency"], request.get("extra_money_digits", 0)
    money = Money(request)

    def rate_of(currency, day):
        """The last that stands before the day or on it."""
        return [number(r["rate"]) for r in request["rates"] if r["currency"] == currency and r["from"] <= day][-1]

    def converted(currency, amount, day):
        answer = {"currency": currency, "amount": decimals(amount, EXPONENTS[currency] + extra)}
        if currency == own:
            return amount, {**answer, "exact": money.exact_text(amount), "converted": money.money(amount)}
        rate = rate_of(currency, day)
        value = money.amount(amount * rate)
        return value, {**answer, "rate": decimals(rate, len(decimals_of(rate))), "exact": money.exact_text(amount * rate),
                       "converted": money.money(value)}

    rows = [(r.get("currency", own), number(r["amount"]), r.get("day")) for r in request["rows"]]
    if request["convert"] == "document":
        name, found = "rows", [converted(*row) for row in rows]
    else:
        name, found = "currencies", []
        for code in sorted({row[0] for row in rows}):
            amounts = [amount for currency, amount, _ in rows if currency == code]
            value, answer = converted(code, sum(amounts, Fraction(0)), request["settlement_day"])
            found.append((value, {**answer, "rows": len(amounts)}))
    total = sum((value for value, _ in found), Fraction(0))
    return {"currency": own, "convert": request["convert"], name: [answer for _, answer in found],
            "total": money.money(total)}
