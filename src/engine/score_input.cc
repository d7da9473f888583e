// The tables of facts and of bands before, as a host gives them.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>

#include "src/engine/cells.h"
#include "src/engine/score_columns.h"
#include "src/engine/score_periods.h"
#include "src/engine/score_run.h"
#include "src/engine/score_words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The cells of a column as text, whatever the host has them as. Numbers are written into `kept`.
class CellTexts {
 public:
  static Result<CellTexts> Make(const InputTable& table, const InputColumn& column, std::vector<std::string>* kept) {
    CellTexts cells;
    if (column.type >= InputType::text32) {
      KEYHAUL_TRY(cells.texts_, ReadTexts(table, column));
      return cells;
    }
    if (column.type == InputType::day) {
      Error error = MakeError(Code::data_column, "days are no facts; expected numbers or texts");
      error.table = std::string(table.name);
      error.column = std::string(column.name);
      return error;
    }
    Refusals refusals(table.name, table.rows);
    KEYHAUL_TRY(const std::vector<int128> numbers, ReadTotals(table, column, column.scale, &refusals));
    cells.numbers_.reserve(numbers.size());
    for (std::size_t row = 0; row < numbers.size(); ++row) {
      const bool is_there = column.validity == nullptr || column.validity[row] != 0;
      const Result<Decimal> number = Decimal::Make(numbers[row], column.scale);
      if (is_there && !number.ok()) return InRow(table, row, number.error());
      cells.numbers_.push_back(is_there ? Keep(number->ToText(), kept) : std::string_view());
    }
    return cells;
  }

  std::string_view operator[](std::size_t row) const {
    if (!texts_) return numbers_[row];
    return HasText(*texts_, row) ? (*texts_)[row] : std::string_view();
  }

 private:
  // `kept` has room for all that is added to it, so that views stay good.
  static std::string_view Keep(std::string text, std::vector<std::string>* kept) {
    kept->push_back(std::move(text));
    return kept->back();
  }

  std::optional<TextColumn> texts_;
  std::vector<std::string_view> numbers_;
};

// What a row is about, by the columns that are not facts.
class RowHeads {
 public:
  static Result<RowHeads> Read(const InputTable& table, std::vector<std::string>* kept) {
    RowHeads heads;
    KEYHAUL_TRY(const InputColumn* const candidate, RequiredColumn(table, "candidate"));
    KEYHAUL_TRY(heads.candidates_, Texts(table, candidate, kept));
    KEYHAUL_TRY(heads.periods_, Texts(table, FindColumn(table, "period"), kept));
    KEYHAUL_TRY(heads.raters_, Texts(table, FindColumn(table, "rater"), kept));
    KEYHAUL_TRY(heads.weights_, Texts(table, FindColumn(table, "rater_weight"), kept));
    for (std::size_t row = 0; row < table.rows; ++row) {
      for (const auto& [name, text] :
           {std::pair{"candidate", heads.candidates_[row]}, std::pair{"period", heads.periods_[row]},
            std::pair{"rater", heads.raters_[row]}}) {
        if (IsPlainText(text) && IsShortText(text)) continue;
        Error error = MakeError(Code::data_value,
                                "is no UTF-8 text without NUL of " + std::to_string(kMaxTextBytes) + " bytes at most");
        error.column = name;
        return InRow(table, row, std::move(error));
      }
      if (!heads.candidates_[row].empty()) continue;
      Error error = MakeError(Code::data_value, "is missing; a value is expected");
      error.column = "candidate";
      return InRow(table, row, std::move(error));
    }
    heads.candidate_names_ = SortedNames(heads.candidates_);
    Result<std::vector<std::string_view>> periods =
        SortedPeriods(heads.periods_, [](std::size_t row) { return "row " + std::to_string(row + 1); });
    if (!periods.ok()) {
      Error error = std::move(periods).error();
      error.column = "period";
      const auto row = static_cast<std::size_t>(error.row);
      return InRow(table, row, std::move(error));
    }
    heads.period_names_ = *std::move(periods);
    heads.rater_names_ = SortedNames(heads.raters_);
    return heads;
  }

  const std::vector<std::string_view>& candidates() const { return candidate_names_; }
  const std::vector<std::string_view>& periods() const { return period_names_; }
  const std::vector<std::string_view>& raters() const { return rater_names_; }

  Result<FactCell> At(const InputTable& table, std::size_t row) const {
    FactCell cell;
    cell.origin = static_cast<std::int64_t>(row);
    cell.candidate = PlaceIn(candidate_names_, candidates_[row]);
    cell.period = PlaceOfPeriod(period_names_, periods_[row]);
    cell.rater = PlaceIn(rater_names_, raters_[row]);
    if (weights_[row].empty()) {
      KEYHAUL_TRY(cell.weight, RaterWeight(Decimal::FromInteger(1)));
      return cell;
    }
    Result<Decimal> weight = Decimal::Parse(weights_[row]);
    Result<std::int64_t> units = weight.ok() ? RaterWeight(*weight) : Result<std::int64_t>(std::move(weight).error());
    if (units.ok()) {
      cell.weight = *units;
      return cell;
    }
    Error error = std::move(units).error();
    error.column = "rater_weight";
    error.value = std::string(weights_[row]);
    return InRow(table, row, std::move(error));
  }

