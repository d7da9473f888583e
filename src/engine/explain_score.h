// How a candidate's scores came about.
#ifndef KEYHAUL_SRC_ENGINE_EXPLAIN_SCORE_H_
#define KEYHAUL_SRC_ENGINE_EXPLAIN_SCORE_H_

#include <string>
#include <string_view>

#include "keyhaul/base/error.h"
#include "keyhaul/engine/engine.h"

namespace keyhaul {
inline namespace v1 {

// Of a result of Score.
Result<std::string> ExplainScore(const RunResult& result, std::string_view candidate, ExplainForm form);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_EXPLAIN_SCORE_H_
