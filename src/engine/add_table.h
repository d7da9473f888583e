// The tables of a host, into a book. AddTable (engine.h) chooses by name; on an error the book is as it was.
#ifndef KEYHAUL_SRC_ENGINE_ADD_TABLE_H_
#define KEYHAUL_SRC_ENGINE_ADD_TABLE_H_

#include <cstdint>
#include <span>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/engine.h"

namespace keyhaul {
inline namespace v1 {

Status AddAccounts(const InputTable& table, const AddOptions& options, std::span<std::int32_t> verdicts, Book* book);
Status AddMemberships(const InputTable& table, const AddOptions& options, std::span<std::int32_t> verdicts, Book* book);
Status AddLedger(const CompiledPolicy& policy, const InputTable& table, const AddOptions& options,
                 std::span<std::int32_t> verdicts, Book* book);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_ADD_TABLE_H_
