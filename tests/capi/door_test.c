/* The C door from plain C99: a whole run, every getter, save and load, and what a host gets wrong.
 *
 * The ledger is small enough to be checked by hand: three accounts, a marginal rebate of 2 % from 100 on. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyhaul.h"

static int failures = 0;

#define EXPECT(condition)                                                     \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      ++failures;                                                             \
    }                                                                         \
  } while (0)

#define EXPECT_TEXT(got, expected)                                                                         \
  do {                                                                                                     \
    const char* got_text = (got);                                                                          \
    if (strcmp(got_text, (expected)) != 0) {                                                               \
      fprintf(stderr, "%s:%d: got \"%s\"\n  expected \"%s\"\n", __FILE__, __LINE__, got_text, (expected)); \
      ++failures;                                                                                          \
    }                                                                                                      \
  } while (0)

static const char kPolicy[] =
    "{\"keyhaul\": 1, \"name\": \"door\", \"currency\": \"EUR\",\n"
    " \"ledger\": {\"dimensions\": [\"service\"], \"measures\": {\"revenue\": \"money\"}},\n"
    " \"tiering\": {\"value\": \"revenue\", \"window\": \"12 months\",\n"
    "   \"tiers\": [{\"name\": \"key\", \"when\": {\"share\": \"80%\"}}, {\"name\": \"small\"}]},\n"
    " \"terms\": [{\"id\": \"volume\", \"kind\": \"rebate\", \"period\": \"year\", \"qualifies_on\": \"revenue\",\n"
    "   \"schedule\": {\"accumulation\": \"marginal\",\n"
    "     \"brackets\": [{\"from\": 0, \"rate\": \"0%\"}, {\"from\": 100, \"rate\": \"2%\"}]}}]}";

/* Three rows: A 150.00 and 0.50 on two days, B 49.50; the accounts as fixed-width text, as COBOL has them. */
static const char kAccounts[] = "A   A   B   ";
static const int32_t kDays[] = {20454, 20455, 20456}; /* 2026-01-01 and the two days after it */
static const int64_t kRevenue[] = {15000, 50, 4950};
static const char kService[] = "expressexpressexpress";
static const int32_t kServiceOffsets[] = {0, 7, 14, 21};

static keyhaul_column Column(const char* name, int32_t type, const void* values) {
  keyhaul_column column;
  memset(&column, 0, sizeof column);
  column.struct_size = sizeof column;
  column.name = name;
  column.name_length = strlen(name);
  column.type = type;
  column.values = values;
  return column;
}

static keyhaul_table Table(const char* name, const keyhaul_column* columns, uint64_t column_count, uint64_t rows) {
  keyhaul_table table;
  memset(&table, 0, sizeof table);
  table.struct_size = sizeof table;
  table.name = name;
  table.name_length = strlen(name);
  table.columns = columns;
  table.column_count = column_count;
  table.row_count = rows;
  return table;
}

static void FillLedger(keyhaul_column columns[4]) {
  columns[0] = Column("account", KEYHAUL_TEXT_FIXED, kAccounts);
  columns[0].width = 4;
  columns[1] = Column("day", KEYHAUL_DAY, kDays);
  columns[2] = Column("revenue", KEYHAUL_INT64, kRevenue);
  columns[2].scale = 2;
  columns[3] = Column("service", KEYHAUL_TEXT32, kService);
  columns[3].offsets = kServiceOffsets;
}

static keyhaul_policy* ParsePolicy(void) {
  keyhaul_policy* policy = NULL;
  keyhaul_error* error = NULL;
  EXPECT(keyhaul_policy_parse(kPolicy, strlen(kPolicy), &policy, &error) == KEYHAUL_OK);
  EXPECT(error == NULL);
  return policy;
}

static keyhaul_book* FillBook(const keyhaul_policy* policy) {
  keyhaul_book* book = NULL;
  keyhaul_error* error = NULL;
  keyhaul_column columns[4];
  keyhaul_table ledger;
  keyhaul_add_options options;
  int32_t verdicts[3] = {-1, -1, -1};
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.open_accounts = 1;
  FillLedger(columns);
  ledger = Table("ledger", columns, 4, 3);
  EXPECT(keyhaul_book_create(policy, &book, &error) == KEYHAUL_OK);
  EXPECT(keyhaul_book_add(book, &ledger, &options, verdicts, &error) == KEYHAUL_OK);
  EXPECT_TEXT(keyhaul_error_text(error), "");
  EXPECT(verdicts[0] == 0 && verdicts[1] == 0 && verdicts[2] == 0);
  return book;
}

