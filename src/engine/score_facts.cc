#include "src/engine/score_facts.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <variant>

#include "src/engine/score_words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The fact of a leaf that names none: its own id.
CriterionInput OwnFact(const Criterion& criterion) {
  CriterionInput input;
  input.sum.push_back(Quotient{Decimal::FromInteger(1), {FactTerm{criterion.id}}});
  return input;
}

// Whether an input is one fact and nothing else, as that of a rating scale must be.
bool IsPlain(const CriterionInput& input) {
  const Decimal one = Decimal::FromInteger(1);
  if (input.sum.size() != 1 || input.periods != PeriodUse::latest) return false;
  const Quotient& quotient = input.sum.front();
  return quotient.by.empty() && quotient.over.size() == 1 && quotient.times == one &&
         quotient.over.front().factor == one;
}

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

Error AtCell(const FactCell& cell, std::string_view fact, Error error) {
  error.row = cell.origin;
  error.column = std::string(fact);
  if (error.value.empty()) error.value = std::string(cell.value);
  return error;
}

bool IsUnknown(std::string_view text) { return text.empty() || EqualsIgnoringCase(text, "unknown"); }

// The values of one rater in one period, by fact of the input.
struct RaterPeriod {
  std::int32_t period = -1;
  std::int32_t rater = -1;
  std::int64_t weight = 0;
  std::vector<RawValue> facts;
  const FactCell* first = nullptr;
};

}  // namespace

Result<RawValue> ReadFactValue(std::string_view text, const Rated* rated) {
  if (rated != nullptr) {
    if (Result<RawValue> level = ReadRating(*rated, text); level.ok()) return level;
  }
  if (IsUnknown(text)) return RawValue::Missing(MissingReason::not_given);
  if (EqualsIgnoringCase(text, "n/a")) return RawValue::NotApplicable();
  if (rated != nullptr) return ReadRating(*rated, text);
  KEYHAUL_TRY(const Decimal number, Decimal::Parse(text));
  return RawValue::Known(number);
}

std::vector<std::string_view> SortedNames(std::vector<std::string_view> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::int32_t PlaceIn(const std::vector<std::string_view>& names, std::string_view name) {
  return static_cast<std::int32_t>(std::lower_bound(names.begin(), names.end(), name) - names.begin());
}

std::int32_t FactSheet::PlaceOfFact(std::string_view fact) {
  if (const auto found = FindFact(fact)) return *found;
  facts_.push_back(fact);
  return static_cast<std::int32_t>(facts_.size()) - 1;
}

std::optional<std::int32_t> FactSheet::FindFact(std::string_view fact) const {
  const auto found = std::find(facts_.begin(), facts_.end(), fact);
  if (found == facts_.end()) return std::nullopt;
  return static_cast<std::int32_t>(found - facts_.begin());
}

Status FactSheet::Seal(std::size_t candidates) {
  const auto key = [](const FactCell& cell) {
    return std::tuple(cell.candidate, cell.fact, cell.period, cell.rater, cell.origin);
  };
  std::sort(cells_.begin(), cells_.end(), [&](const FactCell& a, const FactCell& b) { return key(a) < key(b); });
  begins_.assign(candidates + 1, 0);
  latest_.assign(candidates, -1);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const auto candidate = static_cast<std::size_t>(cells_[i].candidate);
    ++begins_[candidate + 1];
    if (cells_[i].weight != 0 && !IsUnknown(cells_[i].value)) {
      latest_[candidate] = std::max(latest_[candidate], cells_[i].period);
    }
    if (i == 0) continue;
    const FactCell& a = cells_[i - 1];
    const FactCell& b = cells_[i];
    if (std::tie(a.candidate, a.fact, a.period, a.rater) != std::tie(b.candidate, b.fact, b.period, b.rater)) continue;
    Error error = MakeError(Code::data_duplicate, "the fact is given already, for this period and rater");
    error.rule = "SCORING-120";
    return AtCell(b, NameOf(b), std::move(error));
  }
  for (std::size_t i = 0; i < candidates; ++i) begins_[i + 1] += begins_[i];
  return {};
}

std::span<const FactCell> FactSheet::Of(std::size_t candidate) const {
  return std::span(cells_).subspan(begins_[candidate], begins_[candidate + 1] - begins_[candidate]);
}

std::span<const FactCell> FactSheet::Of(std::size_t candidate, std::int32_t fact) const {
  const std::span<const FactCell> all = Of(candidate);
  FactCell wanted;
  wanted.fact = fact;
  const auto [first, last] = std::equal_range(all.begin(), all.end(), wanted,
                                              [](const FactCell& a, const FactCell& b) { return a.fact < b.fact; });
  return all.subspan(static_cast<std::size_t>(first - all.begin()), static_cast<std::size_t>(last - first));
}

