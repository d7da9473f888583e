// The catalogue: every table and column that crosses the door, every verdict on a row and every key of a policy.
//
// It is the real contract with a host, more than any signature: capi/catalogue.json is made from it and committed, and
// a check fails when something that was once in it is removed or changes its type.
#ifndef KEYHAUL_ENGINE_CATALOGUE_H_
#define KEYHAUL_ENGINE_CATALOGUE_H_

#include <span>
#include <string>
#include <string_view>

#include "keyhaul/engine/table.h"

namespace keyhaul {
inline namespace v1 {

// All tables, inputs first.
std::span<const TableSpec> CatalogueTables();

// The entry of a table; it must exist.
const TableSpec& CatalogueTable(std::string_view name);

// The whole catalogue as JSON, ending in a line feed.
std::string CatalogueJson();

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_ENGINE_CATALOGUE_H_