 private:
  static Result<std::vector<std::string_view>> Texts(const InputTable& table, const InputColumn* column,
                                                     std::vector<std::string>* kept) {
    std::vector<std::string_view> texts(table.rows);
    if (column == nullptr) return texts;
    KEYHAUL_TRY(const CellTexts cells, CellTexts::Make(table, *column, kept));
    for (std::size_t row = 0; row < table.rows; ++row) texts[row] = cells[row];
    return texts;
  }

  std::vector<std::string_view> candidates_;
  std::vector<std::string_view> periods_;
  std::vector<std::string_view> raters_;
  std::vector<std::string_view> weights_;
  std::vector<std::string_view> candidate_names_;
  std::vector<std::string_view> period_names_;
  std::vector<std::string_view> rater_names_;
};

}  // namespace

Result<FactTable> ReadFacts(const InputTable& table, std::span<const Scorecard> cards,
                            std::span<const RankingRule> rankings) {
  KEYHAUL_TRY(const std::vector<AskedFact> asked, FactsAskedFor(cards, rankings));
  KEYHAUL_CHECK(CheckFactColumns(table, asked));
  FactTable facts;
  facts.kept.reserve(table.rows * table.columns.size());
  KEYHAUL_TRY(const RowHeads heads, RowHeads::Read(table, &facts.kept));
  facts.candidates = heads.candidates();
  facts.periods = heads.periods();
  facts.raters = heads.raters();
  facts.other_columns = OtherColumns(table, asked);
  std::vector<FactCell> rows;
  rows.reserve(table.rows);
  for (std::size_t row = 0; row < table.rows; ++row) {
    KEYHAUL_TRY(const FactCell cell, heads.At(table, row));
    rows.push_back(cell);
  }
  for (const InputColumn& column : table.columns) {
    if (!IsAskedFor(asked, column.name)) continue;
    KEYHAUL_TRY(const CellTexts cells, CellTexts::Make(table, column, &facts.kept));
    const std::int32_t fact = facts.sheet.PlaceOfFact(column.name);
    for (std::size_t row = 0; row < table.rows; ++row) {
      if (cells[row].empty()) continue;
      FactCell cell = rows[row];
      cell.fact = fact;
      cell.value = cells[row];
      facts.sheet.Add(cell);
    }
  }
  Status sealed = facts.sheet.Seal(facts.candidates.size());
  if (sealed.ok()) return facts;
  Error error = std::move(sealed).error();
  error.table = std::string(table.name);
  return error;
}

Result<ScoreStates> ReadScoreStates(const InputTable* table, std::span<const Scorecard> cards,
                                    std::span<const std::string_view> candidates) {
  ScoreStates states;
  states.bands.assign(cards.size(), std::vector<std::int32_t>(candidates.size(), -1));
  if (table == nullptr) return states;
  constexpr std::string_view kColumns[] = {"scorecard", "candidate", "band"};
  KEYHAUL_CHECK(CheckColumnNames(*table, kColumns));
  std::vector<TextColumn> columns;
  for (const std::string_view name : kColumns) {
    KEYHAUL_TRY(const InputColumn* const column, RequiredColumn(*table, name));
    KEYHAUL_TRY(const TextColumn texts, ReadTexts(*table, *column));
    columns.push_back(texts);
  }
  std::set<std::pair<std::string_view, std::string_view>> absent;
  for (std::size_t row = 0; row < table->rows; ++row) {
    const auto refusal = [&](Code code, std::string message) {
      Error error = MakeError(code, std::move(message));
      error.column = "band";
      error.value = std::string(columns[2][row]);
      error.rule = "ENGINE-80";
      return InRow(*table, row, std::move(error));
    };
    constexpr std::string_view kTwice = "the candidate has a band by this scorecard already";
    const auto card =
        std::find_if(cards.begin(), cards.end(), [&](const Scorecard& one) { return one.id == columns[0][row]; });
    const auto who = std::lower_bound(candidates.begin(), candidates.end(), columns[1][row]);
    if (!HasText(columns[2], row)) continue;
    if (card == cards.end() || who == candidates.end() || *who != columns[1][row]) {
      if (!absent.emplace(columns[0][row], columns[1][row]).second) {
        return refusal(Code::data_duplicate, std::string(kTwice));
      }
      states.absent.push_back({columns[0][row], columns[1][row], columns[2][row]});
      continue;
    }
    const auto band = std::find_if(card->bands.begin(), card->bands.end(),
                                   [&](const ScoreBand& one) { return one.name == columns[2][row]; });
    if (band == card->bands.end()) {
      return refusal(Code::data_value, "is no band of the scorecard \"" + card->id + "\"");
    }
    std::int32_t& before =
        states
            .bands[static_cast<std::size_t>(card - cards.begin())][static_cast<std::size_t>(who - candidates.begin())];
    if (before >= 0) return refusal(Code::data_duplicate, std::string(kTwice));
    before = static_cast<std::int32_t>(band - card->bands.begin());
  }
  return states;
}

}  // namespace v1
}  // namespace keyhaul
