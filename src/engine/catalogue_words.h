// The words in which the tables of the catalogue are written, for the files that list them.
#ifndef KEYHAUL_SRC_ENGINE_CATALOGUE_WORDS_H_
#define KEYHAUL_SRC_ENGINE_CATALOGUE_WORDS_H_

#include <string_view>

#include "keyhaul/engine/table.h"

namespace keyhaul {
inline namespace v1 {
namespace catalogue_words {

inline constexpr std::string_view kFirst = "0.1";
inline constexpr auto kText = ColumnType::text;
inline constexpr auto kDay = ColumnType::day;
inline constexpr auto kInt32 = ColumnType::integer32;
inline constexpr auto kInt64 = ColumnType::integer64;
inline constexpr auto kInt128 = ColumnType::integer128;
inline constexpr bool kRequired = false;
inline constexpr bool kNullable = true;

}  // namespace catalogue_words
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_CATALOGUE_WORDS_H_
