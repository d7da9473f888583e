#include "keyhaul/ledger/check.h"

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace keyhaul {
namespace {

// One column after the other, as a test wants to change them.
struct Columns {
  std::vector<std::int32_t> account;
  std::vector<std::int32_t> day;
  std::vector<std::uint8_t> kind;
  std::vector<std::string> document;
  std::vector<std::string> credits;
  std::vector<std::int64_t> revenue;
  std::vector<std::int64_t> weight;
  std::vector<std::uint8_t> weight_validity;

  explicit Columns(std::size_t rows)
      : account(rows, 0),
        day(rows, 20000),
        kind(rows, 0),
        document(rows, "D"),
        credits(rows),
        revenue(rows, 100),
        weight(rows, 5),
        weight_validity(rows, 1) {}

  void MakeCreditNote(std::size_t row) {
    kind[row] = static_cast<std::uint8_t>(RowKind::credit_note);
    credits[row] = "D";
    revenue[row] = -100;
    weight[row] = 0;
  }
};

Schema ExampleSchema() {
  Schema schema;
  schema.measures = {{"revenue", "money", 2}, {"weight", "kg", 3}};
  return schema;
}

// Texts side by side in fixed width, which is the shortest way to own a column.
class Checked {
 public:
  Checked(const Columns& columns, const CheckOptions& options, std::vector<Verdict> given = {})
      : verdicts(std::move(given)) {
    std::size_t width = 1;
    for (const auto* texts : {&columns.document, &columns.credits}) {
      for (const std::string& text : *texts) width = std::max(width, text.size());
    }
    const auto fixed = [&](const std::vector<std::string>& texts, std::string* data) {
      for (const std::string& text : texts) *data += text + std::string(width - text.size(), ' ');
      return TextColumn::FromFixedWidth(data->data(), width, texts.size());
    };
    batch.rows = columns.day.size();
    batch.account = columns.account;
    batch.day = columns.day;
    batch.kind = columns.kind;
    batch.document = fixed(columns.document, &documents_);
    batch.credits = fixed(columns.credits, &credits_);
    batch.measures = {columns.revenue, columns.weight};
    batch.measure_validity = {{}, columns.weight_validity};
    verdicts.resize(batch.rows, Verdict::accepted);
    check = CheckRows(ExampleSchema(), batch, 3, options, verdicts);
  }

  LedgerBatch batch;
  std::vector<Verdict> verdicts;
  RowCheck check;

 private:
  std::string documents_;
  std::string credits_;
};

// LEDGER-02
TEST(CheckRowsTest, AcceptsWhatIsRight) {
  Columns columns(4);
  columns.day = {kMinDay, kMaxDay, 0, -1};
  columns.account = {0, 1, 2, 2};
  columns.MakeCreditNote(1);
  columns.revenue[2] = -1;  // a negative charge is a correction, not a credit note
  const Checked checked(columns, {});
  EXPECT_EQ(checked.check.accepted, 4U);
  EXPECT_FALSE(checked.check.first_refused.has_value());
}

// LEDGER-02, LEDGER-07
TEST(CheckRowsTest, GivesEveryRowItsOwnVerdict) {
  Columns columns(8);
  columns.account[0] = -1;
  columns.account[1] = 3;
  columns.day[2] = kMaxDay + 1;
  columns.day[3] = std::numeric_limits<std::int32_t>::min();
  columns.kind[4] = 4;
  columns.weight_validity[5] = 0;
  columns.credits[6] = "D";
  const Checked checked(columns, {});
  const std::vector<Verdict> expected = {
      Verdict::unknown_account, Verdict::unknown_account,       Verdict::bad_day, Verdict::bad_day, Verdict::bad_kind,
      Verdict::missing_value,   Verdict::credits_on_other_kind, Verdict::accepted};
  EXPECT_EQ(checked.verdicts, expected);
  EXPECT_EQ(checked.check.accepted, 1U);
  EXPECT_EQ(checked.check.first_refused, 0U);
}

// LEDGER-02: account before day before kind before measures before documents.
TEST(CheckRowsTest, FirstReasonCounts) {
  Columns columns(3);
  columns.account = {9, 0, 0};
  columns.day = {kMinDay - 1, kMinDay - 1, 0};
  columns.kind = {9, 9, 9};
  columns.weight_validity = {0, 0, 0};
  const Checked checked(columns, {});
  EXPECT_EQ(checked.verdicts, (std::vector{Verdict::unknown_account, Verdict::bad_day, Verdict::bad_kind}));
}

// LEDGER-03
TEST(CheckRowsTest, CreditNoteTakesBack) {
  Columns columns(3);
  for (std::size_t row = 0; row < 3; ++row) columns.MakeCreditNote(row);
  columns.revenue[1] = 1;
  columns.revenue[2] = 0;
  const Checked checked(columns, {});
  EXPECT_EQ(checked.verdicts, (std::vector{Verdict::accepted, Verdict::positive_credit_note, Verdict::accepted}));
  columns.revenue[1] = -1;
  columns.weight[1] = 1;
  EXPECT_EQ(Checked(columns, {}).verdicts[1], Verdict::positive_credit_note);
}

// LEDGER-04
TEST(CheckRowsTest, CreditNoteNamesItsDocument) {
  Columns columns(1);
  columns.MakeCreditNote(0);
  columns.credits[0] = "";
  EXPECT_EQ(Checked(columns, {}).verdicts[0], Verdict::credit_without_document);
  CheckOptions waived;
  waived.credit_notes_name_documents = false;
  EXPECT_EQ(Checked(columns, waived).verdicts[0], Verdict::accepted);
}

// LEDGER-04
TEST(CheckRowsTest, RowsNameDocumentsWhereTheyMust) {
  Columns columns(2);
  columns.document[1] = "";
  EXPECT_EQ(Checked(columns, {}).verdicts[1], Verdict::accepted);
  CheckOptions must;
  must.rows_name_documents = true;
  EXPECT_EQ(Checked(columns, must).verdicts, (std::vector{Verdict::accepted, Verdict::missing_document}));
}

// LEDGER-08
TEST(CheckRowsTest, DocumentsThatAreKeptAreTexts) {
  Columns columns(3);
  columns.document[1] = std::string(kMaxTextBytes + 1, 'x');
  columns.document[2] = "\xFF";
  CheckOptions keeps;
  keeps.keeps_documents = true;
  const Checked checked(columns, keeps);
  EXPECT_EQ(checked.verdicts, (std::vector{Verdict::accepted, Verdict::text_too_long, Verdict::bad_text}));
  EXPECT_EQ(Checked(columns, {}).check.accepted, 3U);
}

// LEDGER-05
TEST(CheckRowsTest, RefusalsOfTheReaderStay) {
  Columns columns(3);
  columns.account[0] = -1;
  const Checked checked(columns, {}, {Verdict::bad_amount, Verdict::accepted, Verdict::bad_day});
  EXPECT_EQ(checked.verdicts, (std::vector{Verdict::bad_amount, Verdict::accepted, Verdict::bad_day}));
  EXPECT_EQ(checked.check.accepted, 1U);
}

// Blocks of 1024 rows are checked at a time; a refusal at any place must be found, and only there.
TEST(CheckRowsTest, FindsTheOneBadRowAtAnyPlace) {
  for (const std::size_t bad : {0U, 1U, 1023U, 1024U, 1025U, 2047U, 2999U}) {
    Columns columns(3000);
    columns.day[bad] = kMinDay - 1;
    const Checked checked(columns, {});
    EXPECT_EQ(checked.check.first_refused, bad);
    EXPECT_EQ(checked.check.accepted, 2999U);
    EXPECT_EQ(checked.verdicts[bad], Verdict::bad_day);
  }
}

// The same verdicts as a check that looks at one row after the other and one reason after the other.
TEST(CheckRowsTest, AgreesWithRowByRow) {
  std::mt19937_64 random(20261122);
  const auto one_in = [&](int n) { return random() % static_cast<unsigned>(n) == 0; };
  Columns columns(5000);
  std::vector<Verdict> expected;
  for (std::size_t row = 0; row < 5000; ++row) {
    if (one_in(3)) columns.MakeCreditNote(row);
    if (one_in(9)) columns.account[row] = one_in(2) ? -1 : 3;
    if (one_in(9)) columns.day[row] = one_in(2) ? kMinDay - 1 : kMaxDay + 1;
    if (one_in(9)) columns.kind[row] = 200;
    if (one_in(9)) columns.weight_validity[row] = 0;
    if (one_in(9)) columns.revenue[row] = 7;
    if (one_in(9)) columns.credits[row] = one_in(2) ? "" : "E";
    const bool credit_note = columns.kind[row] == 3;
    if (columns.account[row] < 0 || columns.account[row] > 2) {
      expected.push_back(Verdict::unknown_account);
    } else if (columns.day[row] < kMinDay || columns.day[row] > kMaxDay) {
      expected.push_back(Verdict::bad_day);
    } else if (columns.kind[row] > 3) {
      expected.push_back(Verdict::bad_kind);
    } else if (columns.weight_validity[row] == 0) {
      expected.push_back(Verdict::missing_value);
    } else if (credit_note && (columns.revenue[row] > 0 || columns.weight[row] > 0)) {
      expected.push_back(Verdict::positive_credit_note);
    } else if (credit_note && columns.credits[row].empty()) {
      expected.push_back(Verdict::credit_without_document);
    } else if (!credit_note && !columns.credits[row].empty()) {
      expected.push_back(Verdict::credits_on_other_kind);
    } else {
      expected.push_back(Verdict::accepted);
    }
  }
  EXPECT_EQ(Checked(columns, {}).verdicts, expected);
}

TEST(RowErrorTest, NamesRowColumnAndValue) {
  Columns columns(5);
  columns.day[1] = kMaxDay + 1;
  columns.MakeCreditNote(2);
  columns.revenue[2] = 250;
  columns.weight_validity[3] = 0;
  columns.kind[4] = 77;
  const Checked checked(columns, {});
  const auto error = [&](std::size_t row) {
    return RowError(ExampleSchema(), checked.batch, row, checked.verdicts[row]);
  };
  EXPECT_EQ(error(1).code, Code::data_value);
  EXPECT_EQ(error(1).column, "day");
  EXPECT_EQ(error(1).row, 1);
  EXPECT_EQ(error(2).column, "revenue");
  EXPECT_EQ(error(2).value, "250");
  EXPECT_EQ(error(2).Text(),
            "table ledger, row 3, column revenue: \"250\": a credit note takes back, so none of its measures is above "
            "zero");
  EXPECT_EQ(error(3).column, "weight");
  EXPECT_EQ(error(4).value, "77");
}

TEST(RowErrorTest, UnknownAccountIsNamedAsText) {
  const std::string data = "ACME GLOBEX";
  const std::int32_t offsets[] = {0, 4, 4, 11};
  const TextColumn accounts = TextColumn::FromOffsets32(data.data(), offsets, 3);
  const Error error = UnknownAccountError(accounts, 0);
  EXPECT_EQ(error.code, Code::data_unknown_account);
  EXPECT_EQ(error.value, "ACME");
  EXPECT_EQ(error.Text(), "table ledger, row 1, column account: \"ACME\" is no account of the book");
  EXPECT_EQ(UnknownAccountError(accounts, 1).message, "the row has no account");
}

// Numbers and names of verdicts go through the C door.
TEST(VerdictTest, NumbersAndNamesAreStable) {
  const std::vector<std::string> names = {"accepted",
                                          "unknown_account",
                                          "bad_day",
                                          "bad_kind",
                                          "bad_amount",
                                          "missing_value",
                                          "positive_credit_note",
                                          "credit_without_document",
                                          "credits_on_other_kind",
                                          "missing_document",
                                          "text_too_long",
                                          "bad_text",
                                          "batch_refused",
                                          "bad_currency"};
  ASSERT_EQ(names.size(), static_cast<std::size_t>(kVerdicts));
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto verdict = static_cast<Verdict>(i);
    EXPECT_EQ(Name(verdict), names[i]);
    EXPECT_FALSE(Sentence(verdict).empty());
  }
}

TEST(RowKindTest, NamesAreThePolicysWords) {
  for (const RowKind kind : {RowKind::charge, RowKind::surcharge, RowKind::adjustment, RowKind::credit_note}) {
    EXPECT_EQ(ParseRowKind(Name(kind)), kind);
  }
  EXPECT_EQ(Name(RowKind::credit_note), "credit_note");
  EXPECT_FALSE(ParseRowKind("refund").has_value());
}

}  // namespace
}  // namespace keyhaul