Result<LeafReader> LeafReader::Make(const CompiledScorecard& card, const FactSheet& sheet) {
  LeafReader reader(card, sheet);
  for (std::size_t i = 0; i < card.leaves().size(); ++i) {
    const Criterion& criterion = card.CriterionOf(i);
    const CriterionInput input = criterion.input.value_or(OwnFact(criterion));
    Leaf leaf;
    leaf.periods = input.periods;
    KEYHAUL_TRY(leaf.input, CompiledInput::Compile(input));
    if (card.leaves()[i].value.is_rated() && !IsPlain(input)) {
      return MakeErrorAt(Code::policy_value, "criteria[" + std::to_string(card.leaves()[i].criterion) + "].input",
                         "a rating scale takes one fact as it is, of the latest period");
    }
    for (const std::string& fact : leaf.input.facts()) leaf.facts.push_back(sheet.FindFact(fact));
    reader.leaves_.push_back(std::move(leaf));
  }
  return reader;
}

namespace {

// What a rater says of a leaf in one period; of a change, whether anything.
Result<RawValue> ValueOf(const RaterPeriod& group, const CompiledInput& input, const CompiledValue& function) {
  if (function.is_rated()) return group.facts.front();
  return input.Evaluate(group.facts);
}

bool IsSaid(const RawValue& raw) { return !(raw == RawValue::Missing(MissingReason::not_given)); }

// Groups the cells of an input's facts by period and rater, the earliest period first.
Result<std::vector<RaterPeriod>> ByPeriodAndRater(const FactSheet& sheet, std::size_t candidate,
                                                  const std::vector<std::optional<std::int32_t>>& facts,
                                                  const Rated* rated) {
  std::vector<RaterPeriod> groups;
  std::map<std::pair<std::int32_t, std::int32_t>, std::size_t> places;
  for (std::size_t f = 0; f < facts.size(); ++f) {
    if (!facts[f].has_value()) continue;
    for (const FactCell& cell : sheet.Of(candidate, *facts[f])) {
      const auto [place, is_new] = places.try_emplace({cell.period, cell.rater}, groups.size());
      if (is_new) groups.push_back({cell.period, cell.rater, cell.weight, {}, &cell});
      RaterPeriod* const group = &groups[place->second];
      if (is_new) {
        group->facts.assign(facts.size(), RawValue::Missing(MissingReason::not_given));
      }
      Result<RawValue> value = ReadFactValue(cell.value, rated);
      if (!value.ok()) return AtCell(cell, sheet.NameOf(cell), std::move(value).error());
      group->facts[f] = *value;
    }
  }
  std::stable_sort(groups.begin(), groups.end(), [](const RaterPeriod& a, const RaterPeriod& b) {
    return std::tie(a.period, a.rater) < std::tie(b.period, b.rater);
  });
  return groups;
}

// Notes who of several raters opposes most.
Status NoteOpponent(const CompiledScorecard& card, const CompiledValue& function, std::span<const RaterPeriod> groups,
                    std::span<const RaterValue> raters, LeafReading* reading) {
  if (reading->raters < 2) return {};
  int128 strongest = 0;
  std::int64_t whole = 0;
  std::int64_t weight = 0;
  for (std::size_t i = 0; i < raters.size(); ++i) {
    if (!raters[i].raw.is_known()) continue;
    whole += raters[i].weight;
    KEYHAUL_TRY(const LeafPoints points, function.PointsOf(raters[i].raw));
    const int128 pull = (int128(card.low()) + card.high() - 2 * int128(points.points)) * raters[i].weight;
    if (pull <= strongest) continue;
    strongest = pull;
    weight = raters[i].weight;
    reading->opponent = groups[i].rater;
    reading->opponent_points = points.points;
  }
  if (strongest > 0) reading->opponent_weight = ShareKey(weight, whole);
  return {};
}

// What the periods that are told of come to: one reading each, all raters combined.
Result<std::vector<LeafReading>> Periods(const FactSheet& sheet, const CompiledScorecard& card,
                                         std::span<const RaterPeriod> groups, const CompiledInput& input,
                                         const CompiledValue& function) {
  std::vector<LeafReading> readings;
  for (std::size_t begin = 0; begin < groups.size();) {
    std::vector<RaterValue> raters;
    std::size_t end = begin;
    for (; end < groups.size() && groups[end].period == groups[begin].period; ++end) {
      KEYHAUL_TRY(const RawValue raw, ValueOf(groups[end], input, function));
      raters.push_back({raw, groups[end].weight});
    }
    Result<CombinedLeaf> combined = CombineRaters(function, raters, card.scorecard().raters);
    if (!combined.ok())
      return AtCell(*groups[begin].first, sheet.NameOf(*groups[begin].first), std::move(combined).error());
    LeafReading reading;
    reading.period = groups[begin].period;
    reading.input = {combined->raw, combined->points};
    reading.raters = combined->raters;
    reading.dispersion = combined->dispersion;
    KEYHAUL_CHECK(NoteOpponent(card, function, groups.subspan(begin, end - begin), raters, &reading));
    readings.push_back(reading);
    begin = end;
  }
  return readings;
}

// The latest period that is told of; or all of them smoothed, the raw value being the latest.
LeafReading Settle(const std::vector<LeafReading>& periods, const std::optional<Smoothing>& smoothing) {
  LeafReading latest;
  std::vector<std::optional<std::int64_t>> points;
  std::size_t known = 0;
  for (const LeafReading& period : periods) {
    const RawValue& raw = period.input.raw;
    known += raw.is_known() ? 1U : 0U;
    points.push_back(raw.is_known() ? std::optional(period.input.points.points) : std::nullopt);
    if (IsSaid(raw) && (!smoothing || raw.is_known() || !latest.input.raw.is_known())) latest = period;
  }
  if (!smoothing || !latest.input.raw.is_known()) return latest;
  latest.input.points.points = *SmoothPeriods(*smoothing, points);
  latest.is_smoothed = known > 1;
  return latest;
}

// The change between periods of which one rater speaks.
Result<LeafReading> Develop(const FactSheet& sheet, std::span<const RaterPeriod> groups, const CompiledInput& input,
                            const CompiledValue& function) {
  LeafReading reading;
  std::vector<RawValue> values;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (g > 0 && groups[g].period == groups[g - 1].period) {
      return AtCell(*groups[g].first, sheet.NameOf(*groups[g].first),
                    MakeError(Code::data_conflict, "a change between periods is asked for, and several raters speak"));
    }
    values.insert(values.end(), groups[g].facts.begin(), groups[g].facts.end());
    KEYHAUL_TRY(const RawValue alone, ValueOf(groups[g], input, function));
    if (IsSaid(alone)) reading.period = groups[g].period;
  }
  if (values.empty()) return reading;
  KEYHAUL_TRY(reading.input.raw, input.Evaluate(values));
  if (!reading.input.raw.is_known()) return reading;
  Result<LeafPoints> points = function.PointsOf(reading.input.raw);
  if (!points.ok()) return AtCell(*groups.back().first, sheet.NameOf(*groups.back().first), std::move(points).error());
  reading.input.points = *points;
  reading.raters = 1;
  return reading;
}

}  // namespace

