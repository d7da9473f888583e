// calc: candidates by a scorecard.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/engine/calc.h"
#include "src/engine/calc_acceptability.h"
#include "src/engine/calc_columns.h"
#include "src/engine/score_columns.h"
#include "src/engine/score_periods.h"
#include "src/engine/score_stage.h"
#include "src/engine/score_words.h"
#include "src/policy/scorecard.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr int kScoreDigits = kScoreKeyScale;

// The candidates of a request, and where in it everything stands.
struct Candidates {
  std::vector<JsonNode> ids;
  std::vector<std::int32_t> places;
  std::vector<std::int32_t> previous_bands;
  std::vector<JsonNode> values;  // of cells, by their origin
  std::vector<std::string_view> periods;
  FactSheet sheet;
};

class CandidateReader {
 public:
  CandidateReader(const CalcRequest& request, const Scorecard& card) : request_(request), card_(card) {}

  Result<Candidates> Read(JsonNode list) {
    KEYHAUL_TRY(facts_, FactsAskedFor(std::span(&card_, 1), {}));
    constexpr std::string_view kElement = "calc.scorecard.candidates[]";
    KEYHAUL_TRY(const auto elements, ReadElements(request_.context, list, std::string(kElement)));
    const ObjectForm form(request_.context, std::string(kElement));
    for (const JsonNode element : elements) KEYHAUL_CHECK(ReadOne(form, element));
    if (elements.empty()) return list.MakeError(Code::policy_value, "a scorecard needs a candidate");
    KEYHAUL_TRY(read_.places, PlacesOfIds(read_.ids));
    KEYHAUL_CHECK(NumberNames());
    for (FactCell& cell : cells_) read_.sheet.Add(cell);
    Status sealed = read_.sheet.Seal(read_.ids.size());
    if (!sealed.ok()) return AtOrigin(std::move(sealed).error());
    return std::move(read_);
  }

  static Error AtValue(const Candidates& candidates, Error error) {
    if (error.row < 0) return error;
    const bool is_candidate = error.table == kCandidateTable;
    const auto row = static_cast<std::size_t>(error.row);
    return ErrorAt(is_candidate ? candidates.ids[row] : candidates.values[row], std::move(error));
  }

 private:
  Error AtOrigin(Error error) const { return AtValue(read_, std::move(error)); }

  Status ReadOne(const ObjectForm& form, JsonNode node) {
    KEYHAUL_CHECK(form.Check(node));
    read_.ids.push_back(form.Require(node, "id"));
    std::int32_t band = -1;
    if (const auto previous = form.Get(node, "previous_band")) {
      std::vector<std::string_view> names;
      for (const ScoreBand& one : card_.bands) names.emplace_back(one.name);
      KEYHAUL_TRY(const std::size_t place, ReadWordIndex(*previous, names));
      band = static_cast<std::int32_t>(place);
    }
    read_.previous_bands.push_back(band);
    KEYHAUL_TRY(const auto values, ReadNamedMembers(request_.context, form.Require(node, "values"),
                                                    "calc.scorecard.candidates[].values.*"));
    for (const JsonNode value : values) {
      if (!IsAskedFor(facts_, value.key())) {
        return value.KeyError(Code::policy_unknown_key,
                              "no criterion of the scorecard asks for the fact '" + std::string(value.key()) + "'");
      }
      KEYHAUL_CHECK(ReadFact(value));
    }
    return {};
  }

  Status ReadFact(JsonNode node) {
    FactCell cell;
    cell.candidate = static_cast<std::int32_t>(read_.ids.size()) - 1;
    cell.fact = read_.sheet.PlaceOfFact(node.key());
    if (node.kind() != JsonKind::array) return AddCell(node, cell, "", "");
    constexpr std::string_view kElement = "calc.scorecard.candidates[].values.*[]";
    KEYHAUL_TRY(const auto elements, ReadElements(request_.context, node, std::string(kElement)));
    const ObjectForm form(request_.context, std::string(kElement));
    for (const JsonNode element : elements) {
      FactCell one = cell;
      KEYHAUL_CHECK(form.Check(element));
      const auto period = form.Get(element, "period");
      const auto rater = form.Get(element, "rater");
      if (period.has_value()) KEYHAUL_CHECK(ReadText(*period));
      if (rater.has_value()) KEYHAUL_CHECK(ReadText(*rater));
      if (const auto weight = form.Get(element, "weight")) {
        KEYHAUL_TRY(const Decimal given, ReadDecimal(*weight));
        const Result<std::int64_t> units = RaterWeight(given);
        if (!units.ok()) return ErrorAt(*weight, units.error());
        one.weight = *units;
      }
      KEYHAUL_CHECK(AddCell(form.Require(element, "value"), one, period ? period->text() : std::string_view(),
                            rater ? rater->text() : std::string_view()));
    }
    return {};
  }

