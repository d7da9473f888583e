#include "src/engine/explain_score.h"

#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "src/engine/calc.h"
#include "src/policy/json_writer.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// Tables of a result whose rows are of one scorecard and candidate.
constexpr std::string_view kDetails[] = {"score_contributions", "score_reasons", "score_steps"};

// A cell as text: numbers with the decimals of their column, less the zeros at the end.
std::string Shown(const Table& table, std::string_view name, std::size_t row) {
  const Column& column = table[name];
  if (!column.valid(row)) return {};
  switch (column.type()) {
    case ColumnType::integer64:
      return Decimal::Make(column.int64s()[row], column.scale())->ToText();
    case ColumnType::integer32:
      return std::to_string(column.int32s()[row]);
    default:
      return std::string(column.texts()[row]);
  }
}

bool IsOf(const Table& table, std::size_t row, std::string_view scorecard, std::string_view candidate) {
  return table["scorecard"].texts()[row] == scorecard && table["candidate"].texts()[row] == candidate;
}

std::string Percent(const Table& table, std::string_view name, std::size_t row) {
  return Decimal::Make(table[name].int64s()[row], 7)->ToText() + " %";
}

class ScoreTeller {
 public:
  ScoreTeller(const RunResult& result, std::string_view candidate) : result_(result), candidate_(candidate) {}

  Result<std::string> Text() const {
    std::string text;
    const Table& scores = *result_.Find("scores");
    for (std::size_t row = 0; row < scores.rows(); ++row) {
      if (scores["candidate"].texts()[row] == candidate_) text += CardText(scores, row);
    }
    return text.empty() ? Result<std::string>(Unknown())
                        : Result<std::string>(base_internal::WithoutControls(candidate_) + "\n" + text);
  }

  Result<std::string> JsonText() const {
    JsonWriter json(JsonWriter::Layout::indented);
    json.BeginObject().Key("candidate").Text(candidate_).Key("scores").BeginArray();
    const Table& scores = *result_.Find("scores");
    bool found = false;
    for (std::size_t row = 0; row < scores.rows(); ++row) {
      if (scores["candidate"].texts()[row] != candidate_) continue;
      found = true;
      json.BeginObject();
      PutCells(scores, row, json);
      for (const std::string_view name : kDetails) PutDetail(name, scores["scorecard"].texts()[row], json);
      json.EndObject();
    }
    if (!found) return Unknown();
    json.EndArray().EndObject();
    return std::move(json).Finish() + "\n";
  }

 private:
  Error Unknown() const {
    Error error = MakeError(Code::not_found, "the result has no such candidate");
    error.value = candidate_;
    return error;
  }

  // "  supplier: 3.5 (1 to 4), rank 1, band A, pursue", and a line for each criterion, reason and step.
  std::string CardText(const Table& scores, std::size_t row) const {
    const std::string card = Shown(scores, "scorecard", row);
    std::string text = "  " + card + ": ";
    const std::string score = Shown(scores, "score", row);
    text += score.empty() ? "no score" : score + ", rank " + Shown(scores, "rank", row);
    const std::pair<std::string_view, std::string_view> parts[] = {{"band", ", band "}, {"decision", ": "}};
    for (const auto& [column, before] : parts) {
      if (const std::string part = Shown(scores, column, row); !part.empty()) text += std::string(before) + part;
    }
    text += "; " + Percent(scores, "coverage", row) + " of what applies is known";
    if (const std::string lowest = Shown(scores, "lowest", row), highest = Shown(scores, "highest", row);
        lowest != highest) {
      text += ", the score lies between " + lowest + " and " + highest;
    }
    if (const std::string flags = Shown(scores, "flags", row); !flags.empty()) text += " (" + flags + ")";
    return text + "\n" + LeavesText(card) + ReasonsText(card) + StepsText(card);
  }

  std::string LeavesText(std::string_view card) const {
    const Table& leaves = *result_.Find("score_contributions");
    std::string text;
    for (std::size_t row = 0; row < leaves.rows(); ++row) {
      if (!IsOf(leaves, row, card, candidate_)) continue;
      text += "    " + Shown(leaves, "criterion", row) + ", weight " + Percent(leaves, "weight", row) + ": ";
      const std::string level = Shown(leaves, "level", row);
      const std::string anchor = Shown(leaves, "anchor", row);
      const std::string value = Shown(leaves, "value", row);
      const std::string points = Shown(leaves, "points", row);
      std::string what = !value.empty() ? value : level;
      if (!value.empty() && !level.empty()) what += " (" + level + ")";
      if (what.empty())
        what = Shown(leaves, "state", row) + (Shown(leaves, "reason", row).empty() ? "" : ", ") +
               Shown(leaves, "reason", row);
      text += what;
      if (!anchor.empty()) text += ", \"" + anchor + "\"";
      if (const std::string period = Shown(leaves, "period", row); !period.empty()) text += ", of " + period;
      if (leaves["stale"].int32s()[row] != 0) text += " (stale)";
      if (!points.empty()) text += ", " + points + " points, gives " + Shown(leaves, "contribution", row);
      if (const std::string knock_out = Shown(leaves, "knock_out", row); !knock_out.empty()) {
        text += "; knock-out " + knock_out;
      }
      text += "\n";
    }
    return text;
  }

  std::string ReasonsText(std::string_view card) const {
    const Table& reasons = *result_.Find("score_reasons");
    std::string text;
    for (std::size_t row = 0; row < reasons.rows(); ++row) {
      if (!IsOf(reasons, row, card, candidate_)) continue;
      text += (text.empty() ? "    reasons: " : ", ") + Shown(reasons, "code", row) + " (" +
              Shown(reasons, "points", row) + ")";
    }
    return text.empty() ? text : text + "\n";
  }

  std::string StepsText(std::string_view card) const {
    const Table& steps = *result_.Find("score_steps");
    std::string text;
    std::string goal;
    for (std::size_t row = 0; row < steps.rows(); ++row) {
      if (!IsOf(steps, row, card, candidate_)) continue;
      const bool starts = goal != steps["goal"].texts()[row];
      goal = steps["goal"].texts()[row];
      if (starts && !text.empty()) text += "\n";
      const std::string band = Shown(steps, "band", row);
      if (starts) text += goal == "weakest" ? "    keeps " + band + " down to: " : "    reaches " + band + " by: ";
      text += (starts ? "" : ", ") + Shown(steps, "criterion", row) + " " + Shown(steps, "from_level", row) + " -> " +
              Shown(steps, "to_level", row);
    }
    return text.empty() ? text : text + "\n";
  }

  static void PutCells(const Table& table, std::size_t row, JsonWriter& json) {
    for (const Column& column : table.columns()) {
      if (column.name() == "candidate") continue;
      json.Key(column.name());
      const std::string shown = Shown(table, column.name(), row);
      column.valid(row) ? json.Text(shown) : json.Null();
    }
  }

  void PutDetail(std::string_view name, std::string_view card, JsonWriter& json) const {
    const Table& table = *result_.Find(name);
    json.Key(name).BeginArray();
    for (std::size_t row = 0; row < table.rows(); ++row) {
      if (!IsOf(table, row, card, candidate_)) continue;
      json.BeginObject();
      PutCells(table, row, json);
      json.EndObject();
    }
    json.EndArray();
  }

  const RunResult& result_;
  std::string candidate_;
};

}  // namespace

Result<std::string> ExplainScore(const RunResult& result, std::string_view candidate, ExplainForm form) {
  const ScoreTeller teller(result, candidate);
  return form == ExplainForm::text ? teller.Text() : teller.JsonText();
}

}  // namespace v1
}  // namespace keyhaul