Result<LeafReading> LeafReader::ReadLeaf(std::size_t i, std::size_t candidate) const {
  const Leaf& leaf = leaves_[i];
  const CompiledValue& function = card_->leaves()[i].value;
  const Rated* rated = std::get_if<Rated>(&*card_->CriterionOf(i).value);
  KEYHAUL_TRY(std::vector<RaterPeriod> groups, ByPeriodAndRater(*sheet_, candidate, leaf.facts, rated));
  const auto silent =
      std::stable_partition(groups.begin(), groups.end(), [](const RaterPeriod& one) { return one.weight != 0; });
  const auto counting = std::span(groups).first(static_cast<std::size_t>(silent - groups.begin()));
  LeafReading reading;
  if (leaf.periods == PeriodUse::latest) {
    KEYHAUL_TRY(const std::vector<LeafReading> periods, Periods(*sheet_, *card_, counting, leaf.input, function));
    reading = Settle(periods, card_->scorecard().smoothing);
  } else {
    KEYHAUL_TRY(reading, Develop(*sheet_, counting, leaf.input, function));
  }
  reading.is_stale = reading.period >= 0 && reading.period < sheet_->LatestPeriod(candidate);
  for (auto group = silent; group != groups.end() && !IsSaid(reading.input.raw); ++group) {
    KEYHAUL_TRY(const RawValue raw, ValueOf(*group, leaf.input, function));
    if (IsSaid(raw)) reading.input.raw = RawValue::Missing(MissingReason::no_weight);
  }
  return reading;
}

Result<std::vector<LeafReading>> LeafReader::Read(std::size_t candidate) const {
  std::vector<LeafReading> readings;
  readings.reserve(leaves_.size());
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    Result<LeafReading> reading = ReadLeaf(i, candidate);
    if (!reading.ok()) {
      Error error = std::move(reading).error();
      if (error.column.empty()) error.column = card_->CriterionOf(i).id;
      return error;
    }
    readings.push_back(*reading);
  }
  return readings;
}

}  // namespace v1
}  // namespace keyhaul
