// What is said of candidates, and what a scorecard makes of it: from facts to a raw value and points for each leaf.
//
// A fact is said of a candidate, in a period or without one, by a rater or by nobody in particular. All values of one
// period are combined over its raters, the periods after that: the latest counts, or what became of it, or all of them
// smoothed (combine.h, compiled_input.h).
//
// The latest period of which a leaf knows anything may be long past. So a reading says which one counts, and is stale
// where something else is known of the candidate in a later one (ENGINE-93). What is said without a period has no age.
//
// A value is a number, a level of a scale by its label or its points, nothing or "unknown" where it is not known, or
// "n/a" where it does not apply.
#ifndef KEYHAUL_SRC_ENGINE_SCORE_FACTS_H_
#define KEYHAUL_SRC_ENGINE_SCORE_FACTS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/scoring.h"

namespace keyhaul {
inline namespace v1 {

// One value as it was given. `origin` is the caller's own: errors carry it as their row.
struct FactCell {
  std::int32_t candidate = 0;
  std::int32_t fact = 0;
  std::int32_t period = -1;  // place in the order of time; -1 for none
  std::int32_t rater = -1;
  std::int64_t weight = 1'000'000;  // of the rater, in integers of 10^-6
  std::string_view value;
  std::int64_t origin = 0;
};

// Different names in the order of bytes, and the place of one of them: raters are told of by places.
std::vector<std::string_view> SortedNames(std::vector<std::string_view> names);
std::int32_t PlaceIn(const std::vector<std::string_view>& names, std::string_view name);

// The facts of a set of candidates. Texts are borrowed.
class FactSheet {
 public:
  // Names are places from now on. `Place` of a fact that is not known opens it.
  std::int32_t PlaceOfFact(std::string_view fact);
  std::optional<std::int32_t> FindFact(std::string_view fact) const;
  void Add(const FactCell& cell) { cells_.push_back(cell); }

  // Brings the cells into order. Refuses what one rater says twice of one fact, candidate and period.
  Status Seal(std::size_t candidates);

  std::size_t candidates() const { return begins_.empty() ? 0 : begins_.size() - 1; }
  std::span<const std::string_view> facts() const { return facts_; }
  std::string_view NameOf(const FactCell& cell) const { return facts_[static_cast<std::size_t>(cell.fact)]; }

  // The cells of one candidate, by fact, period and rater; and those of one fact among them.
  std::span<const FactCell> Of(std::size_t candidate) const;
  std::span<const FactCell> Of(std::size_t candidate, std::int32_t fact) const;

  // The latest period in which somebody whose weight is not 0 says anything of the candidate; -1 for none.
  std::int32_t LatestPeriod(std::size_t candidate) const { return latest_[candidate]; }

 private:
  std::vector<std::string_view> facts_;
  std::vector<FactCell> cells_;
  std::vector<std::size_t> begins_;
  std::vector<std::int32_t> latest_;
};

// What a cell says; on a rating scale the level.
Result<RawValue> ReadFactValue(std::string_view text, const Rated* rated);

// A leaf of one candidate with what is shown of it.
struct LeafReading {
  LeafInput input;
  std::int32_t raters = 0;
  std::int64_t dispersion = 0;  // greatest points of a rater less the least
  std::int32_t period = -1;     // whose value counts, the last of several that are smoothed; -1 for none
  bool is_smoothed = false;     // several periods have gone into the points
  bool is_stale = false;        // there is a later period in which something else is known

  // Of several raters the one who pulls the value down most: whose weight times points below the middle of the range is
  // the largest. -1 where nobody is below it.
  std::int32_t opponent = -1;
  std::int64_t opponent_points = 0;
  std::int64_t opponent_weight = 0;  // as a part of all raters' that count, times 10^9
};

// The leaves of a scorecard, prepared for the facts of one sheet.
class LeafReader {
 public:
  static Result<LeafReader> Make(const CompiledScorecard& card, const FactSheet& sheet);

  // Errors have the fact as column, the value, and the cell's origin as row.
  Result<std::vector<LeafReading>> Read(std::size_t candidate) const;

 private:
  struct Leaf {
    CompiledInput input;
    std::vector<std::optional<std::int32_t>> facts;  // places in the sheet; absent where nobody says anything
    PeriodUse periods = PeriodUse::latest;
  };

  LeafReader(const CompiledScorecard& card, const FactSheet& sheet) : card_(&card), sheet_(&sheet) {}
  Result<LeafReading> ReadLeaf(std::size_t i, std::size_t candidate) const;

  const CompiledScorecard* card_;
  const FactSheet* sheet_;
  std::vector<Leaf> leaves_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_SCORE_FACTS_H_
