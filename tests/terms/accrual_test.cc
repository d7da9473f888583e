#include "keyhaul/terms/accrual.h"

#include <string>

#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

// SAP's scale: 2 % from 5000, 4 % from 20000, back to the first unit.
Schedule Scale() { return Whole({RateFrom("0", "0%"), RateFrom("5000", "2%"), RateFrom("20000", "4%")}); }

// The exact accrual as text, with what it is rounded to.
std::string Accrues(const Accrual& accrual, const Schedule& schedule, const Bases& bases, std::int64_t elapsed = 0,
                    const ScheduleUnits& units = kCents) {
  const Result<AccruedAmount> amount =
      Accrue(accrual, schedule, units, RoundTo("0.01"), bases, elapsed,
             [](const CompiledSchedule& compiled, const Bases& x) { return Evaluate(compiled, x); });
  if (!amount.ok()) return amount.error().path + " " + amount.error().rule;
  return ToText(amount->exact, units.money_scale) + " -> " + ToText(amount->rounded);
}

Accrual Fixed(std::string_view rate, std::string_view per_unit = "") {
  return {AccrualMethod::fixed, Maybe(rate), Maybe(per_unit), {}, 0};
}
Accrual ToDate() { return {}; }
Accrual Forecast(std::string_view basis) { return {AccrualMethod::forecast, {}, {}, Maybe(basis), 0}; }
Accrual Annualised(std::int64_t of) { return {AccrualMethod::annualised, {}, {}, {}, of}; }

TEST(Accrual, FixedDoesNotAskTheSchedule) {  // TERMS-56
  EXPECT_EQ(Accrues(Fixed("3%"), Scale(), {100, 700033}), "210.0099 -> 21001");
  EXPECT_EQ(Accrues(Fixed("", "0.125"), Marginal({UnitsFrom("0", "1")}), {7, 7}, 0, kPieces), "0.875 -> 88");
  EXPECT_EQ(Accrues(Fixed("", "0.5"), Marginal({UnitsFrom("0", "1")}), {1250, 1250}, 0, {3, 3, false, 2}),
            "0.625 -> 63");
  EXPECT_EQ(Accrues(Fixed("3%"), Scale(), {-100, -10000}), "-3.00 -> -300") << "a credit";
}

TEST(Accrual, ToDateIsWhatTheScheduleSays) {  // TERMS-56
  EXPECT_EQ(Accrues(ToDate(), Scale(), {700000, 700000}), "140.00 -> 14000");
}

TEST(Accrual, ForecastTakesTheBracketOfTheWholePeriod) {  // TERMS-57
  EXPECT_EQ(Accrues(Forecast("24000"), Scale(), {700000, 700000}), "280.00 -> 28000");
  EXPECT_EQ(Accrues(Forecast("4999.99"), Scale(), {700000, 700000}), "0.00 -> 0");
  // Marginal: 20000 at 2 % and 4000 at 4 % are 560 of 24000; 7000/24000 of it.
  const Schedule marginal = Marginal({RateFrom("0", "2%"), RateFrom("20000", "4%")});
  EXPECT_EQ(Accrues(Forecast("24000"), marginal, {700000, 700000}), "163.33 + 1/300 -> 16333");
  EXPECT_EQ(Accrues(Forecast("24000"), Scale(), {0, 0}), "0.00 -> 0");
  EXPECT_EQ(Accrues(Forecast("24000"), Scale(), {-100, -100}), "0.00 -> 0");
}

TEST(Accrual, AnnualisedGoesOnAtThePaceSoFar) {  // TERMS-57
  EXPECT_EQ(Accrues(Annualised(12), Scale(), {700000, 700000}, 3), "280.00 -> 28000");
  EXPECT_EQ(Accrues(Annualised(12), Scale(), {700000, 700000}, 12), "140.00 -> 14000");
  EXPECT_EQ(Accrues(Annualised(12), Scale(), {-700000, -700000}, 3), "0.00 -> 0");
}

// 1000 in 7 of 12 months are 1714 2/7 a year: no integer, and compared as it is. Python's fractions.
TEST(Accrual, AFractionOfABasisIsNotRounded) {  // TERMS-57
  const auto schedule = [](const char* bound) { return Marginal({RateFrom("0", "1%"), RateFrom(bound, "5%", "10")}); };
  EXPECT_EQ(Accrues(Annualised(12), schedule("1714.28"), {100000, 100000}, 7), "15.83 + 26/7500 -> 1583");
  EXPECT_EQ(Accrues(Annualised(12), schedule("1714.29"), {100000, 100000}, 7), "10.00 -> 1000");
}

// A flat of the whole period accrues in the proportion that is there.
TEST(Accrual, AFlatAccruesInProportion) {  // TERMS-57
  EXPECT_EQ(Accrues(Annualised(12), Whole({RateFrom("0", "1%", "120")}), {100000, 100000}, 3), "40.00 -> 4000");
  EXPECT_EQ(Accrues(Forecast("4000"), Whole({RateFrom("0", "1%", "120")}), {100000, 50000}), "35.00 -> 3500");
}

TEST(Accrual, RefusesWhatIsMissingOrOfAnotherMethod) {  // TERMS-56
  const Bases bases{700000, 700000};
  EXPECT_EQ(Accrues(Fixed(""), Scale(), bases), "rate TERMS-56");
  EXPECT_EQ(Accrues(Fixed("", "1"), Scale(), bases), "per_unit TERMS-56");
  EXPECT_EQ(Accrues(Fixed("1%"), Marginal({UnitsFrom("0", "1")}), bases, 0, kPieces), "rate TERMS-56");
  EXPECT_EQ(Accrues({AccrualMethod::to_date, Maybe("1%"), {}, {}, 0}, Scale(), bases), "rate TERMS-56");
  EXPECT_EQ(Accrues(Forecast(""), Scale(), bases), "forecast TERMS-56");
  EXPECT_EQ(Accrues(Forecast("0"), Scale(), bases), "forecast TERMS-56");
  EXPECT_EQ(Accrues({AccrualMethod::to_date, {}, {}, Maybe("5"), 0}, Scale(), bases), "forecast TERMS-56");
  EXPECT_EQ(Accrues(Annualised(0), Scale(), bases, 1), "of TERMS-56");
  EXPECT_EQ(Accrues({AccrualMethod::to_date, {}, {}, {}, 12}, Scale(), bases), "of TERMS-56");
  EXPECT_EQ(Accrues(Annualised(12), Scale(), bases, 13), "elapsed TERMS-56");
  EXPECT_EQ(Accrues(Annualised(12), Scale(), bases, 0), "elapsed TERMS-56");
}

}  // namespace
}  // namespace keyhaul
