#include "handles.h"

using keyhaul::Status;
namespace capi = keyhaul::capi;

namespace {

// Tables that stand one after the other. `columns` holds what they refer to, one vector per table.
Status ReadTables(const keyhaul_table* first, uint64_t count, const std::string& name,
                  std::vector<std::vector<keyhaul::InputColumn>>* columns, std::vector<keyhaul::InputTable>* tables) {
  constexpr uint64_t kMaxTables = 64;
  if (count > kMaxTables) return capi::InvalidArgument(name + "_count is " + std::to_string(count));
  if (count == 0) return {};
  KEYHAUL_CHECK(capi::Required(first, name.c_str()));
  uint64_t stride = 0;
  KEYHAUL_TRY(stride, capi::StrideOf(first, "keyhaul_table"));
  columns->resize(count);
  const auto* bytes = reinterpret_cast<const unsigned char*>(first);
  for (uint64_t i = 0; i < count; ++i) {
    const auto* given = reinterpret_cast<const keyhaul_table*>(bytes + i * stride);
    KEYHAUL_TRY(const keyhaul::InputTable table, capi::ReadTable(given, &(*columns)[i]));
    tables->push_back(table);
  }
  return {};
}

}  // namespace

extern "C" {

int32_t keyhaul_run(const keyhaul_policy* policy, const keyhaul_book* book, const keyhaul_run_options* options,
                    keyhaul_result** result, keyhaul_error** error) {
  if (result != nullptr) *result = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(policy, "policy"));
    KEYHAUL_CHECK(capi::Required(book, "book"));
    KEYHAUL_CHECK(capi::Required(result, "result"));
    keyhaul_run_options raw{};
    if (options != nullptr) KEYHAUL_CHECK(capi::ReadStruct(options, "keyhaul_run_options", &raw));
    KEYHAUL_CHECK(capi::IsSwitch(raw.has_as_of, "keyhaul_run_options.has_as_of"));
    KEYHAUL_CHECK(capi::IsSwitch(raw.omit_explanations, "keyhaul_run_options.omit_explanations"));
    KEYHAUL_CHECK(capi::IsSwitch(raw.omit_terms, "keyhaul_run_options.omit_terms"));
    KEYHAUL_CHECK(capi::IsReserved(raw.reserved, "keyhaul_run_options.reserved"));
    std::vector<std::vector<keyhaul::InputColumn>> columns;
    std::vector<keyhaul::InputTable> state;
    KEYHAUL_CHECK(ReadTables(raw.state, raw.state_count, "keyhaul_run_options.state", &columns, &state));
    keyhaul::RunOptions run;
    if (raw.has_as_of != 0) {
      const keyhaul::Result<keyhaul::Day> as_of = keyhaul::Day::FromNumber(raw.as_of_day);
      if (!as_of.ok()) return capi::InvalidArgument("keyhaul_run_options.as_of_day: " + as_of.error().message);
      run.as_of = *as_of;
    }
    run.omit_explanations = raw.omit_explanations != 0;
    run.omit_terms = raw.omit_terms != 0;
    run.state = state;
    KEYHAUL_TRY(keyhaul::RunResult made, keyhaul::Run(policy->compiled, book->book, run));
    *result = new keyhaul_result{std::move(made)};
    return {};
  });
}

int32_t keyhaul_score(const keyhaul_policy* policy, const keyhaul_table* tables, uint64_t tables_count,
                      keyhaul_result** result, keyhaul_error** error) {
  if (result != nullptr) *result = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(policy, "policy"));
    KEYHAUL_CHECK(capi::Required(result, "result"));
    std::vector<std::vector<keyhaul::InputColumn>> columns;
    std::vector<keyhaul::InputTable> inputs;
    KEYHAUL_CHECK(ReadTables(tables, tables_count, "tables", &columns, &inputs));
    KEYHAUL_TRY(keyhaul::RunResult made, keyhaul::Score(policy->compiled, inputs));
    *result = new keyhaul_result{std::move(made)};
    return {};
  });
}

int32_t keyhaul_result_compare(const keyhaul_result* from, const keyhaul_result* to, keyhaul_result** result,
                               keyhaul_error** error) {
  if (result != nullptr) *result = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(from, "from"));
    KEYHAUL_CHECK(capi::Required(to, "to"));
    KEYHAUL_CHECK(capi::Required(result, "result"));
    const bool is_of_scores = from->result.Find("score_run") != nullptr || to->result.Find("score_run") != nullptr;
    KEYHAUL_TRY(keyhaul::RunResult made, is_of_scores ? keyhaul::CompareScores(from->result, to->result)
                                                      : keyhaul::CompareTiers(from->result, to->result));
    *result = new keyhaul_result{std::move(made)};
    return {};
  });
}

int32_t keyhaul_explain(const keyhaul_result* result, const char* account, uint64_t account_length, int32_t form,
                        keyhaul_text** text, keyhaul_error** error) {
  if (text != nullptr) *text = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(result, "result"));
    KEYHAUL_CHECK(capi::Required(text, "text"));
    KEYHAUL_TRY(const std::string_view id, capi::ReadText(account, account_length, "account"));
    KEYHAUL_TRY(const keyhaul::ExplainForm read, capi::ReadForm(form));
    KEYHAUL_TRY(std::string explained, keyhaul::Explain(result->result, id, read));
    *text = new keyhaul_text{std::move(explained)};
    return {};
  });
}

}  // extern "C"
