#include "src/verify/calendar_rules.h"

#include <algorithm>
#include <cstddef>

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

constexpr std::int64_t kMonths = 12;

// Days from the civil calendar, counted in eras of 400 years that begin in March (Howard Hinnant's algorithm).
std::int64_t DaysFromCivil(std::int64_t year, std::int64_t month, std::int64_t day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

struct Civil {
  std::int64_t year;
  std::int64_t month;
  std::int64_t day;
};

Civil CivilOf(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * day_of_year + 2) / 153;
  const std::int64_t month = shifted + (shifted < 10 ? 3 : -9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day_of_year - (153 * shifted + 2) / 5 + 1};
}

std::string Padded(std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

std::int64_t FloorRest(std::int64_t a, std::int64_t b) { return (a % b + b) % b; }

// A day of a month that is counted from that of the year 0, or the month's last where it is shorter.
std::int64_t DayInMonthOf(std::int64_t month, std::int64_t day) {
  const std::int64_t in_year = FloorRest(month, kMonths);
  const std::int64_t first = DaysFromCivil((month - in_year) / kMonths, in_year + 1, 1);
  return std::min(first + day - 1, MonthEndOf(first));
}

std::int64_t MonthsOf(std::string_view kind) {
  if (kind == "month") return 1;
  if (kind == "quarter") return 3;
  if (kind == "half_year") return 6;
  return kind == "year" || kind == "contract_year" ? kMonths : 0;
}

}  // namespace

std::optional<std::int64_t> DayNumberOf(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  std::int64_t parts[3] = {0, 0, 0};
  std::size_t part = 0;
  for (const char c : text) {
    if (c == '-') {
      ++part;
    } else if (c >= '0' && c <= '9' && part < 3) {
      parts[part] = parts[part] * 10 + (c - '0');
    } else {
      return std::nullopt;
    }
  }
  const std::int64_t day = DaysFromCivil(parts[0], parts[1], parts[2]);
  return DayTextOf(day) == text ? std::optional<std::int64_t>(day) : std::nullopt;
}

std::string DayTextOf(std::int64_t day) {
  const Civil civil = CivilOf(day);
  return Padded(civil.year, 4) + "-" + Padded(civil.month, 2) + "-" + Padded(civil.day, 2);
}

std::int64_t MonthEndOf(std::int64_t day) {
  const Civil civil = CivilOf(day);
  const bool is_last = civil.month == 12;
  return DaysFromCivil(civil.year + (is_last ? 1 : 0), is_last ? 1 : civil.month + 1, 1) - 1;
}

bool CalendarRule::IsPeriod(std::int64_t begin, std::int64_t end) const {
  const Civil civil = CivilOf(begin);
  const std::int64_t month = civil.year * kMonths + civil.month - 1;
  return FloorRest(month - first, months) == 0 && begin == DayInMonthOf(month, anchor_day) &&
         end == DayInMonthOf(month + months, anchor_day);
}

std::string CalendarRule::NameOf(std::int64_t begin, std::int64_t end) const {
  const bool is_wall = kind != "contract_year" && anchor_day == 1 && FloorRest(first, months) == 0;
  if (!is_wall) return DayTextOf(begin) + "/" + DayTextOf(end);
  const Civil civil = CivilOf(begin);
  std::string year = Padded(civil.year, 4);
  if (months == kMonths) return year;
  if (months == 1) return year + "-" + Padded(civil.month, 2);
  return year + (kind == "quarter" ? "-Q" : "-H") + std::to_string((civil.month - 1) / months + 1);
}

std::optional<CalendarRule> CalendarRuleOf(const JsonTree* period) {
  if (period == nullptr) return std::nullopt;
  CalendarRule rule;
  rule.kind = period->kind == JsonTree::Kind::object ? period->TextAt("kind") : std::string_view(period->text);
  rule.months = MonthsOf(rule.kind);
  if (rule.months == 0) return std::nullopt;
  std::string anchor(period->TextAt("anchor"));
  if (anchor.empty()) return rule;
  constexpr std::size_t kOfEveryYear = 5;  // "04-01"; a leap year has all days that come round
  if (anchor.size() == kOfEveryYear) anchor.insert(0, "2000-");
  const std::optional<std::int64_t> day = DayNumberOf(anchor);
  if (!day) return std::nullopt;
  const Civil civil = CivilOf(*day);
  rule.anchor_day = civil.day;
  rule.first = civil.year * kMonths + civil.month - 1;
  return rule;
}

std::optional<CalendarRule> WallCalendarOf(std::int64_t begin, std::int64_t end) {
  for (const char* kind : {"month", "quarter", "half_year", "year"}) {
    const CalendarRule rule{MonthsOf(kind), 1, 0, kind};
    if (rule.IsPeriod(begin, end)) return rule;
  }
  return std::nullopt;
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul
