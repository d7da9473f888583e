#include "keyhaul/terms/settlement_run.h"

#include <cstdint>
#include <string>
#include <vector>

#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

// What a period has earned, by runs.
struct Entry {
  std::size_t period;
  int earned;  // of the period so far
  bool is_final = false;
  std::optional<int128> accrued = std::nullopt;
};

// A line whose periods are settled run by run.
class Line {
 public:
  Line(SettlementTerms terms, std::size_t periods) : terms_(terms), periods_(periods), states_(periods) {}

  // The payout of a run after one entry.
  int Run(const Entry& entry) {
    for (RunPeriod& period : periods_) period.accrued.reset();
    RunPeriod& period = periods_[entry.period];
    period.earned = {entry.earned, period.earned.is_final || entry.is_final};
    period.accrued = entry.accrued;
    return Again();
  }

  // The payout of a run without anything new.
  int Again() {
    const std::vector<PeriodState> before = states_;
    outcomes_.resize(periods_.size());
    EXPECT_TRUE(SettleRun(terms_, periods_, states_, outcomes_).ok());
    int128 payout = 0;
    for (std::size_t i = 0; i < states_.size(); ++i) {
      payout += outcomes_[i].paid.payout;
      EXPECT_EQ(ToText(before[i].booked + outcomes_[i].paid.delta), ToText(states_[i].booked));
    }
    paid_ += payout;
    return static_cast<int>(payout);
  }

  // Payouts and balances are what is booked.
  void ExpectAddsUp() const {
    int128 booked = 0;
    int128 balance = 0;
    for (const PeriodState& state : states_) {
      booked += state.booked;
      balance += state.balance;
      EXPECT_TRUE(state.balance <= 0);
    }
    EXPECT_EQ(ToText(paid_ + balance), ToText(booked));
  }

  int balance(std::size_t period) const { return static_cast<int>(states_[period].balance); }
  int booked(std::size_t period) const { return static_cast<int>(states_[period].booked); }
  int delta(std::size_t period) const { return static_cast<int>(outcomes_[period].paid.delta); }

 private:
  SettlementTerms terms_;
  std::vector<RunPeriod> periods_;
  std::vector<PeriodState> states_;
  std::vector<RunOutcome> outcomes_;
  int128 paid_ = 0;
};

std::vector<int> Payouts(Line* line, const std::vector<Entry>& entries) {
  std::vector<int> payouts;
  for (const Entry& entry : entries) payouts.push_back(line->Run(entry));
  return payouts;
}

SettlementTerms By(Clawback clawback, InterimPays interim_pays = InterimPays::due) {
  return {CompiledLimits(), interim_pays, clawback};
}

// One history under the four policies: 100, back to 60, up to 90 in the first period, then 50 in the second.
const std::vector<Entry> kHistory = {{0, 100}, {0, 60}, {0, 90}, {1, 50}};

TEST(SettleRun, Receivable) {  // TERMS-48
  Line line(By(Clawback::receivable), 2);
  EXPECT_EQ(Payouts(&line, kHistory), (std::vector<int>{100, -40, 30, 50}));
  line.ExpectAddsUp();
}

TEST(SettleRun, OffsetTakesItOffTheNextPayout) {  // TERMS-49
  Line line(By(Clawback::offset), 2);
  EXPECT_EQ(Payouts(&line, kHistory), (std::vector<int>{100, 0, 0, 40}));  // 40 owed back, 10 after the third run
  line.ExpectAddsUp();
}

TEST(SettleRun, CarryForwardTakesItOffLaterPeriodsOnly) {  // TERMS-50
  Line line(By(Clawback::carry_forward), 2);
  EXPECT_EQ(Payouts(&line, kHistory), (std::vector<int>{100, 0, 30, 10}));
  line.ExpectAddsUp();
  Line other(By(Clawback::carry_forward), 2);
  EXPECT_EQ(Payouts(&other, {{1, 100}, {1, 60}, {0, 90}}), (std::vector<int>{100, 0, 90})) << "an earlier period";
  EXPECT_EQ(other.balance(1), -40);
}

TEST(SettleRun, FloorAtZeroRemembers) {  // TERMS-51
  Line line(By(Clawback::floor_at_zero), 2);
  EXPECT_EQ(Payouts(&line, kHistory), (std::vector<int>{100, 0, 0, 50}));
  EXPECT_EQ(line.booked(0), 100);
  EXPECT_EQ(Payouts(&line, {{0, 100}, {0, 120}}), (std::vector<int>{0, 20})) << "only what was never paid";
  line.ExpectAddsUp();
}

// 60 are due of 100 that were booked, and 40 are not owed back: nothing moves, in this run and in later ones.
TEST(SettleRun, FloorAtZeroMovesNothingBelowWhatWasBooked) {  // TERMS-51, TERMS-54
  Line line(By(Clawback::floor_at_zero), 1);
  Payouts(&line, {{0, 100}, {0, 60}});
  EXPECT_EQ(line.delta(0), 0);
  line.Again();
  EXPECT_EQ(line.delta(0), 0);
  EXPECT_EQ(line.booked(0), 100);
  Payouts(&line, {{0, 101}});
  EXPECT_EQ(line.delta(0), 1);
}