  // Periods and raters get their numbers once all are known.
  Status AddCell(JsonNode node, FactCell cell, std::string_view period, std::string_view rater) {
    if (node.kind() == JsonKind::null) return {};
    if (node.kind() != JsonKind::number && node.kind() != JsonKind::text) {
      return node.MakeError(Code::policy_value, "expected a number, a text or null");
    }
    cell.value = node.text();
    cell.origin = static_cast<std::int64_t>(read_.values.size());
    read_.values.push_back(node);
    cells_.push_back(cell);
    periods_.push_back(period);
    raters_.push_back(rater);
    return {};
  }

  Status NumberNames() {
    const auto place = [this](std::size_t i) { return PeriodNode(i).Path(); };
    Result<std::vector<std::string_view>> periods = SortedPeriods(periods_, place);
    if (!periods.ok()) {
      const JsonNode node = PeriodNode(static_cast<std::size_t>(periods.error().row));
      return ErrorAt(node, std::move(periods).error());
    }
    read_.periods = *std::move(periods);
    const std::vector<std::string_view> raters = SortedNames(raters_);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      cells_[i].period = PlaceOfPeriod(read_.periods, periods_[i]);
      cells_[i].rater = PlaceIn(raters, raters_[i]);
    }
    return {};
  }

  // Where the period of a cell that has one stands.
  JsonNode PeriodNode(std::size_t i) const { return *read_.values[i].Parent()->Find("period"); }

  const CalcRequest& request_;
  const Scorecard& card_;
  std::vector<AskedFact> facts_;
  Candidates read_;
  std::vector<FactCell> cells_;
  std::vector<std::string_view> periods_;
  std::vector<std::string_view> raters_;
};

class ScorecardAnswer {
 public:
  ScorecardAnswer(const Candidates& candidates, const ScoredSet& set, JsonWriter* out)
      : candidates_(candidates), set_(set), card_(set.card()), out_(*out) {}

  Status Write(bool robustness) {
    out_.Key("scorecard").Text(card_.scorecard().id);
    KEYHAUL_CHECK(WriteWeights());
    out_.Key("candidates").BeginArray();
    for (std::size_t i = 0; i < set_.size(); ++i) KEYHAUL_CHECK(WriteCandidate(i, robustness));
    out_.EndArray();
    return robustness ? WriteStability() : Status();
  }

 private:
  JsonWriter& Digits(std::string_view key, std::int64_t nine_digits) {
    return out_.Key(key).Text(AmountText(nine_digits, kScoreDigits));
  }
  void Points(std::string_view key, std::int64_t points) {
    out_.Key(key).Text(Decimal::Make(points, kPointScale)->ToText());
  }
  void Exact(std::string_view key, int128 numerator, int128 denominator) {
    out_.Key(key).Text(ToText(Fraction{numerator, denominator * PowerOfTen(kPointScale)}));
  }

  // Of every criterion its part of the whole; and what the weights below each node add up to.
  Status WriteWeights() {
    out_.Key("weights").BeginArray();
    for (std::size_t i = 0; i < card_.node_weights().size(); ++i) {
      const std::int64_t weight = card_.node_weights()[i];
      out_.BeginObject().Key("criterion").Text(card_.scorecard().criteria[i].id);
      Digits("weight", ShareKey(weight, card_.weight_sum()));
      out_.Key("exact").Text(ToText(Fraction{weight, card_.weight_sum()})).EndObject();
    }
    out_.EndArray().Key("sums").BeginArray();
    KEYHAUL_TRY(const std::vector<WeightSum> sums, SumsOfWeights(card_.scorecard()));
    for (const WeightSum& sum : sums) {
      out_.BeginObject().Key("below");
      sum.parent < 0 ? out_.Null() : out_.Text(card_.scorecard().criteria[static_cast<std::size_t>(sum.parent)].id);
      out_.Key("sum").Text(sum.sum.ToText()).Key("difference").Text(sum.difference.ToText()).EndObject();
    }
    out_.EndArray();
    return {};
  }

