// The door of the ledger: booked rows as borrowed columns, the schema that names their dimensions and measures, and the
// check that gives every row a verdict.
#ifndef KEYHAUL_LEDGER_H_
#define KEYHAUL_LEDGER_H_

#include "keyhaul/ledger/attribution.h"
#include "keyhaul/ledger/batch.h"
#include "keyhaul/ledger/check.h"
#include "keyhaul/ledger/columns.h"
#include "keyhaul/ledger/convert_at.h"
#include "keyhaul/ledger/row.h"
#include "keyhaul/ledger/schema.h"
#include "keyhaul/ledger/text.h"

#endif  // KEYHAUL_LEDGER_H_
