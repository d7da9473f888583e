#include "keyhaul/terms/settlement.h"

#include <vector>

#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

// The deltas of one account as its basis changes.
std::vector<int> Deltas(const CompiledSchedule& schedule, const std::vector<int>& bases) {
  SettlementState state;
  std::vector<int> deltas;
  for (const int basis : bases) {
    const Result<ScheduleValue> value = Evaluate(schedule, {basis, basis});
    EXPECT_TRUE(value.ok());
    const Result<Settlement> settlement = Settle(state, value->rounded);
    EXPECT_TRUE(settlement.ok());
    deltas.push_back(static_cast<int>(settlement->delta));
    state = settlement->next;
  }
  return deltas;
}

TEST(Settle, SapInterimAndFinal) {  // TERMS-16
  // SAP's rebate scale: 3000 pays 0, 7000 pays 140 (2 %), 27000 pays 1080 (4 %), of which 940 are left to pay.
  const CompiledSchedule schedule =
      Compiled(Whole({RateFrom("0", "0%"), RateFrom("5000", "2%"), RateFrom("20000", "4%")}));
  EXPECT_EQ(Deltas(schedule, {300000, 700000, 2700000}), (std::vector<int>{0, 14000, 94000}));
}

TEST(Settle, MetasfreshRetroactiveTopUp) {  // TERMS-16
  // metasfresh's refund contract: 14 units at 10 %, then 12 more reach 15 %: 1.40, then 1.20 + 0.70 + 0.60.
  const CompiledSchedule schedule = Compiled(Whole({RateFrom("0", "10%"), RateFrom("15", "15%")}));
  EXPECT_EQ(Deltas(schedule, {1400, 2600}), (std::vector<int>{140, 250}));
}

TEST(Settle, ADecreaseTakesBackAtTheRatesThatWerePaid) {  // TERMS-16
  // OpenMeter's correction from 7 to 3 units with 1 up to 5 and 2 above takes back two units of each: -6.
  const CompiledSchedule schedule = Compiled(Marginal({UnitsFrom("0", "1"), UnitsFrom("5", "2")}), kPieces);
  EXPECT_EQ(Deltas(schedule, {7, 3}), (std::vector<int>{900, -600}));
}

TEST(Settle, ARepeatedRunPaysNothing) {  // TERMS-16
  const CompiledSchedule schedule = Compiled(Whole({RateFrom("0", "3.3%")}));
  EXPECT_EQ(Deltas(schedule, {1234, 1234}), (std::vector<int>{41, 0}));  // 0.40722
}

TEST(Settle, DeltasAddUpToTheLastRun) {  // TERMS-17
  // Rounded one by one, a thousand runs of 0.005 would pay 10.00 or nothing; together they are 1 % of 500.00.
  const CompiledSchedule schedule = Compiled(Whole({RateFrom("0", "1%")}));
  std::vector<int> bases;
  for (int i = 1; i <= 1000; ++i) bases.push_back(i * 50);
  int sum = 0;
  for (const int delta : Deltas(schedule, bases)) sum += delta;
  EXPECT_EQ(sum, 500);
}

TEST(Settle, RefusesWhatDoesNotFit) {  // TERMS-16
  const Result<Settlement> settlement = Settle({kInt128Min}, 1);
  ASSERT_FALSE(settlement.ok());
  EXPECT_EQ(settlement.error().code, Code::overflow);
  EXPECT_TRUE(Settle({kInt128Max}, kInt128Max)->delta == 0);
}

}  // namespace
}  // namespace keyhaul