  Status WriteCandidate(std::size_t i, bool robustness) {
    const ScoreResult& result = set_.result(i);
    out_.BeginObject().Key("id").Text(candidates_.ids[i].text());
    WriteScore(i, result);
    WriteBands(result);
    out_.Key("flags").Text(ScoreFlagWords(result));
    WriteLeaves(i, result);
    WriteKnockOuts(result);
    KEYHAUL_CHECK(WriteReasons(i));
    if (robustness) KEYHAUL_CHECK(WriteSteps(i));
    out_.EndObject();
    return {};
  }

  void WriteScore(std::size_t i, const ScoreResult& result) {
    if (result.Has(ScoreFlag::no_score)) {
      out_.Key("score").Null().Key("exact").Null();
    } else {
      Digits("score", result.key);
      Exact("exact", result.numerator, result.denominator);
    }
    const std::int32_t rank = set_.ranks().competition[i];
    out_.Key("rank");
    rank > 0 ? out_.Integer(rank) : out_.Null();
    out_.Key("tied").Boolean(set_.ranks().tied[i] != 0);
    Digits("coverage", result.coverage_key);
    const ScoreInterval& interval = set_.interval(i);
    if (!interval.defined) return;
    Digits("lowest", interval.low_key);
    Digits("highest", interval.high_key);
    out_.Key("best_rank").Integer(set_.rank_interval(i).best).Key("worst_rank").Integer(set_.rank_interval(i).worst);
  }

  void WriteBands(const ScoreResult& result) {
    Band("band", result.band);
    Band("earned_band", result.earned_band);
    out_.Key("decision").Text(result.decision);
  }
  void Band(std::string_view key, std::int32_t band) {
    out_.Key(key);
    band < 0 ? out_.Null() : out_.Text(card_.scorecard().bands[static_cast<std::size_t>(band)].name);
  }

  void WriteLeaves(std::size_t i, const ScoreResult& result) {
    const std::vector<Contribution> contributions = ContributionsOf(card_, result);
    std::size_t next = 0;
    out_.Key("criteria").BeginArray();
    for (std::size_t leaf = 0; leaf < result.leaves.size(); ++leaf) {
      const ScoredLeaf& scored = result.leaves[leaf];
      const LeafReading& reading = set_.readings(i)[leaf];
      out_.BeginObject().Key("criterion").Text(card_.CriterionOf(leaf).id);
      out_.Key("state").Text(WordOf(scored.state));
      WriteRaw(reading.input.raw);
      if (const LevelTexts texts = TextsOf(card_, leaf, scored.level); !texts.label.empty()) {
        out_.Key("level").Text(texts.label);
        if (!texts.anchor.empty()) out_.Key("anchor").Text(texts.anchor);
      }
      if (scored.is_present()) {
        Points("points", scored.points);
        if (!contributions.empty()) Digits("contribution", contributions[next++].key);
      }
      WritePeriod(reading);
      if (reading.raters > 1) {
        out_.Key("raters").Integer(reading.raters);
        Points("dispersion", reading.dispersion);
      }
      out_.EndObject();
    }
    out_.EndArray();
  }

  void WriteRaw(const RawValue& raw) {
    if (raw.state == RawValue::State::missing) out_.Key("reason").Text(Name(raw.reason));
    if (raw.is_known() && raw.level < 0) out_.Key("value").Text(ToText(raw.number));
  }

  // Which period counts, where there is one.
  void WritePeriod(const LeafReading& reading) {
    if (reading.period < 0) return;
    if (!reading.is_smoothed) out_.Key("period").Text(candidates_.periods[static_cast<std::size_t>(reading.period)]);
    if (reading.is_stale) out_.Key("stale").Boolean(true);
  }

  void WriteKnockOuts(const ScoreResult& result) {
    out_.Key("knock_outs").BeginArray();
    for (const KnockOutResult& knock_out : result.knock_outs) {
      out_.BeginObject().Key("criterion").Text(card_.CriterionOf(static_cast<std::size_t>(knock_out.leaf)).id);
      out_.Key("state").Text(WordOf(knock_out.state)).Key("effect").Text(WordOf(knock_out.effect)).EndObject();
    }
    out_.EndArray();
  }

