// Stacks, groups and versions against what must hold of all of them, over random cases: what is taken adds up, never
// passes the amount and leaves nothing at 100 %; additive stacks do not depend on the order, the spread holds every
// order, a credit note is the mirror, and both widths agree. A second evaluation in exact rationals walks the cascade.
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "keyhaul/terms/group_share.h"
#include "src/kernels/allocation_kernel.h"
#include "src/kernels/schedule_kernel.h"
#include "src/kernels/stack_kernel.h"
#include "tests/terms/schedule_oracle.h"
#include "tests/terms/stack_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

class StackCases {
 public:
  explicit StackCases(std::uint64_t seed) : random_(seed) {}

  int Int(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }

  int128 Amount() { return int128(Int(-2'000'000, 2'000'000)); }

  // Of three decimals: a schedule after five such lines still sees a basis of 18.
  std::string Rate() { return Decimal::Make(Int(Int(0, 9) == 0 ? -200 : 0, 1200), 3)->ToText(); }

  StackLine Line(int index) {
    const std::string id(1, static_cast<char>('a' + index));
    switch (Int(0, 5)) {
      case 0:
        return Fixed(id, Decimal::Make(Int(0, 500'000), 2)->ToText());
      case 1:
        return Scheduled(id, Int(0, 1) == 0 ? Whole({RateFrom("0", Rate()), RateFrom("5000", Rate(), "20")})
                                            : Marginal({RateFrom("0", Rate()), RateFrom("777.77", Rate()),
                                                        RateFrom("9000", Rate())}));
      default:
        return Percent(id, Rate());
    }
  }

  Stack Of(Combine combine, int most_lines) {
    Stack stack;
    stack.combine = combine;
    stack.rounding_at = Int(0, 1) == 0 ? StackRounding::line : StackRounding::term;
    if (combine == Combine::zones) {
      stack.zones = {{"x", Combine::best_of, std::nullopt, Int(0, 1) == 0 ? ZoneThen::stop : ZoneThen::go_on},
                     {"y", Combine::cascade, std::nullopt, ZoneThen::go_on}};
    }
    if (combine == Combine::priority) stack.priority_order = PriorityOrder::highest_first;
    if (combine == Combine::exclusive && Int(0, 1) == 0) stack.otherwise = Combine::cascade;
    const int lines = Int(1, most_lines);
    for (int i = 0; i < lines; ++i) {
      StackLine line = Line(i);
      if (combine == Combine::zones) line.zone = Int(0, 1) == 0 ? "x" : "y";
      if (combine == Combine::priority) line.priority = Int(1, 3);
      if (combine == Combine::exclusive) line.exclusive = Int(0, 3) == 0;
      if (combine == Combine::reduction) line.reduces_others = Int(0, 1) == 0;
      if (Int(0, 5) == 0) line.basis = Int(0, 1) == 0 ? StackBasis::list : StackBasis::net;
      stack.lines.push_back(std::move(line));
    }
    return stack;
  }

  CompiledStack Compiled(Combine combine, int most_lines = 4) {
    constexpr std::string_view kSteps[] = {"0.01", "0.05", "1"};
    return CompiledOf(Of(combine, most_lines), RoundTo(kSteps[Int(0, 2)], static_cast<RoundingMode>(Int(0, 7))));
  }

  std::mt19937_64& random() { return random_; }

 private:
  std::mt19937_64 random_;
};

constexpr Combine kAll[] = {Combine::additive, Combine::cascade, Combine::best_of,  Combine::exclusive,
                            Combine::priority, Combine::zones,   Combine::reduction};

// A line that could not be added up by a reader would show here.
TEST(StackProperty, WhatIsTakenAddsUpAndNeverPassesTheAmount) {  // TERMS-63, TERMS-69
  StackCases cases(1);
  for (int i = 0; i < 4000; ++i) {
    const CompiledStack compiled = cases.Compiled(kAll[i % 7], 6);
    const int128 amount = cases.Amount();
    const Result<kernels::StackAnswer> answer = kernels::EvaluateStack(compiled, amount);
    ASSERT_TRUE(answer.ok()) << answer.error().Text();
    int128 sum = 0;
    for (const kernels::StackLineAnswer& line : answer->lines) sum += line.amount;
    ASSERT_EQ(ToText(sum), ToText(answer->discount));
    ASSERT_LE(ToRational(*Decimal::Make(answer->discount * (amount < 0 ? -1 : 1), 0)),
              ToRational(*Decimal::Make(amount < 0 ? -amount : amount, 0)));
  }
}

TEST(StackProperty, AHundredPercentLeavesNothing) {  // TERMS-63
  StackCases cases(2);
  for (int i = 0; i < 3000; ++i) {
    Stack stack = cases.Of(i % 2 == 0 ? Combine::cascade : Combine::reduction, 5);
    stack.lines.push_back(On(i % 3 == 0 ? StackBasis::list : StackBasis::net, Percent("z", "100%")));
    if (stack.combine == Combine::reduction) stack.lines.back().basis = StackBasis::list;
    // A surcharge after the others would leave more than the list amount takes.
    for (StackLine& line : stack.lines) {
      if (line.rate && line.rate->sign() < 0) line.rate = *line.rate->Negate();
      if (line.schedule) line = Percent(line.id, "3.21%");
    }
    const CompiledStack compiled = CompiledOf(stack, RoundTo("0.05", static_cast<RoundingMode>(cases.Int(0, 7))));
    const int128 amount = cases.Amount();
    const Result<kernels::StackAnswer> answer = kernels::EvaluateStack(compiled, amount);
    ASSERT_TRUE(answer.ok()) << answer.error().Text();
    ASSERT_EQ(ToText(answer->discount), ToText(amount));
  }
}

TEST(StackProperty, AdditiveDoesNotDependOnTheOrder) {  // TERMS-61
  StackCases cases(3);
  for (int i = 0; i < 2000; ++i) {
    Stack stack = cases.Of(Combine::additive, 6);
    stack.rounding_at = StackRounding::term;
    for (StackLine& line : stack.lines) {
      line.basis.reset();
      if (line.rate && line.rate->sign() < 0) line.rate = *line.rate->Negate();
      if (line.schedule) line.schedule = Whole({RateFrom("0", "1.23%"), RateFrom("5000", "2%", "20")});
    }
    const int128 amount = cases.Amount();
    const Result<kernels::StackAnswer> answer = kernels::EvaluateStack(CompiledOf(stack), amount);
    std::shuffle(stack.lines.begin(), stack.lines.end(), cases.random());
    const Result<kernels::StackAnswer> shuffled = kernels::EvaluateStack(CompiledOf(stack), amount);
    ASSERT_TRUE(answer.ok() && shuffled.ok());
    ASSERT_EQ(ToText(answer->discount), ToText(shuffled->discount));
    ASSERT_EQ(answer->exact, shuffled->exact);
  }
}

TEST(StackProperty, TheSpreadHoldsEveryOrder) {  // TERMS-71
  StackCases cases(4);
  for (int i = 0; i < 700; ++i) {
    const CompiledStack compiled = cases.Compiled(kAll[i % 7]);
    const int128 amount = cases.Amount();
    const Result<StackSpread> spread = kernels::SpreadOfStack(compiled, amount);
    ASSERT_TRUE(spread.ok()) << spread.error().Text();
    const auto discount_of = [&](const std::vector<std::size_t>& order) {
      Stack stack = compiled.stack;
      stack.lines.clear();
      for (const std::size_t line : order) stack.lines.push_back(compiled.stack.lines[line]);
      if (stack.combine == Combine::priority) {
        stack.combine = Combine::cascade;
        stack.priority_order.reset();
        for (StackLine& line : stack.lines) line.priority.reset();
      }
      const Result<kernels::StackAnswer> answer = kernels::EvaluateStack(CompiledOf(stack, compiled.rounding), amount);
      EXPECT_TRUE(answer.ok());
      return answer.ok() ? answer->discount : int128(0);
    };
    ASSERT_EQ(ToText(discount_of(spread->least_order)), ToText(spread->least));
    ASSERT_EQ(ToText(discount_of(spread->greatest_order)), ToText(spread->greatest));
    std::vector<std::size_t> order(compiled.stack.lines.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (int k = 0; k < 6; ++k) {
      std::shuffle(order.begin(), order.end(), cases.random());
      const int128 discount = discount_of(order);
      const bool holds = amount < 0 ? spread->greatest <= discount && discount <= spread->least
                                    : spread->least <= discount && discount <= spread->greatest;
      ASSERT_TRUE(holds);
    }
  }
}

TEST(StackProperty, ACreditNoteIsTheMirror) {  // TERMS-70
  StackCases cases(5);
  for (int i = 0; i < 2000; ++i) {
    const CompiledStack compiled = cases.Compiled(kAll[i % 7], 6);
    const int128 amount = cases.Amount();
    const Result<kernels::StackAnswer> invoice = kernels::EvaluateStack(compiled, amount);
    const Result<kernels::StackAnswer> credit = kernels::EvaluateStack(compiled, -amount);
    ASSERT_TRUE(invoice.ok() && credit.ok());
    ASSERT_EQ(ToText(invoice->discount), ToText(-credit->discount));
    for (std::size_t k = 0; k < invoice->lines.size(); ++k) {
      ASSERT_EQ(ToText(invoice->lines[k].amount), ToText(-credit->lines[k].amount));
    }
  }
}

// Π (1 − p) as one product, which the walk over the lines never forms.
TEST(StackProperty, ACascadeOfPercentagesIsOneProduct) {  // TERMS-62, TERMS-72
  StackCases cases(6);
  for (int i = 0; i < 1500; ++i) {
    std::vector<StackLine> lines;
    Rational left = 1;
    const int count = cases.Int(1, 8);
    for (int k = 0; k < count; ++k) {
      const Result<Decimal> rate = Decimal::Make(int128(cases.Int(0, 2'000'000'000)) * int128(cases.Int(1, 400)), 12);
      lines.push_back(Percent(std::to_string(k), rate->ToText()));
      left *= Rational(1) - ToRational(*rate);
    }
    const int128 amount = cases.Amount();
    const Result<kernels::StackAnswer> answer =
        kernels::EvaluateStack(CompiledOf(StackOf(Combine::cascade, lines)), amount);
    ASSERT_TRUE(answer.ok()) << answer.error().Text();
    const Rational exact = ToRational(*Decimal::Make(amount, 0)) * (Rational(1) - left);
    ASSERT_EQ(ReadRational(ToText(answer->discount)), RoundRational(exact, 1, RoundingMode::half_up));
  }
}

TEST(GroupProperty, PartsAddUpUnderEveryRule) {  // TERMS-75
  StackCases cases(7);
  const CompiledSchedule schedules[] = {
      Compiled(Whole({RateFrom("0", "0.5%", "1"), RateFrom("5000", "2%"), RateFrom("20000", "1%", "30")})),
      Compiled(Marginal({RateFrom("0", "0.5%"), RateFrom("5000", "2%", "3.33")}), kCents, RoundTo("0.05"))};
  const auto share = [](int128 total, std::span<const int128> weights, const AllocationOptions& options,
                        std::span<int128> parts) -> Status {
    KEYHAUL_CHECK(kernels::Allocate(total, weights, options, parts));
    return {};
  };
  for (int i = 0; i < 4000; ++i) {
    const CompiledSchedule& schedule = schedules[i % 2];
    const auto earned = [&schedule](int128 basis) { return kernels::Evaluate(schedule, Bases{basis, basis})->rounded; };
    std::vector<std::string> names;
    std::vector<int128> bases, standalone, running;
    int128 sum = 0;
    const int count = cases.Int(1, 6);
    for (int k = 0; k < count; ++k) {
      names.push_back(std::string(1, static_cast<char>('f' - k)));
      bases.push_back(cases.Int(-300'000, 1'500'000));
      standalone.push_back(earned(bases.back()));
      sum += bases.back();
      running.push_back(earned(sum));
    }
    const std::vector<std::string_view> ids(names.begin(), names.end());
    const GroupBenefit benefit{
        static_cast<GroupShare>(i % 4), running.back(), schedule.step, ids, bases, standalone, running, 0};
    const Result<GroupShares> shares = terms_internal::ShareGroupWith(benefit, share);
    ASSERT_TRUE(shares.ok());
    int128 parts = 0;
    for (const int128 part : shares->parts) {
      parts += part;
      ASSERT_EQ(ToText(part % schedule.step), "0");
    }
    ASSERT_EQ(ToText(parts), ToText(running.back()));
    const Result<GroupShares> fast = ShareGroup(benefit);
    ASSERT_TRUE(fast.ok());
    ASSERT_TRUE(fast->parts == shares->parts);
  }
}

}  // namespace
}  // namespace keyhaul
