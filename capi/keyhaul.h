/* Keyhaul: tiers, scores and terms of key accounts, exact to the cent. The C interface, and the law for every binding.
 *
 * A host gives a policy (text), tables of columns (accounts, memberships, ledger rows) and gets a result: named tables
 * of columns, with an explanation behind every amount.
 *
 *   keyhaul_policy *policy = NULL;  keyhaul_book *book = NULL;  keyhaul_result *result = NULL;  keyhaul_error *error =
 * NULL; if (keyhaul_policy_parse(text, length, &policy, &error) || keyhaul_book_create(policy, &book, &error) ||
 *       keyhaul_book_add(book, &accounts, NULL, NULL, &error) ||
 *       keyhaul_book_add(book, &ledger, NULL, NULL, &error) ||
 *       keyhaul_run(policy, book, NULL, &result, &error))
 *     fprintf(stderr, "%s\n", keyhaul_error_text(error));
 *   keyhaul_result_free(result); keyhaul_book_free(book); keyhaul_policy_free(policy); keyhaul_error_free(error);
 *
 * Conventions
 *  1. Codes. Every function that can be refused returns an int32 code: 0 is success, see KEYHAUL_OK and below. The code
 *     is authoritative. The trailing keyhaul_error** may be NULL; where it is not, it is set to a new error object on
 *     failure and to NULL on success. Whatever it pointed to before is not read and not freed.
 *  2. Nothing half done. A call that fails changes nothing: no row of the batch is booked, and handles that it would
 *     have given are set to NULL.
 *  3. Handles. keyhaul_policy and keyhaul_result are immutable. A keyhaul_book is filled by one thread and may be read
 *     by many once it is not written to any more. Each is freed by its own *_free, which accepts NULL; handles may be
 *     freed in any order: a result keeps what it needs.
 *  4. Threads. Any function may be called from any thread at any time on handles that no other thread writes to.
 *     Nothing is thread-local, global or initialised; the library starts no threads.
 *  5. Text is UTF-8 with an explicit length in bytes, not terminated, unless the name ends in _text: those are
 *     terminated as well. An embedded NUL is refused.
 *  6. Numbers. Money and quantities are integers with a scale: 12345 at scale 2 is 123.45. 128-bit values are two
 *     64-bit words, low word first, two's complement. Days are int32 days since 1970-01-01. Binary floating point does
 *     not occur.
 *  7. Structs. Every struct starts with struct_size, to be set to sizeof by the caller. A struct that is shorter than
 *     this library's has its missing members taken as 0; a longer one is refused unless its further bytes are 0. All
 *     reserved members must be 0.
 *  8. Memory. Columns given by the caller are borrowed for the duration of the call only. Columns and text returned by
 *     a handle stay valid as long as the handle. Allocation failure is KEYHAUL_OUT_OF_MEMORY, never an abort.
 *  9. Names of tables and columns, and the keys of a policy, are part of this contract: keyhaul_catalogue.
 * 10. Nothing here reads or writes files, the environment, the clock or the locale.
 */
#ifndef KEYHAUL_H_
#define KEYHAUL_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define KEYHAUL_API __attribute__((visibility("default")))
#else
#define KEYHAUL_API
#endif

#define KEYHAUL_VERSION_MAJOR 0
#define KEYHAUL_VERSION_MINOR 1
#define KEYHAUL_VERSION_PATCH 0

/* Codes, in blocks by thousands with gaps. A number never changes its meaning. */
#define KEYHAUL_OK 0
/* the call: a null pointer, an unknown name, an option that cannot be, a handle in the wrong state */
#define KEYHAUL_INVALID_ARGUMENT 1000
#define KEYHAUL_WRONG_STATE 1010
#define KEYHAUL_NOT_FOUND 1020
/* the policy or the calc request */
#define KEYHAUL_POLICY_SYNTAX 2000
#define KEYHAUL_POLICY_UNKNOWN_KEY 2010
#define KEYHAUL_POLICY_MISSING_KEY 2020
#define KEYHAUL_POLICY_DUPLICATE_KEY 2030
#define KEYHAUL_POLICY_VALUE 2040
#define KEYHAUL_POLICY_UNSUPPORTED 2050
/* the data */
#define KEYHAUL_DATA_COLUMN 3000
#define KEYHAUL_DATA_VALUE 3010
#define KEYHAUL_DATA_UNKNOWN_ACCOUNT 3020
#define KEYHAUL_DATA_DUPLICATE 3030
#define KEYHAUL_DATA_CYCLE 3040
#define KEYHAUL_DATA_CONFLICT 3050
#define KEYHAUL_DATA_EMPTY 3060
/* arithmetic */
#define KEYHAUL_OVERFLOW 4000
#define KEYHAUL_DIVISION_BY_ZERO 4010
#define KEYHAUL_CURRENCY_MISMATCH 4020
#define KEYHAUL_INEXACT 4030
/* saved bytes */
#define KEYHAUL_BYTES_FOREIGN 5000
#define KEYHAUL_BYTES_VERSION 5010
#define KEYHAUL_BYTES_TRUNCATED 5020
#define KEYHAUL_BYTES_CHECKSUM 5030
#define KEYHAUL_BYTES_PLAN 5040
#define KEYHAUL_BYTES_MALFORMED 5050
/* the machine */
#define KEYHAUL_OUT_OF_MEMORY 6000
#define KEYHAUL_INPUT_OUTPUT 6010
/* a defect of Keyhaul */
#define KEYHAUL_INTERNAL 9000