  Status WriteReasons(std::size_t i) {
    KEYHAUL_TRY(const std::vector<Reason> reasons, ReasonsOf(card_, set_.result(i)));
    out_.Key("reasons").BeginArray();
    for (const Reason& reason : reasons) {
      out_.BeginObject().Key("code").Text(reason.code);
      Digits("points", reason.key);
      out_.EndObject();
    }
    out_.EndArray();
    return {};
  }

  Status WriteSteps(std::size_t i) {
    KEYHAUL_TRY(const BandSteps steps, set_.StepsOf(i));
    out_.Key("next_band");
    if (steps.next_band < 0) {
      out_.Null();
    } else {
      out_.BeginObject();
      Band("band", steps.next_band);
      out_.Key("reachable").Boolean(steps.up.reachable).Key("steps").Integer(steps.up.cost);
      Digits("score", steps.up.key).Key("changes").BeginArray();
      for (std::size_t leaf = 0; leaf < steps.up.levels.size(); ++leaf) WriteChange(i, leaf, steps.up.levels[leaf]);
      out_.EndArray().EndObject();
    }
    out_.Key("weakest").BeginArray();
    for (std::size_t leaf = 0; leaf < steps.weakest.size(); ++leaf) WriteChange(i, leaf, steps.weakest[leaf]);
    out_.EndArray();
    return {};
  }

  void WriteChange(std::size_t i, std::size_t leaf, std::int32_t level) {
    const std::int32_t now = set_.result(i).leaves[leaf].level;
    if (level < 0 || level == now) return;
    out_.BeginObject().Key("criterion").Text(card_.CriterionOf(leaf).id);
    out_.Key("from").Text(TextsOf(card_, leaf, now).label).Key("to").Text(TextsOf(card_, leaf, level).label);
    out_.EndObject();
  }

  Status WriteStability() {
    KEYHAUL_TRY(const std::vector<NodeStability> nodes, set_.Stability());
    out_.Key("stability").BeginArray();
    for (const NodeStability& node : nodes) {
      out_.BeginObject().Key("criterion").Text(card_.scorecard().criteria[static_cast<std::size_t>(node.criterion)].id);
      Digits("weight", NineDigits(node.weight));
      WriteInterval("best", node.best);
      WriteInterval("order", node.order);
      out_.EndObject();
    }
    out_.EndArray();
    return {};
  }

  void WriteInterval(std::string_view key, const WeightInterval& interval) {
    out_.Key(key);
    if (!interval.defined) {
      out_.Null();
      return;
    }
    out_.BeginObject();
    Digits("from", NineDigits(interval.from));
    Digits("to", NineDigits(interval.to));
    out_.EndObject();
  }

  const Candidates& candidates_;
  const ScoredSet& set_;
  const CompiledScorecard& card_;
  JsonWriter& out_;
};

}  // namespace

Status CalcScorecard(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.scorecard");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  KEYHAUL_TRY(const Scorecard card,
              ReadScorecard(request.document, request.context, form.Require(request.node, "scorecard")));
  CandidateReader reader(request, card);
  KEYHAUL_TRY(const Candidates candidates, reader.Read(form.Require(request.node, "candidates")));
  bool robustness = false;
  if (const auto asked = form.Get(request.node, "robustness")) {
    KEYHAUL_TRY(robustness, ReadBoolean(*asked));
  }
  Result<ScoredSet> set = ScoredSet::Make(card, candidates.sheet, candidates.places, candidates.previous_bands);
  if (!set.ok()) {
    Error error = CandidateReader::AtValue(candidates, std::move(set).error());
    return error.line > 0 ? error
                          : Located(request.document, form.Require(request.node, "scorecard"), std::move(error));
  }
  KEYHAUL_CHECK(ScorecardAnswer(candidates, *set, out).Write(robustness));
  const auto acceptability = form.Get(request.node, "acceptability");
  return acceptability ? WriteAcceptability(request, *acceptability, candidates.ids, *set, out) : Status();
}

}  // namespace v1
}  // namespace keyhaul
