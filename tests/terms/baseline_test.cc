#include "keyhaul/terms/baseline.h"

#include <string>

#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

std::string Refusal(const Baseline& baseline) {
  const Status status = CheckBaseline(baseline);
  return status.ok() ? "ok" : status.error().Text();
}

// The name of the period that a baseline of `day` is taken from.
std::string PeriodOfBaseline(BaselineFrom from, CalendarKind kind, std::string_view day) {
  const Calendar calendar = *Calendar::Make(kind);
  const std::int64_t index = calendar.IndexOf(*Day::Parse(day));
  return calendar.NameOf(*calendar.At(index - PeriodsBack(from, kind)));
}

TEST(BaselinePeriod, IsOfTheYearBeforeOrTheOneBefore) {  // TERMS-33
  EXPECT_EQ(PeriodOfBaseline(BaselineFrom::previous_year, CalendarKind::month, "2025-02-28"), "2024-02");
  EXPECT_EQ(PeriodOfBaseline(BaselineFrom::previous_period, CalendarKind::month, "2025-01-31"), "2024-12");
  EXPECT_EQ(PeriodOfBaseline(BaselineFrom::previous_year, CalendarKind::quarter, "2024-02-29"), "2023-Q1");
  EXPECT_EQ(PeriodOfBaseline(BaselineFrom::previous_year, CalendarKind::half_year, "2024-08-01"), "2023-H2");
  EXPECT_EQ(PeriodOfBaseline(BaselineFrom::previous_year, CalendarKind::year, "2024-12-31"), "2023");
  EXPECT_EQ(PeriodsBack(BaselineFrom::previous_year, CalendarKind::contract_year), 1);
  EXPECT_EQ(PeriodsBack(BaselineFrom::fixed, CalendarKind::month), 0);
}

TEST(BaselineValue, IsAdjustedExactly) {  // TERMS-33
  // 333.33 · 1.05 = 349.9965, four decimals.
  const Baseline lifted{BaselineFrom::previous_year, {}, Number("1.05")};
  EXPECT_EQ(BaselineScale(lifted, 2), 4);
  EXPECT_EQ(ToText(*BaselineOf(lifted, 2, 33333)), "3499965");
  // 250000 · 1.05 = 262500, of a measure of two decimals: 262500.00.
  const Baseline fixed{BaselineFrom::fixed, Number("250000"), Number("1.05")};
  EXPECT_EQ(BaselineScale(fixed, 2), 2);
  EXPECT_EQ(ToText(*BaselineOf(fixed, 2, 7)), "26250000");
}

TEST(BaselineCheck, WantsAnAmountWhereItIsFixed) {  // TERMS-33
  EXPECT_EQ(Refusal({BaselineFrom::fixed}), "amount: a fixed baseline needs its amount (TERMS-33)");
  EXPECT_EQ(Refusal({BaselineFrom::previous_year, Number("1")}),
            "amount: the baseline is taken from the ledger, so it has no amount (TERMS-33)");
  EXPECT_EQ(Refusal({BaselineFrom::previous_year, {}, Number("0")}),
            "adjust: 0 leaves no baseline; expected more than 0 (TERMS-33)");
  EXPECT_EQ(Refusal({BaselineFrom::fixed, Number("1")}), "ok");
}

}  // namespace
}  // namespace keyhaul