typedef struct keyhaul_policy keyhaul_policy; /* what is decided: tiers, terms */
typedef struct keyhaul_book keyhaul_book;     /* accounts and the totals that a policy needs of their ledger */
typedef struct keyhaul_result keyhaul_result; /* tables of a run */
typedef struct keyhaul_text keyhaul_text;     /* bytes that the library made: text or a saved book */
typedef struct keyhaul_error keyhaul_error;   /* why a call was refused, and where */

/* ---- Columns --------------------------------------------------------------------------------------------------- */

/* How a column's values are laid out. */
#define KEYHAUL_INT64 1      /* int64_t, with `scale` */
#define KEYHAUL_INT128 2     /* two uint64_t words, low first, with `scale` */
#define KEYHAUL_DAY 3        /* int32_t days since 1970-01-01 */
#define KEYHAUL_INT32 4      /* int32_t */
#define KEYHAUL_TEXT32 5     /* UTF-8 bytes in `values`; int32_t offsets[rows + 1] in `offsets` (Arrow's utf8) */
#define KEYHAUL_TEXT64 6     /* the same with int64_t offsets (Arrow's large_utf8) */
#define KEYHAUL_TEXT_FIXED 7 /* `width` bytes each; trailing spaces are no part of the value (COBOL's PIC X) */

/* One column of a table. Where a table wants a day or a number, text is accepted too: "2026-01-31", "1234.50".
 * The size of an array of columns is counted in steps of the struct_size of its first element. */
typedef struct keyhaul_column {
  uint64_t struct_size;
  const char* name;
  uint64_t name_length;
  int32_t type;            /* KEYHAUL_INT64 ... */
  int32_t scale;           /* decimals of KEYHAUL_INT64 and KEYHAUL_INT128: 0 to 18 */
  const void* values;      /* see the types */
  const void* offsets;     /* of KEYHAUL_TEXT32 and KEYHAUL_TEXT64, else NULL */
  uint64_t width;          /* of KEYHAUL_TEXT_FIXED, else 0 */
  const uint8_t* validity; /* one byte a row, 0 = missing; NULL = nothing is missing. Empty text is missing as well. */
  uint64_t reserved;
} keyhaul_column;

/* A table: columns of one length under a name of the catalogue. */
typedef struct keyhaul_table {
  uint64_t struct_size;
  const char* name;
  uint64_t name_length;
  const keyhaul_column* columns;
  uint64_t column_count;
  uint64_t row_count;
  uint64_t reserved;
} keyhaul_table;

/* ---- Version, errors, text ------------------------------------------------------------------------------------- */

/* "0.1.0": of the library that is loaded, as against KEYHAUL_VERSION_MAJOR ... of the header. Never NULL. */
KEYHAUL_API const char* keyhaul_version_text(void);

/* Parts of an error. All accept NULL (and then return 0, -1 for a row, or ""). Text is terminated and lives as long as
 * the error. `_text` is the whole in one line; `_message` the same without the place. */
KEYHAUL_API int32_t keyhaul_error_code(const keyhaul_error* error);
KEYHAUL_API const char* keyhaul_error_text(const keyhaul_error* error);
/* `part` is one of the KEYHAUL_ERROR_* below; an unknown part is "". */
#define KEYHAUL_ERROR_MESSAGE 1 /* without the place */
#define KEYHAUL_ERROR_TABLE 2
#define KEYHAUL_ERROR_COLUMN 3
#define KEYHAUL_ERROR_VALUE 4 /* the refused value */
#define KEYHAUL_ERROR_PATH 5  /* in the policy: "terms[2].schedule.brackets[1].from" */
#define KEYHAUL_ERROR_RULE 6  /* id of the rule that refused: "TERMS-03" */
KEYHAUL_API const char* keyhaul_error_part_text(const keyhaul_error* error, int32_t part);
/* `position` is one of the KEYHAUL_POSITION_* below. Zero-based row of the table as it was given, or -1; one-based line
 * and column of the policy text, or 0. */
