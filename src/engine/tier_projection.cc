#include "src/engine/tier_projection.h"

#include <array>
#include <optional>
#include <utility>

#include "src/engine/tier_cells.h"
#include "src/engine/tier_window.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// A period and how much of it is over on a day, which counts.
struct Progress {
  std::int32_t days = 0;
  std::int32_t elapsed = 0;
};

Result<Progress> ProgressOf(const MonthRange& running, Day as_of) {
  KEYHAUL_TRY(const Period period, DaysOf(running));
  return Progress{period.end.value() - period.begin.value(), as_of.value() + 1 - period.begin.value()};
}

Error TooLarge() { return MakeError(Code::overflow, "a projected value does not fit 128 bits"); }

// value × days / elapsed, rounded down, without the whole product.
Result<int128> Extrapolate(int128 value, const Progress& progress) {
  const Division<int128> daily = DivideFloor(value, int128(progress.elapsed));
  int128 whole = 0;
  const int128 rest = DivideFloor(int128(daily.remainder * progress.days), int128(progress.elapsed)).quotient;
  if (!CheckedMultiply(daily.quotient, progress.days, &whole) || !CheckedAdd(whole, rest, &whole)) {
    return TooLarge();
  }
  return whole;
}

// The running month grows to a whole one; the others are closed.
Status GrowMonth(const CompiledPolicy& policy, const Book& book, Day as_of, const TierPopulation& population,
                 std::vector<int128>* values) {
  const std::int64_t month = kMonths.IndexOf(as_of);
  TierCells cells(policy.policy, book, NeedsOf(policy.policy));
  KEYHAUL_TRY(const std::span<const int128> figures, cells.Figures(0, month, population.map()));
  KEYHAUL_TRY(const Progress progress, ProgressOf({month, month}, as_of));
  for (std::size_t unit = 0; unit < figures.size(); ++unit) {
    KEYHAUL_TRY(const int128 grown, Extrapolate(figures[unit], progress));
    int128& value = (*values)[unit];
    if (!CheckedAdd(value - figures[unit], grown, &value)) return TooLarge();
  }
  return {};
}

Status GrowPeriod(const MonthRange& running, Day as_of, std::vector<int128>* values) {
  KEYHAUL_TRY(const Progress progress, ProgressOf(running, as_of));
  for (int128& value : *values) {
    KEYHAUL_TRY(value, Extrapolate(value, progress));
  }
  return {};
}

// Every account is in one of twelve months of its year.
Status GrowAnniversaries(Day as_of, const Population& population, std::vector<int128>* values) {
  const std::int64_t last = kMonths.IndexOf(as_of);
  std::array<std::optional<Progress>, kMonthsOfYear + 1> by_months;
  for (std::size_t unit = 0; unit < values->size(); ++unit) {
    const std::int32_t months = population.MonthsOf(unit);
    std::optional<Progress>& progress = by_months[static_cast<std::size_t>(months)];
    if (!progress.has_value()) {
      const std::int64_t first = last - months + 1;
      KEYHAUL_TRY(progress, ProgressOf({first, first + kMonthsOfYear - 1}, as_of));
    }
    KEYHAUL_TRY((*values)[unit], Extrapolate((*values)[unit], *progress));
  }
  return {};
}

}  // namespace

Result<std::vector<int128>> ProjectedValues(const CompiledPolicy& policy, const Book& book, Day as_of,
                                            const TierPopulation& population) {
  const TierWindow& window = policy.policy.tiering->window;
  const std::span<const int128> values = population.population().metrics.front().values;
  std::vector<int128> projected(values.begin(), values.end());
  switch (window.kind) {
    case TierWindow::Kind::trailing:
      KEYHAUL_CHECK(GrowMonth(policy, book, as_of, population, &projected));
      break;
    case TierWindow::Kind::calendar: {
      const std::int64_t last = kMonths.IndexOf(as_of);
      KEYHAUL_CHECK(GrowPeriod(MonthsOf(window, last, last, std::nullopt).running, as_of, &projected));
      break;
    }
    case TierWindow::Kind::anniversary:
      KEYHAUL_CHECK(GrowAnniversaries(as_of, population.population(), &projected));
      break;
    case TierWindow::Kind::lifetime:
      break;
  }
  return projected;
}

}  // namespace v1
}  // namespace keyhaul
