#include "src/engine/calc_acceptability.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/engine/score_words.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kPath = "calc.scorecard.acceptability";
constexpr std::string_view kWeightSetWords[] = {"simplex", "ordinal", "intervals"};

constexpr std::int64_t kMostSamples = 1'000'000;

// Pairs of candidates times samples: some ten seconds. A request may come from anybody.
constexpr std::int64_t kMostComparisons = 1'000'000'000;

struct AskedAcceptability {
  std::int64_t samples = 0;
  std::uint64_t seed = 0;
  WeightSet weights;
};

// A part of a whole in units of 1 / kWeightUnit.
Result<std::int64_t> ReadPart(JsonNode node) {
  constexpr int kDigits = 18;
  KEYHAUL_TRY(const Decimal part, ReadDecimal(node));
  const Result<int128> units = part.MantissaAt(kDigits);
  if (units.ok() && *units >= 0 && *units <= kWeightUnit) return static_cast<std::int64_t>(*units);
  return node.MakeError(Code::policy_value, part.ToText() + " is not a part of a whole: 0 to 1 (100 %) expected");
}

Status ReadBounds(const CalcRequest& request, JsonNode node, const CompiledScorecard& card,
                  std::vector<WeightBounds>* bounds) {
  const std::string element = std::string(kPath) + ".bounds.*";
  KEYHAUL_TRY(const auto members, ReadNamedMembers(request.context, node, element));
  const ObjectForm form(request.context, element);
  for (const JsonNode member : members) {
    KEYHAUL_CHECK(form.Check(member));
    std::size_t leaf = 0;
    while (leaf < bounds->size() && card.CriterionOf(leaf).id != member.key()) ++leaf;
    if (leaf == bounds->size()) {
      return member.KeyError(Code::policy_value, "'" + std::string(member.key()) + "' is no leaf of the scorecard");
    }
    if (const auto low = form.Get(member, "low")) {
      KEYHAUL_TRY((*bounds)[leaf].low, ReadPart(*low));
    }
    if (const auto high = form.Get(member, "high")) {
      KEYHAUL_TRY((*bounds)[leaf].high, ReadPart(*high));
      if ((*bounds)[leaf].high < (*bounds)[leaf].low)
        return high->MakeError(Code::policy_value, "the greatest weight is below `low`");
    }
  }
  return {};
}

// The order of importance is that of the scorecard's own weights.
std::vector<std::int32_t> OrderOf(std::span<const std::int64_t> weights) {
  std::vector<std::int32_t> order;
  order.reserve(weights.size());
  for (const std::int64_t weight : weights) {
    std::int32_t place = 0;
    for (const std::int64_t other : weights) place += other > weight ? 1 : 0;
    order.push_back(place);
  }
  return order;
}

Result<AskedAcceptability> ReadAskedAcceptability(const CalcRequest& request, JsonNode node,
                                                  const CompiledScorecard& card) {
  const ObjectForm form(request.context, std::string(kPath));
  KEYHAUL_CHECK(form.Check(node));
  AskedAcceptability asked;
  KEYHAUL_TRY(asked.samples, ReadInteger(form.Require(node, "samples"), 1, kMostSamples));
  if (const auto seed = form.Get(node, "seed")) {
    KEYHAUL_TRY(const std::int64_t number, ReadInteger(*seed, 0, std::numeric_limits<std::int64_t>::max()));
    asked.seed = static_cast<std::uint64_t>(number);
  }
  if (const auto word = form.Get(node, "weights")) {
    KEYHAUL_TRY(asked.weights.kind, ReadWord<WeightSetKind>(*word, kWeightSetWords));
  }
  if (asked.weights.kind == WeightSetKind::ordinal) asked.weights.order = OrderOf(card.weights());
  asked.weights.bounds.resize(asked.weights.kind == WeightSetKind::intervals ? card.leaves().size() : 0);
  const auto bounds = form.Get(node, "bounds");
  if (bounds.has_value() && asked.weights.kind != WeightSetKind::intervals) {
    return bounds->KeyError(Code::policy_value, "bounds are of weights in intervals");
  }
  if (bounds.has_value()) KEYHAUL_CHECK(ReadBounds(request, *bounds, card, &asked.weights.bounds));
  return asked;
}

