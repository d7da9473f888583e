// A schedule in C++ and the line on the bill.
#include <cstdio>

#include "keyhaul/statement.h"
#include "keyhaul/terms.h"

int main() {
  using namespace keyhaul;
  Schedule schedule;  // 2 % up to 800, 3 % above
  schedule.brackets.resize(2);
  schedule.brackets[0].rate = *Decimal::Parse("2%");
  schedule.brackets[1].from = Decimal::FromInteger(800);
  schedule.brackets[1].rate = *Decimal::Parse("3%");
  const ScheduleUnits euro{.qualifying_scale = 2, .payable_scale = 2, .payable_is_money = true, .money_scale = 2};
  const Rounding to_the_cent{RoundingMode::half_up, *Decimal::Parse("0.01")};

  const auto compiled = CompileSchedule(schedule, euro, to_the_cent);
  if (!compiled.ok()) return std::puts(compiled.error().Text().c_str()), 1;
  const auto why = Explain(*compiled, {105000, 105000});  // a basis of 1050.00, in cents
  if (!why.ok()) return std::puts(why.error().Text().c_str()), 1;
  std::puts(RenderExplanation(*why).c_str());  // 800.00 × 2 % + 250.00 × 3 % = 23.50
}