/* The index of a column of a result's table, by name. */
static keyhaul_column ResultColumn(const keyhaul_result* result, const char* table, const char* name) {
  uint64_t index = 0, rows = 0, columns = 0, i;
  keyhaul_column column = Column("", 0, NULL);
  EXPECT(keyhaul_result_find(result, table, &index, &rows, &columns, NULL) == KEYHAUL_OK);
  for (i = 0; i < columns; ++i) {
    EXPECT(keyhaul_result_column(result, index, i, &column, NULL) == KEYHAUL_OK);
    if (column.name_length == strlen(name) && memcmp(column.name, name, column.name_length) == 0) return column;
  }
  fprintf(stderr, "no column %s.%s\n", table, name);
  ++failures;
  return Column("", 0, NULL);
}

static int64_t Low(keyhaul_column column, uint64_t row) { return (int64_t)((const uint64_t*)column.values)[2 * row]; }

/* CAPI-01 */
static void TestRun(void) {
  keyhaul_policy* policy = ParsePolicy();
  keyhaul_book* book = FillBook(policy);
  keyhaul_result* result = NULL;
  keyhaul_text* text = NULL;
  keyhaul_column column;
  EXPECT(keyhaul_run(policy, book, NULL, &result, NULL) == KEYHAUL_OK);
  /* A result keeps what it needs. */
  keyhaul_policy_free(policy);
  keyhaul_book_free(book);

  /* A has 150.50 of 200.00: 80 % are 160.00, so B crosses and is key too. */
  column = ResultColumn(result, "tiers", "tier");
  EXPECT(column.type == KEYHAUL_TEXT64);
  EXPECT(memcmp(column.values, "keykey", 6) == 0);
  column = ResultColumn(result, "tiers", "value");
  EXPECT(column.type == KEYHAUL_INT128 && column.scale == 2);
  EXPECT(Low(column, 0) == 15050 && Low(column, 1) == 4950);
  /* 50.50 above 100 at 2 %. */
  column = ResultColumn(result, "settlements", "delta");
  EXPECT(Low(column, 0) == 101 && Low(column, 1) == 0);
  EXPECT(keyhaul_explain(result, "A", 1, KEYHAUL_EXPLAIN_TEXT, &text, NULL) == KEYHAUL_OK);
  EXPECT(strstr(keyhaul_text_data(text), "100.00 \xC3\x97 0 % + 50.50 \xC3\x97 2 % = 1.01") != NULL);
  EXPECT(strlen(keyhaul_text_data(text)) == keyhaul_text_length(text));
  keyhaul_text_free(text);
  keyhaul_result_free(result);
}

/* CAPI-02 */
static void TestSaveMergeLoad(void) {
  keyhaul_policy* policy = ParsePolicy();
  keyhaul_book* book = FillBook(policy);
  keyhaul_book* other = NULL;
  keyhaul_text *bytes = NULL, *again = NULL;
  keyhaul_error* error = NULL;
  uint64_t length;
  EXPECT(keyhaul_book_save(book, &bytes, NULL) == KEYHAUL_OK);
  length = keyhaul_text_length(bytes);
  EXPECT(keyhaul_book_load(policy, keyhaul_text_data(bytes), length, &other, NULL) == KEYHAUL_OK);
  EXPECT(keyhaul_book_save(other, &again, NULL) == KEYHAUL_OK);
  EXPECT(keyhaul_text_length(again) == length);
  EXPECT(memcmp(keyhaul_text_data(bytes), keyhaul_text_data(again), length) == 0);
  EXPECT(keyhaul_book_merge(book, other, NULL) == KEYHAUL_OK);
  keyhaul_book_free(other);
  EXPECT(keyhaul_book_load(policy, keyhaul_text_data(bytes), length - 1, &other, &error) == KEYHAUL_BYTES_TRUNCATED);
  EXPECT(other == NULL);
  keyhaul_error_free(error);
  EXPECT(keyhaul_book_load(policy, "not a book at all", 17, &other, &error) == KEYHAUL_BYTES_FOREIGN);
  keyhaul_error_free(error);
  keyhaul_text_free(bytes);
  keyhaul_text_free(again);
  keyhaul_book_free(book);
  keyhaul_policy_free(policy);
}