// The least and the greatest points of those to whom all criteria apply.
struct Points {
  std::vector<std::size_t> candidates;
  std::vector<std::int64_t> low;
  std::vector<std::int64_t> high;
};

Points PointsOf(const ScoredSet& set) {
  Points points;
  const std::span<const ScorecardLeaf> leaves = set.card().leaves();
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (!set.result(i).not_applicable.empty()) continue;
    points.candidates.push_back(i);
    for (std::size_t leaf = 0; leaf < leaves.size(); ++leaf) {
      const LeafInput& input = set.readings(i)[leaf].input;
      const bool known = input.raw.is_known();
      points.low.push_back(known ? input.points.points : leaves[leaf].range.least);
      points.high.push_back(known ? input.points.points : leaves[leaf].range.greatest);
    }
  }
  return points;
}

}  // namespace

Status WriteAcceptability(const CalcRequest& request, JsonNode node, const std::vector<JsonNode>& ids,
                          const ScoredSet& set, JsonWriter* out) {
  KEYHAUL_TRY(const AskedAcceptability asked, ReadAskedAcceptability(request, node, set.card()));
  const Points points = PointsOf(set);
  const auto rows = static_cast<std::int64_t>(points.candidates.size());
  if (rows == 0) return node.MakeError(Code::data_empty, "there is no candidate to whom every criterion applies");
  if (rows * rows > kMostComparisons / asked.samples) {
    return node.MakeError(Code::policy_value, std::to_string(asked.samples) + " samples of " + std::to_string(rows) +
                                                  " candidates are too many; samples times pairs of candidates are " +
                                                  std::to_string(kMostComparisons) + " at most");
  }
  const auto samples = static_cast<std::uint64_t>(asked.samples);
  const Result<Smaa> smaa = Smaa::Make(points.low, points.high, set.card().leaves().size(), asked.weights, asked.seed);
  if (!smaa.ok()) {
    Error error = smaa.error();
    if (error.code == Code::invalid_argument) error.code = Code::policy_value;  // what was given comes from the request
    return ErrorAt(node, std::move(error));
  }
  SmaaCounts counts = smaa->NewCounts();
  if (Status sampled = smaa->Sample(0, samples, &counts); !sampled.ok()) return ErrorAt(node, sampled.error());
  std::vector<std::int64_t> firsts(points.candidates.size());
  smaa->AddConfidence(counts, 0, samples, firsts);
  const auto share = [&](std::int64_t count) { return AmountText(ShareKey(count, asked.samples), kScoreKeyScale); };
  out->Key("acceptability").BeginObject().Key("samples").Integer(asked.samples).Key("candidates").BeginArray();
  for (std::size_t row = 0; row < points.candidates.size(); ++row) {
    out->BeginObject().Key("id").Text(ids[points.candidates[row]].text()).Key("ranks").BeginArray();
    for (std::size_t rank = 1; rank <= counts.rows; ++rank) out->Text(share(counts.RankCount(row, rank)));
    out->EndArray().Key("wins").BeginArray();
    for (std::size_t other = 0; other < counts.rows; ++other) out->Text(share(counts.Wins(row, other)));
    out->EndArray().Key("central_weights");
    const auto central = counts.CentralWeights(row);
    if (central) {
      out->BeginArray();
      for (const std::int64_t weight : *central) out->Text(AmountText(ShareKey(weight, kWeightUnit), kScoreKeyScale));
      out->EndArray().Key("confidence").Text(share(firsts[row]));
    } else {
      out->Null().Key("confidence").Null();
    }
    out->EndObject();
  }
  out->EndArray().EndObject();
  return {};
}

}  // namespace v1
}  // namespace keyhaul
