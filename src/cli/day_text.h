// Days as people write them, "2026-02-28", and as tables hold them: days since 1970-01-01.
#ifndef KEYHAUL_CLI_DAY_TEXT_H_
#define KEYHAUL_CLI_DAY_TEXT_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace keyhaul::cli {

// Nothing for what is not a day of the calendar, whose first year is 1.
inline std::optional<std::int32_t> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int numbers[3] = {0, 0, 0};
  int part = 0;
  for (const char c : text) {
    if (c == '-') {
      ++part;
    } else if (c < '0' || c > '9' || part > 2) {
      return std::nullopt;
    } else {
      numbers[part] = numbers[part] * 10 + (c - '0');
    }
  }
  const auto date = std::chrono::year(numbers[0]) / numbers[1] / numbers[2];
  if (part != 2 || numbers[0] == 0 || !date.ok()) return std::nullopt;
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

inline std::string DayText(std::int32_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  const auto month = static_cast<unsigned>(date.month());
  const auto day_of_month = static_cast<unsigned>(date.day());
  std::string year = std::to_string(static_cast<int>(date.year()));
  if (year.size() < 4 && year.front() != '-') year.insert(0, 4 - year.size(), '0');
  return year + (month < 10 ? "-0" : "-") + std::to_string(month) + (day_of_month < 10 ? "-0" : "-") +
         std::to_string(day_of_month);
}

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_DAY_TEXT_H_