/* CAPI-03 */
static void TestRefusedRow(void) {
  keyhaul_policy* policy = ParsePolicy();
  keyhaul_book* book = FillBook(policy);
  keyhaul_text *before = NULL, *after = NULL;
  keyhaul_error* error = NULL;
  keyhaul_column columns[4];
  keyhaul_table ledger;
  int32_t verdicts[3] = {-1, -1, -1};
  static const char kUnknown[] = "A   C   B   ";
  EXPECT(keyhaul_book_save(book, &before, NULL) == KEYHAUL_OK);
  FillLedger(columns);
  columns[0].values = kUnknown;
  ledger = Table("ledger", columns, 4, 3);
  EXPECT(keyhaul_book_add(book, &ledger, NULL, verdicts, &error) == KEYHAUL_DATA_UNKNOWN_ACCOUNT);
  EXPECT(keyhaul_error_code(error) == KEYHAUL_DATA_UNKNOWN_ACCOUNT);
  EXPECT_TEXT(keyhaul_error_part_text(error, KEYHAUL_ERROR_TABLE), "ledger");
  EXPECT_TEXT(keyhaul_error_part_text(error, KEYHAUL_ERROR_COLUMN), "account");
  EXPECT_TEXT(keyhaul_error_part_text(error, KEYHAUL_ERROR_VALUE), "C");
  EXPECT(keyhaul_error_position(error, KEYHAUL_POSITION_ROW) == 1);
  EXPECT(verdicts[1] == 1 && verdicts[0] != 0 && verdicts[2] != 0);
  EXPECT(keyhaul_book_save(book, &after, NULL) == KEYHAUL_OK);
  EXPECT(keyhaul_text_length(before) == keyhaul_text_length(after) &&
         memcmp(keyhaul_text_data(before), keyhaul_text_data(after), keyhaul_text_length(before)) == 0);
  keyhaul_error_free(error);
  keyhaul_text_free(before);
  keyhaul_text_free(after);
  keyhaul_book_free(book);
  keyhaul_policy_free(policy);
}