#define KEYHAUL_POSITION_ROW 1
#define KEYHAUL_POSITION_LINE 2
#define KEYHAUL_POSITION_LINE_COLUMN 3
KEYHAUL_API int64_t keyhaul_error_position(const keyhaul_error* error, int32_t position);
KEYHAUL_API void keyhaul_error_free(keyhaul_error* error);

/* The bytes of a text; terminated by a NUL that is not counted. NULL gives "" and 0. */
KEYHAUL_API const char* keyhaul_text_data(const keyhaul_text* text);
KEYHAUL_API uint64_t keyhaul_text_length(const keyhaul_text* text);
KEYHAUL_API void keyhaul_text_free(keyhaul_text* text);

/* ---- Policy ---------------------------------------------------------------------------------------------------- */

/* Reads a policy from JSON (docs/POLICY.md). Errors name line, column and path. */
KEYHAUL_API int32_t keyhaul_policy_parse(const char* json, uint64_t length, keyhaul_policy** policy,
                                         keyhaul_error** error);
KEYHAUL_API void keyhaul_policy_free(keyhaul_policy* policy);
/* The digest that every result of this policy carries: a version 5 UUID of the policy's canonical text. Lives as long
 * as the policy; "" for NULL. */
KEYHAUL_API const char* keyhaul_policy_digest_text(const keyhaul_policy* policy);
/* What a careful reader would ask about a policy that is valid, as a result with the table `findings`. */
KEYHAUL_API int32_t keyhaul_policy_lint(const keyhaul_policy* policy, keyhaul_result** result, keyhaul_error** error);

/* ---- Book ------------------------------------------------------------------------------------------------------ */

/* An empty book for a policy. */
KEYHAUL_API int32_t keyhaul_book_create(const keyhaul_policy* policy, keyhaul_book** book, keyhaul_error** error);
KEYHAUL_API void keyhaul_book_free(keyhaul_book* book);

typedef struct keyhaul_add_options {
  uint64_t struct_size;
  int32_t skip_refused_rows; /* 0: one refused row refuses the batch; 1: refused rows are left out, see `verdicts` */
  int32_t open_accounts;     /* 1: a ledger row of an account that the book does not know opens it */
  uint64_t reserved;
} keyhaul_add_options;

/* Adds rows to the book: the table is named "accounts", "memberships" or "ledger", and the catalogue lists the columns
 * of each. `verdicts`, if not NULL, has room for one int32 per row and takes 0 for a row that is booked, else why it is
 * not (`verdicts` in the catalogue); it is filled whether the call succeeds or not. `options` may be NULL. */
KEYHAUL_API int32_t keyhaul_book_add(keyhaul_book* book, const keyhaul_table* table, const keyhaul_add_options* options,
                                     int32_t* verdicts, keyhaul_error** error);
/* Adds all of `other` to `book`. Both must be of one measure plan; `other` is left as it is. */
KEYHAUL_API int32_t keyhaul_book_merge(keyhaul_book* book, const keyhaul_book* other, keyhaul_error** error);
/* The book as bytes, the same for equal contents whatever way they came in, and back. */
KEYHAUL_API int32_t keyhaul_book_save(const keyhaul_book* book, keyhaul_text** bytes, keyhaul_error** error);
KEYHAUL_API int32_t keyhaul_book_load(const keyhaul_policy* policy, const void* bytes, uint64_t length,
                                      keyhaul_book** book, keyhaul_error** error);

/* ---- Run and result -------------------------------------------------------------------------------------------- */

typedef struct keyhaul_run_options {
  uint64_t struct_size;
  int32_t has_as_of;          /* 0: the last day of the ledger; 1: `as_of_day` */
  int32_t as_of_day;          /* days since 1970-01-01 */
  int32_t omit_explanations;  /* 1: leave the table `explanations` empty; keyhaul_explain works all the same */
  int32_t omit_terms;         /* 1: tiers only, no tables `settlements`, `booked` and `explanations` */
  const keyhaul_table* state; /* what earlier runs left: "booked" and "tier_states" of their result, "tier_overrides" */
  uint64_t state_count;       /* number of tables in `state` */
  uint64_t reserved;
} keyhaul_run_options;

/* Tiers and settlements of a book under its policy. State is the caller's: what has been booked before comes in by the
 * options and goes out as a table of the result. `options` may be NULL. */
KEYHAUL_API int32_t keyhaul_run(const keyhaul_policy* policy, const keyhaul_book* book,
                                const keyhaul_run_options* options, keyhaul_result** result, keyhaul_error** error);
/* Scores of candidates by the scorecards of a policy, which need no book. `tables` are "facts" and, where a scorecard
 * has hysteresis, "score_states" of the result before. The result has the tables score_run, scores, those that explain
 * them and score_states. */
