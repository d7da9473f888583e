// From days to slots.
//
// A time grid cuts time into numbered periods: those of a calendar, or runs of 64 days for sets of days. A book keeps
// one column of cells per period that occurs, and finds it by a small number, the *slot*: 0, 1, 2 ... in the order in
// which periods turned up. Which slot a day has is a table, built in runs of 1024 days when the first day of a run
// comes; after that a row costs two loads and no arithmetic of months.
//
// Slots are private to a book, like dense account ids. Period numbers are not: they are the calendar's own.
#ifndef KEYHAUL_BOOK_TIME_GRID_H_
#define KEYHAUL_BOOK_TIME_GRID_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "keyhaul/base/calendar.h"
#include "keyhaul/base/day.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/base/period.h"

namespace keyhaul {
inline namespace v1 {

// Days of one word of a set of days, and the bit of a day in its word.
inline constexpr int kDaysPerWord = 64;
constexpr std::int64_t DayWordOf(Day day) { return (std::int64_t{day.value()} - kMinDay) / kDaysPerWord; }
constexpr std::uint64_t DayBit(Day day) { return std::uint64_t{1} << ((day.value() - kMinDay) % kDaysPerWord); }

// The bits of one word of days that lie in a period.
constexpr std::uint64_t DaysIn(std::int64_t word, const Period& period) {
  const std::int64_t word_begin = kMinDay + word * kDaysPerWord;
  const auto below = [&](Day day) {
    const std::int64_t bits = std::clamp<std::int64_t>(day.value() - word_begin, 0, kDaysPerWord);
    return bits == kDaysPerWord ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  };
  return below(period.end) & ~below(period.begin);
}

// Bounds that no period number reaches.
inline constexpr std::int64_t kFirstIndex = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kLastIndex = std::numeric_limits<std::int64_t>::max();

class TimeGrid {
 public:
  // By the steps of a calendar, or by words of days where there is none.
  explicit TimeGrid(std::optional<Calendar> calendar)
      : calendar_(calendar), run_of_(static_cast<std::size_t>((kMaxDay - kMinDay) / kRunDays + 1), kNoRun) {}

  const std::optional<Calendar>& calendar() const { return calendar_; }
  std::size_t slot_count() const { return indexes_.size(); }

  // The slot of a day that lies in range. `Prepare` must have been called for the day before.
  std::int32_t SlotOf(std::int32_t day) const {
    const std::uint32_t offset = OffsetOf(day);
    return slots_[static_cast<std::size_t>(run_of_[offset / kRunDays]) * kRunDays + offset % kRunDays];
  }
  bool IsPrepared(std::int32_t day) const { return run_of_[OffsetOf(day) / kRunDays] != kNoRun; }
  void Prepare(std::int32_t day) {
    if (!IsPrepared(day)) BuildRun(OffsetOf(day) / kRunDays);
  }

  // The slot of a period number: -1 where there is none yet, or made where there is none.
  std::int32_t FindSlot(std::int64_t index) const;
  std::int32_t MakeSlot(std::int64_t index);

  // Whether some day in range has this period number.
  bool IsIndex(std::int64_t index) const;

  // Calls `visit(index, slot)` for the periods that have slots, ascending from `first` to `last`, both included.
  template <class Visit>
  void ForEachSlot(std::int64_t first, std::int64_t last, const Visit& visit) const {
    for (auto i = by_index_.lower_bound(first); i != by_index_.end() && i->first <= last; ++i) {
      visit(i->first, static_cast<std::size_t>(i->second));
    }
  }

 private:
  static constexpr std::int32_t kRunDays = 1024;
  static constexpr std::int32_t kNoRun = -1;

  static std::uint32_t OffsetOf(std::int32_t day) {
    return static_cast<std::uint32_t>(day) - static_cast<std::uint32_t>(kMinDay);
  }
  std::int64_t IndexOf(Day day) const { return calendar_ ? calendar_->IndexOf(day) : DayWordOf(day); }
  void BuildRun(std::uint32_t run);

  std::optional<Calendar> calendar_;
  std::vector<std::int32_t> run_of_;   // by day / 1024: place among the runs that have been built, or kNoRun
  std::vector<std::int32_t> slots_;    // 1024 per run that has been built
  std::vector<std::int64_t> indexes_;  // by slot
  std::map<std::int64_t, std::int32_t> by_index_;
};

inline std::int32_t TimeGrid::FindSlot(std::int64_t index) const {
  const auto found = by_index_.find(index);
  return found == by_index_.end() ? -1 : found->second;
}

inline std::int32_t TimeGrid::MakeSlot(std::int64_t index) {
  if (const std::int32_t slot = FindSlot(index); slot >= 0) return slot;
  const auto slot = static_cast<std::int32_t>(indexes_.size());
  indexes_.push_back(index);
  by_index_.emplace(index, slot);
  return slot;
}

inline bool TimeGrid::IsIndex(std::int64_t index) const {
  return IndexOf(Day(kMinDay)) <= index && index <= IndexOf(Day(kMaxDay));
}

inline void TimeGrid::BuildRun(std::uint32_t run) {
  const std::int32_t first = kMinDay + static_cast<std::int32_t>(run) * kRunDays;
  const std::int32_t last = std::min(first + kRunDays - 1, kMaxDay);
  std::vector<std::int32_t> fresh(kRunDays, 0);
  for (std::int32_t day = first; day <= last;) {
    const std::int64_t index = IndexOf(Day(day));
    const std::int32_t slot = MakeSlot(index);
    for (; day <= last && IndexOf(Day(day)) == index; ++day) fresh[static_cast<std::size_t>(day - first)] = slot;
  }
  const auto place = static_cast<std::int32_t>(slots_.size() / kRunDays);
  slots_.insert(slots_.end(), fresh.begin(), fresh.end());
  run_of_[run] = place;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_TIME_GRID_H_
