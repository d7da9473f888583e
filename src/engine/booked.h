// What a host knows of settlements: what has been booked before, which it hands from one run to the next, and what it
// forecasts of periods that are not over.
#ifndef KEYHAUL_SRC_ENGINE_BOOKED_H_
#define KEYHAUL_SRC_ENGINE_BOOKED_H_

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/engine.h"

namespace keyhaul {
inline namespace v1 {

// One amount per account, line of the terms and period. Accounts are told by their place in the order of external ids,
// which is the order in which settlements are computed and listed.
struct BookedKey {
  std::int32_t place = 0;
  std::int32_t line = 0;
  std::int64_t period = 0;
  friend auto operator<=>(const BookedKey&, const BookedKey&) = default;
};
// How a period was settled last, as far as a host has kept it.
struct BookedMark {
  std::optional<bool> is_final;
  std::optional<Day> as_of;
};
struct Booked {
  BookedKey key;
  int128 amount = 0;
  int128 balance = 0;  // owed back and not taken off a payout yet; 0 or less
  BookedMark mark;
  std::size_t row = 0;  // of the host's table
};

// The table `booked` of a host, sorted by key. Refused where it names an account, a line or a period that is none, one
// of them twice, or a balance above 0; and where its marks say that it is of another calendar, kind or currency.
Result<std::vector<Booked>> ReadBooked(const CompiledPolicy& policy, const Book& book, const InputTable& table);

// Qualifying bases of whole periods, above 0.
using Forecasts = std::map<BookedKey, Decimal>;

struct SettlementInputs {
  std::vector<Booked> booked;
  Forecasts forecasts;
};

// The table `forecasts` of a host. Refused as `booked` is, and where a forecast is 0 or less or has more decimals than
// the line's qualifying measure.
Result<Forecasts> ReadForecasts(const CompiledPolicy& policy, const Book& book, const InputTable& table);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_BOOKED_H_