KEYHAUL_API int32_t keyhaul_score(const keyhaul_policy* policy, const keyhaul_table* tables, uint64_t tables_count,
                                  keyhaul_result** result, keyhaul_error** error);
KEYHAUL_API void keyhaul_result_free(keyhaul_result* result);

/* Tables of a result by index, in an order that does not change within a version. A name is NULL beyond the last. */
KEYHAUL_API uint64_t keyhaul_result_table_count(const keyhaul_result* result);
KEYHAUL_API const char* keyhaul_result_table_text(const keyhaul_result* result, uint64_t table);
/* Index, rows and columns of a table by name. Any of the out parameters may be NULL. */
KEYHAUL_API int32_t keyhaul_result_find(const keyhaul_result* result, const char* table_text, uint64_t* table,
                                        uint64_t* rows, uint64_t* columns, keyhaul_error** error);
/* One column of a table, by index. `column->struct_size` must be set; the rest is filled in and borrowed from the
 * result. Text comes as KEYHAUL_TEXT64. */
KEYHAUL_API int32_t keyhaul_result_column(const keyhaul_result* result, uint64_t table, uint64_t index,
                                          keyhaul_column* column, keyhaul_error** error);

/* How an account's tier and amounts, or a candidate's scores, came about: as text a person reads (KEYHAUL_EXPLAIN_TEXT)
 * or as JSON. */
#define KEYHAUL_EXPLAIN_TEXT 1
#define KEYHAUL_EXPLAIN_JSON 2
KEYHAUL_API int32_t keyhaul_explain(const keyhaul_result* result, const char* account, uint64_t account_length,
                                    int32_t form, keyhaul_text** text, keyhaul_error** error);

/* All statements of an account in a result whose policy asks for them: as text a person reads, or as a JSON array that
 * holds all that it takes to compute them again. `form` is as above. */
KEYHAUL_API int32_t keyhaul_statement(const keyhaul_result* result, const char* account, uint64_t account_length,
                                      int32_t form, keyhaul_text** text, keyhaul_error** error);
/* Computes statements again, from their JSON and the text of their policy alone, by code that shares nothing with what
 * made them. The report is {"statements": 2, "lines": 5, "differences": [{"path", "found", "expected"}, ...],
 * "not_judged": [{"path", "why"}, ...]}; a difference is no error. Not judged is what something decides that is not in
 * the document. Refused is what cannot be read, and a document without statements. docs/VERIFY.md has the rest. */
KEYHAUL_API int32_t keyhaul_verify(const char* policy, uint64_t policy_length, const char* statement,
                                   uint64_t statement_length, keyhaul_text** report, keyhaul_error** error);

/* Two rules over one ledger, or one rule at two times, as a result of its own: who has another tier in `to` than in
 * `from`, what value moves with them and which condition decided, in the tables `comparison`, `tier_changes` and
 * `tier_change_summary`. Both must be results of keyhaul_run with tiers, in one currency, by values of one unit and
 * scale. Or both are results of keyhaul_score: then the tables are `score_comparison_run`, `score_comparison`, how far
 * scorecards and rankings of the same id agree (all of them, where none has), and `score_changes`, whose band or rank
 * is another one and which criterion drives it. `from` and `to` are left as they are and may be freed. */
KEYHAUL_API int32_t keyhaul_result_compare(const keyhaul_result* from, const keyhaul_result* to,
                                           keyhaul_result** result, keyhaul_error** error);

/* ---- Single rules ---------------------------------------------------------------------------------------------- */

/* Computes one rule without a ledger: JSON in, JSON out (docs/CALC.md). A refused request gives both the code and, in
 * `answer`, the error as JSON; `answer` is NULL only where memory or arguments do not allow one. */
KEYHAUL_API int32_t keyhaul_calc(const char* json, uint64_t length, keyhaul_text** answer, keyhaul_error** error);

/* The catalogue of tables, columns, verdicts and policy keys as JSON. */
KEYHAUL_API int32_t keyhaul_catalogue(keyhaul_text** json, keyhaul_error** error);

/* ---- Self-test of a binding ------------------------------------------------------------------------------------ */

/* Sizes and offsets of the structs above as this library sees them, as JSON:
 * {"keyhaul_column": {"size": 80, "members": {"struct_size": 0, "name": 8, ...}}, ...} */
KEYHAUL_API int32_t keyhaul_selftest_layout(keyhaul_text** json, keyhaul_error** error);
/* Gives back a result with the one table that it was given: text as KEYHAUL_TEXT64, all other types as they came. */
KEYHAUL_API int32_t keyhaul_selftest_echo(const keyhaul_table* table, keyhaul_result** result, keyhaul_error** error);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* KEYHAUL_H_ */