TEST(SettleRun, TheOldestBalanceIsTakenFirst) {  // TERMS-49, TERMS-50
  for (const Clawback clawback : {Clawback::offset, Clawback::carry_forward}) {
    Line line(By(clawback), 3);
    EXPECT_EQ(Payouts(&line, {{0, 100}, {1, 100}, {1, 80}, {0, 90}, {2, 15}}), (std::vector<int>{100, 100, 0, 0, 0}));
    EXPECT_EQ(line.balance(0), 0);
    EXPECT_EQ(line.balance(1), -15);
    line.ExpectAddsUp();
  }
}

// A guarantee of 100 for each of two final periods. A late row of the first moves the top-up of the second in the same
// run; what is owed back in it is there before what is paid.
TEST(SettleRun, ARunNetsWithinItself) {  // TERMS-49, TERMS-52
  for (const auto& [clawback, payout] : {std::pair(Clawback::receivable, 0), std::pair(Clawback::offset, 0)}) {
    SettlementTerms terms = By(clawback);
    terms.limits.guarantee = 100;
    Line line(terms, 2);
    EXPECT_EQ(Payouts(&line, {{0, 130, true}, {1, 50, true}}), (std::vector<int>{130, 70}));
    EXPECT_EQ(line.Run({0, 150}), payout) << "20 more for the first, 20 less for the second";
    EXPECT_EQ(line.booked(1), 50);
    line.ExpectAddsUp();
  }
}

// OpenMeter's unsolved case: 5 units, 2 more of them late, then 10 in the next period at 10 a unit, capped at 60. Each
// period keeps its own cap.
TEST(SettleRun, ALateRowChangesItsOwnPeriod) {  // TERMS-52
  SettlementTerms terms = By(Clawback::receivable);
  terms.limits.room = 60;
  Line line(terms, 2);
  EXPECT_EQ(Payouts(&line, {{0, 50, true}, {1, 30}, {0, 70}, {1, 100, true}, {0, 40}}),
            (std::vector<int>{50, 30, 10, 30, -20}));
  line.ExpectAddsUp();
}

TEST(SettleRun, InterimRunsPayWhatIsSaid) {  // TERMS-53
  const std::vector<Entry> history = {
      {0, 100, false, 250}, {0, 300, false, 260}, {0, 280, true, 270}, {0, 290, false, 1}};
  Line due(By(Clawback::receivable, InterimPays::due), 1);
  EXPECT_EQ(Payouts(&due, history), (std::vector<int>{100, 200, -20, 10}));
  Line accrued(By(Clawback::receivable, InterimPays::accrued), 1);
  EXPECT_EQ(Payouts(&accrued, history), (std::vector<int>{100, 160, 20, 10})) << "due, at most accrued";
  Line nothing(By(Clawback::receivable, InterimPays::nothing), 1);
  EXPECT_EQ(Payouts(&nothing, history), (std::vector<int>{0, 0, 280, 10})) << "a final period stays final";
}

TEST(SettleRun, InterimRunsOfOtherPeriodsLeaveThemAlone) {  // TERMS-53, TERMS-52
  Line accrued(By(Clawback::receivable, InterimPays::accrued), 2);
  EXPECT_EQ(Payouts(&accrued, {{0, 100, false, 250}, {1, 40, false, 30}}), (std::vector<int>{100, 30}));
  EXPECT_EQ(accrued.booked(0), 100);
}

TEST(SettleRun, ARepeatedRunChangesNothing) {  // TERMS-54
  for (int clawback = 0; clawback < 4; ++clawback) {
    for (int interim = 0; interim < 3; ++interim) {
      SettlementTerms terms = By(static_cast<Clawback>(clawback), static_cast<InterimPays>(interim));
      terms.limits.guarantee = 70;
      Line line(terms, 2);
      Payouts(&line, {{0, 100, true, 90}, {1, 80, false, 60}, {0, 30}, {1, 20, true}});
      const int balances = line.balance(0) + line.balance(1);
      const int booked = line.booked(0) + line.booked(1);
      EXPECT_EQ(line.Again(), 0);
      for (const std::size_t period : {0U, 1U}) EXPECT_EQ(line.delta(period), 0) << clawback << ", " << interim;
      EXPECT_EQ(line.balance(0) + line.balance(1), balances);
      EXPECT_EQ(line.booked(0) + line.booked(1), booked);
    }
  }
}

TEST(SettleRun, RefusesDifferencesThatDoNotFit) {  // TERMS-54, TERMS-06
  const std::vector<RunPeriod> periods = {{{1, true}, {}}};
  std::vector<PeriodState> states = {{kInt128Min, 0}};
  std::vector<RunOutcome> outcomes(1);
  const Status status = SettleRun(By(Clawback::offset), periods, states, outcomes);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Code::overflow);
}

}  // namespace
}  // namespace keyhaul