/* CAPI-09: a policy saved as UTF-16, without and with a byte order mark, and a day that is none. */
static void TestWideTextAndNoDay(void) {
  static const char kWide[] = {'{', 0, '}', 0}, kMarked[] = {(char)0xFF, (char)0xFE, '{', 0};
  keyhaul_policy* policy = NULL;
  keyhaul_book* book;
  keyhaul_result* result = NULL;
  keyhaul_text* answer = NULL;
  keyhaul_error* error = NULL;
  keyhaul_run_options options;
  EXPECT(keyhaul_policy_parse(kWide, sizeof kWide, &policy, &error) == KEYHAUL_POLICY_SYNTAX);
  EXPECT(keyhaul_error_position(error, KEYHAUL_POSITION_LINE_COLUMN) == 2);
  keyhaul_error_free(error);
  EXPECT(keyhaul_policy_parse(kMarked, sizeof kMarked, &policy, NULL) == KEYHAUL_POLICY_SYNTAX);
  EXPECT(keyhaul_calc(kWide, sizeof kWide, &answer, NULL) == KEYHAUL_POLICY_SYNTAX);
  keyhaul_text_free(answer);

  policy = ParsePolicy();
  book = FillBook(policy);
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.has_as_of = 1;
  options.as_of_day = 3000000;
  EXPECT(keyhaul_run(policy, book, &options, &result, &error) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(strstr(keyhaul_error_text(error), "as_of_day: ") != NULL);
  keyhaul_error_free(error);
  keyhaul_book_free(book);
  keyhaul_policy_free(policy);
}

/* CAPI-08: the same ledger with 60 % for 80 %: A alone has 75.25 %, so B with its 49.50 is small. */
static void TestCompare(void) {
  static const char kFrom[] = "80%", kTo[] = "60%";
  char other[sizeof kPolicy];
  keyhaul_policy *from_policy = ParsePolicy(), *to_policy = NULL;
  keyhaul_book *from_book = FillBook(from_policy), *to_book;
  keyhaul_result *from = NULL, *to = NULL, *compared = NULL;
  keyhaul_error* error = NULL;
  keyhaul_run_options options;
  keyhaul_column column;
  uint64_t rows = 0;
  memcpy(other, kPolicy, sizeof kPolicy);
  memcpy(strstr(other, kFrom), kTo, strlen(kTo));
  EXPECT(keyhaul_policy_parse(other, strlen(other), &to_policy, NULL) == KEYHAUL_OK);
  to_book = FillBook(to_policy);
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.omit_terms = 1;
  EXPECT(keyhaul_run(from_policy, from_book, &options, &from, NULL) == KEYHAUL_OK);
  EXPECT(keyhaul_result_find(from, "settlements", NULL, NULL, NULL, NULL) == KEYHAUL_NOT_FOUND);
  EXPECT(keyhaul_run(to_policy, to_book, NULL, &to, NULL) == KEYHAUL_OK);
  options.omit_terms = 2;
  EXPECT(keyhaul_run(to_policy, to_book, &options, &compared, NULL) == KEYHAUL_INVALID_ARGUMENT);

  EXPECT(keyhaul_result_compare(from, to, &compared, &error) == KEYHAUL_OK);
  EXPECT_TEXT(keyhaul_error_text(error), "");
  /* It needs neither of the two any more. */
  keyhaul_result_free(from);
  keyhaul_result_free(to);
  EXPECT(keyhaul_result_find(compared, "tier_changes", NULL, &rows, NULL, NULL) == KEYHAUL_OK);
  EXPECT(rows == 1);
  column = ResultColumn(compared, "tier_changes", "account");
  EXPECT(((const char*)column.values)[0] == 'B');
  EXPECT(Low(ResultColumn(compared, "tier_changes", "value_to"), 0) == 4950);
  EXPECT(Low(ResultColumn(compared, "comparison", "value_moved"), 0) == 4950);

  /* A comparison has no tiers of its own. */
  from = compared;
  EXPECT(keyhaul_result_compare(from, from, &compared, &error) == KEYHAUL_NOT_FOUND);
  EXPECT(compared == NULL);
  keyhaul_error_free(error);
  EXPECT(keyhaul_result_compare(NULL, from, &compared, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_result_compare(from, NULL, &compared, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_result_compare(from, from, NULL, NULL) == KEYHAUL_INVALID_ARGUMENT);
  keyhaul_result_free(from);
  keyhaul_book_free(from_book);
  keyhaul_book_free(to_book);
  keyhaul_policy_free(from_policy);
  keyhaul_policy_free(to_policy);
}

/* CAPI-01, CAPI-04: A is worth 2.50 and B 10.00 of 10 parts of a score up to 100. */
static void TestScore(void) {
  static const char kScorePolicy[] =
      "{\"keyhaul\": 1, \"name\": \"s\", \"currency\": \"EUR\", \"scorecards\": [{\"id\": \"s\", \"low\": 0,\n"
      " \"high\": 100, \"criteria\": [{\"id\": \"x\", \"linear\": {\"worst\": 0, \"best\": 10}}]}]}";
  static const int64_t kNumbers[] = {250, 1000};
  keyhaul_policy* policy = NULL;
  keyhaul_result* result = NULL;
  keyhaul_error* error = NULL;
  keyhaul_column columns[2], column;
  keyhaul_table facts;
  EXPECT(keyhaul_policy_parse(kScorePolicy, strlen(kScorePolicy), &policy, &error) == KEYHAUL_OK);
  EXPECT_TEXT(keyhaul_error_text(error), "");
  columns[0] = Column("candidate", KEYHAUL_TEXT_FIXED, "A B ");
  columns[0].width = 2;
  columns[1] = Column("x", KEYHAUL_INT64, kNumbers);
  columns[1].scale = 2;
  facts = Table("facts", columns, 2, 2);
  EXPECT(keyhaul_score(policy, &facts, 1, &result, &error) == KEYHAUL_OK);
  EXPECT_TEXT(keyhaul_error_text(error), "");
  column = ResultColumn(result, "scores", "score");
  EXPECT(((const int64_t*)column.values)[0] == INT64_C(25000000000));
  EXPECT(((const int64_t*)column.values)[1] == INT64_C(100000000000));
  keyhaul_result_free(result);

  EXPECT(keyhaul_score(NULL, &facts, 1, &result, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(result == NULL);
  EXPECT(keyhaul_score(policy, NULL, 1, &result, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_score(policy, &facts, 1, NULL, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_score(policy, &facts, UINT64_MAX, &result, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_score(policy, NULL, 0, &result, NULL) == KEYHAUL_NOT_FOUND);
  columns[1].name = "y";
  EXPECT(keyhaul_score(policy, &facts, 1, &result, &error) == KEYHAUL_DATA_COLUMN);
  EXPECT(result == NULL);
  EXPECT(strstr(keyhaul_error_text(error), "column x: is not there") != NULL);
  EXPECT_TEXT(keyhaul_error_part_text(error, KEYHAUL_ERROR_PATH), "scorecards[0].criteria[0]");
  keyhaul_error_free(error);
  keyhaul_policy_free(policy);
}

/* CAPI-04: what a host gets wrong is an error that says so, and nothing else happens. */
static void TestHostileCaller(void) {
  keyhaul_policy* policy = ParsePolicy();
  keyhaul_policy* none = policy;
  keyhaul_book* book = FillBook(policy);
  keyhaul_result* result = NULL;
  keyhaul_error* error = NULL;
  keyhaul_column columns[4];
  keyhaul_table ledger;
  keyhaul_run_options options;
  struct {
    keyhaul_run_options options;
    uint64_t unknown;
  } newer;
  static const int32_t kFalling[] = {0, 7, 3, 21};

  EXPECT(keyhaul_policy_parse(NULL, 5, &none, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(none == NULL);
  EXPECT(keyhaul_policy_parse(kPolicy, 5, NULL, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_policy_parse("{}\0{}", 5, &none, NULL) == KEYHAUL_POLICY_SYNTAX);
  EXPECT(keyhaul_run(policy, NULL, NULL, &result, &error) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT_TEXT(keyhaul_error_text(error), "book is NULL");
  keyhaul_error_free(error);
  EXPECT(keyhaul_book_add(book, NULL, NULL, NULL, NULL) == KEYHAUL_INVALID_ARGUMENT);

  FillLedger(columns);
  ledger = Table("ledger", columns, 4, 3);
  columns[3].offsets = kFalling;
  EXPECT(keyhaul_book_add(book, &ledger, NULL, NULL, NULL) == KEYHAUL_DATA_COLUMN);
  FillLedger(columns);
  columns[2].scale = 19;
  EXPECT(keyhaul_book_add(book, &ledger, NULL, NULL, NULL) == KEYHAUL_DATA_COLUMN);
  FillLedger(columns);
  columns[2].type = 99;
  EXPECT(keyhaul_book_add(book, &ledger, NULL, NULL, NULL) == KEYHAUL_DATA_COLUMN);
  FillLedger(columns);
  columns[2].struct_size = 12345;
  EXPECT(keyhaul_book_add(book, &ledger, NULL, NULL, NULL) == KEYHAUL_INVALID_ARGUMENT);
  FillLedger(columns);
  ledger.row_count = UINT64_MAX;
  EXPECT(keyhaul_book_add(book, &ledger, NULL, NULL, NULL) == KEYHAUL_INVALID_ARGUMENT);
  ledger = Table("ledger", columns, UINT64_MAX, 3);
  EXPECT(keyhaul_book_add(book, &ledger, NULL, NULL, NULL) == KEYHAUL_INVALID_ARGUMENT);
  ledger = Table("tiers", columns, 4, 3);
  EXPECT(keyhaul_book_add(book, &ledger, NULL, NULL, NULL) == KEYHAUL_NOT_FOUND);

  memset(&options, 0, sizeof options);
  EXPECT(keyhaul_run(policy, book, &options, &result, NULL) == KEYHAUL_INVALID_ARGUMENT); /* no struct_size */
  memset(&newer, 0, sizeof newer);
  newer.options.struct_size = sizeof newer;
  EXPECT(keyhaul_run(policy, book, &newer.options, &result, NULL) == KEYHAUL_OK); /* a newer host, nothing new used */
  keyhaul_result_free(result);
  newer.unknown = 1;
  EXPECT(keyhaul_run(policy, book, &newer.options, &result, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(result == NULL);

  EXPECT(keyhaul_result_table_count(NULL) == 0);
  EXPECT(keyhaul_result_table_text(NULL, 0) == NULL);
  EXPECT(keyhaul_result_find(NULL, "tiers", NULL, NULL, NULL, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT_TEXT(keyhaul_text_data(NULL), "");
  EXPECT_TEXT(keyhaul_error_text(NULL), "");
  EXPECT(keyhaul_error_position(NULL, KEYHAUL_POSITION_ROW) == -1);
  keyhaul_policy_free(NULL);
  keyhaul_book_free(NULL);
  keyhaul_result_free(NULL);
  keyhaul_text_free(NULL);
  keyhaul_error_free(NULL);
  keyhaul_book_free(book);
  keyhaul_policy_free(policy);
}

/* CAPI-10: A has 150.50, of which 50.50 are above 100 at 2 %. */
static void TestStatement(void) {
  char json[2048];
  char changed[16384];
  const char kRule[] = ", \"statement\": {\"period\": \"month\", \"gross\": \"revenue\", \"group_by\": [\"service\"]}}";
  keyhaul_policy *policy = NULL, *without = ParsePolicy();
  keyhaul_book *book, *plain = FillBook(without);
  keyhaul_result* result = NULL;
  keyhaul_text *text = NULL, *report = NULL;
  char* place;
  const size_t length = strlen(kPolicy) - 1; /* without the last bracket */
  snprintf(json, sizeof json, "%.*s%s", (int)length, kPolicy, kRule);
  EXPECT(keyhaul_policy_parse(json, strlen(json), &policy, NULL) == KEYHAUL_OK);
  book = FillBook(policy);
  EXPECT(keyhaul_run(policy, book, NULL, &result, NULL) == KEYHAUL_OK);
  EXPECT(keyhaul_statement(result, "A", 1, KEYHAUL_EXPLAIN_TEXT, &text, NULL) == KEYHAUL_OK);
  EXPECT(strstr(keyhaul_text_data(text), "Statement of A, 2026-01 (interim)\n") == keyhaul_text_data(text));
  EXPECT(strstr(keyhaul_text_data(text), "150.50       0.00  150.50     1.01  service: express\n") != NULL);
  keyhaul_text_free(text);
  EXPECT(keyhaul_statement(result, "A", 1, KEYHAUL_EXPLAIN_JSON, &text, NULL) == KEYHAUL_OK);

  EXPECT(keyhaul_verify(json, strlen(json), keyhaul_text_data(text), keyhaul_text_length(text), &report, NULL) ==
         KEYHAUL_OK);
  EXPECT_TEXT(keyhaul_text_data(report),
              "{\n  \"statements\": 1,\n  \"lines\": 1,\n  \"differences\": [],\n  \"not_judged\": []\n}\n");
  keyhaul_text_free(report);
  EXPECT(keyhaul_text_length(text) < sizeof changed);
  memcpy(changed, keyhaul_text_data(text), keyhaul_text_length(text) + 1);
  place = strstr(changed, "\"gross\": \"150.50\"");
  EXPECT(place != NULL);
  if (place != NULL) place[14] = '6';
  EXPECT(keyhaul_verify(json, strlen(json), changed, strlen(changed), &report, NULL) == KEYHAUL_OK);
  EXPECT(strstr(keyhaul_text_data(report), "\"path\": \"[0].net\"") != NULL);
  keyhaul_text_free(report);
  keyhaul_text_free(text);

  EXPECT(keyhaul_verify("{", 1, "[]", 2, &report, NULL) == KEYHAUL_POLICY_SYNTAX && report == NULL);
  EXPECT(keyhaul_verify(json, strlen(json), "[]", 2, NULL, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_verify(NULL, 1, "[]", 2, &report, NULL) == KEYHAUL_INVALID_ARGUMENT && report == NULL);
  EXPECT(keyhaul_verify(json, strlen(json), NULL, 1, &report, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_verify(json, UINT64_MAX, "[]", 2, &report, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_verify(json, strlen(json), "[]", UINT64_MAX, &report, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_verify(NULL, 0, NULL, 0, &report, NULL) == KEYHAUL_POLICY_SYNTAX && report == NULL);
  EXPECT(keyhaul_verify(json, strlen(json), "\xFF", 1, &report, NULL) == KEYHAUL_POLICY_SYNTAX && report == NULL);
  EXPECT(keyhaul_statement(result, NULL, 1, KEYHAUL_EXPLAIN_JSON, &text, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_statement(result, "A", UINT64_MAX, KEYHAUL_EXPLAIN_JSON, &text, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_statement(result, "A", 1, KEYHAUL_EXPLAIN_JSON, NULL, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_statement(result, NULL, 0, KEYHAUL_EXPLAIN_JSON, &text, NULL) == KEYHAUL_NOT_FOUND && text == NULL);
  EXPECT(keyhaul_statement(result, "\xFF", 1, KEYHAUL_EXPLAIN_JSON, &text, NULL) != KEYHAUL_OK && text == NULL);
  EXPECT(keyhaul_statement(result, "X", 1, KEYHAUL_EXPLAIN_JSON, &text, NULL) == KEYHAUL_NOT_FOUND && text == NULL);
  EXPECT(keyhaul_statement(result, "A", 1, 9, &text, NULL) == KEYHAUL_INVALID_ARGUMENT);
  EXPECT(keyhaul_statement(NULL, "A", 1, KEYHAUL_EXPLAIN_TEXT, &text, NULL) == KEYHAUL_INVALID_ARGUMENT);
  keyhaul_result_free(result);
  EXPECT(keyhaul_run(without, plain, NULL, &result, NULL) == KEYHAUL_OK);
  EXPECT(keyhaul_statement(result, "A", 1, KEYHAUL_EXPLAIN_TEXT, &text, NULL) == KEYHAUL_WRONG_STATE);
  keyhaul_result_free(result);
  keyhaul_book_free(book);
  keyhaul_book_free(plain);
  keyhaul_policy_free(policy);
  keyhaul_policy_free(without);
}

static void TestPolicyError(void) {
  keyhaul_policy* policy = NULL;
  keyhaul_error* error = NULL;
  static const char kUnknownKey[] = "{\"keyhaul\": 1, \"name\": \"x\", \"currency\": \"EUR\",\n  \"curency\": 1}";
  EXPECT(keyhaul_policy_parse(kUnknownKey, strlen(kUnknownKey), &policy, &error) == KEYHAUL_POLICY_UNKNOWN_KEY);
  EXPECT(keyhaul_error_position(error, KEYHAUL_POSITION_LINE) == 2);
  EXPECT(keyhaul_error_position(error, KEYHAUL_POSITION_LINE_COLUMN) == 3);
  EXPECT_TEXT(keyhaul_error_part_text(error, KEYHAUL_ERROR_PATH), "curency");
  keyhaul_error_free(error);
}

/* CAPI-07 */
static void TestSelfTest(void) {
  keyhaul_text* json = NULL;
  keyhaul_result* result = NULL;
  keyhaul_column columns[4], column;
  keyhaul_table table;
  char expected[64];
  EXPECT(keyhaul_selftest_layout(&json, NULL) == KEYHAUL_OK);
  snprintf(expected, sizeof expected, "\"keyhaul_column\": {\"size\": %u", (unsigned)sizeof(keyhaul_column));
  EXPECT(strstr(keyhaul_text_data(json), expected) != NULL);
  keyhaul_text_free(json);
  FillLedger(columns);
  table = Table("echo", columns, 4, 3);
  EXPECT(keyhaul_selftest_echo(&table, &result, NULL) == KEYHAUL_OK);
  column = ResultColumn(result, "echo", "account");
  EXPECT(column.type == KEYHAUL_TEXT64 && memcmp(column.values, "AAB", 3) == 0);
  column = ResultColumn(result, "echo", "revenue");
  EXPECT(column.type == KEYHAUL_INT64 && column.scale == 2 && ((const int64_t*)column.values)[2] == 4950);
  keyhaul_result_free(result);
}

/* CAPI-06 */
static void TestVersion(void) {
  char version[32];
  snprintf(version, sizeof version, "%d.%d.%d", KEYHAUL_VERSION_MAJOR, KEYHAUL_VERSION_MINOR, KEYHAUL_VERSION_PATCH);
  EXPECT_TEXT(keyhaul_version_text(), version);
}

int main(void) {
  TestVersion();
  TestRun();
  TestSaveMergeLoad();
  TestRefusedRow();
  TestWideTextAndNoDay();
  TestCompare();
  TestScore();
  TestStatement();
  TestHostileCaller();
  TestPolicyError();
  TestSelfTest();
  if (failures != 0) fprintf(stderr, "%d expectations were not met\n", failures);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
