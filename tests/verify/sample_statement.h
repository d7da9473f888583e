// A policy and a statement made by it, worked out with Python's fractions: a stack, brackets, a guarantee in steps of 5
// cents, a cap that two lines share for half a month, a pool and a commitment that is not met.
//
//   volume   700.00 × 2 % + 250.00 × 3.3 % + 1.00 = 23.25, at most 20.00; 25.00 were booked, and stay on the
//            statement, and the 5.00 too much are carried forward
//   kilos    120.5 × 0.35 = 42.175 → 42.20, at least 50.00
//   half-*   30.00 each, together at most 100.00 × 15/31 = 48.39
//   pooled   250.00 of 1000.00 of two members: 3.334 % is 33.34, of which the shares are 8.335 and 25.005, and the
//   first
//            of equal remainders gets the cent; alone they would have earned 8.34 and 25.01
//   promise  1000.00 × 15/31 = 483.87, of which 200.00 were spent
#ifndef KEYHAUL_TESTS_VERIFY_SAMPLE_STATEMENT_H_
#define KEYHAUL_TESTS_VERIFY_SAMPLE_STATEMENT_H_

namespace keyhaul::verify_testing {

inline constexpr char kPolicy[] = R"({ // a carrier's terms
  "keyhaul": 1, "name": "carrier", "currency": "EUR",
  "ledger": {"dimensions": ["store"], "measures": {"revenue": "money", "weight": "kg:1"}},
  "agreements": [
    {"id": "half", "accounts": ["A"], "valid": {"from": "2026-01-01", "until": "2026-01-16"}, "cap": "100"},
    {"id": "pool", "groups": ["G"], "share": "contribution"}],
  "terms": [
    {"id": "list", "kind": "discount", "period": "month", "qualifies_on": "revenue",
     "stack": {"combine": "cascade", "lines": [{"id": "promo", "rate": "20%"}, {"id": "loyal", "rate": "10 %"},]}},
    {"id": "volume", "kind": "rebate", "period": "month", "qualifies_on": "revenue", "limits": {"cap": "20"},
     "clawback": "carry_forward", "accrual": {"method": "to_date"},
     "schedule": {"accumulation": "marginal", "brackets": [
       {"from": 0, "rate": "0%"}, {"from": "100.00", "rate": "2 %"}, {"from": 8e2, "rate": "0.033", "flat": 1}]}},
    {"id": "kilos", "kind": "rebate", "period": "month", "qualifies_on": "weight", /* in steps of 0.05 */
     "limits": {"guarantee": "50", "guarantee_kind": "per_period"}, "rounding": {"step": "0.05"},
     "schedule": {"accumulation": "whole", "step": "0.1", "brackets": [
       {"from": 0, "to": "99.9", "per_unit": "0.10"}, {"from": 100, "per_unit": "0.35"}]}},
    {"id": "half-a", "kind": "rebate", "agreement": "half", "period": "month", "qualifies_on": "revenue",
     "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "10%"}]}},
    {"id": "half-b", "kind": "rebate", "agreement": "half", "period": "month", "qualifies_on": "revenue",
     "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "10%"}]}},
    {"id": "pooled", "kind": "rebate", "agreement": "pool", "period": "month", "qualifies_on": "revenue",
     "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "3.334%"}]}},
    {"id": "promise", "kind": "commitment", "agreement": "half", "period": "month", "qualifies_on": "revenue",
     "commitment": {"amount": "1000"}}],
  "statement": {"period": "month", "gross": "revenue", "group_by": ["store"],
                "payment": {"days": 90, "from": "month_end"}}})";

inline constexpr char kStatement[] = R"json([
  {"policy": "carrier", "policy_digest": "-", "as_of": "2026-01-31", "explanations": "given", "account": "A",
   "payer": "A", "period_begin": "2026-01-01", "period": "2026-01", "period_end": "2026-02-01", "state": "final",
   "grouped_by": "store", "currency": "EUR", "gross": "1050.00", "discounts": "294.00", "net": "756.00",
   "charges": "283.87", "accrued": "23.25", "settled": "131.73", "carried": "-5.00", "issued": "2026-01-31",
   "payment_days": "90", "due_day": "2026-05-01", "groups": [
      {"group_value": null, "gross": "50.00", "discounts": "14.00", "net": "36.00", "settled": "6.27"},
      {"group_value": "north", "gross": "700.00", "discounts": "196.00", "net": "504.00", "settled": "87.82"},
      {"group_value": "south", "gross": "300.00", "discounts": "84.00", "net": "216.00", "settled": "37.64"}],
   "lines": [
      {"number": "1", "section": "discount", "line": "list", "flags": null, "amount": "294.00",
       "period_begin": "2026-01-01", "period": "2026-01",
       "period_end": "2026-02-01", "state": "final", "qualifying_unit": "money", "qualifying": "1050",
       "payable_unit": "money", "payable": "1050", "bracket": null, "earned": "294.00",
       "booked_before": "0.00", "delta": "294.00", "booked": "294.00", "counted_unit": null, "counted": null,
       "baseline": null, "agreement": null, "kind": "discount", "group": null, "capped": "0.00",
       "top_up": "0.00", "due": "294.00", "accrued": null, "accrual_difference": null, "payout": "294.00",
       "balance": "0.00", "text": "1050.00 × 20 % + 840.00 × 10 % = 294.00; 1050.00 - 294.00 = 756.00", "stack_lines": [
          {"stack_line": "promo", "number": "0", "basis": "1050.00", "exact": "210.00", "amount": "210.00",
           "flags": null},
          {"stack_line": "loyal", "number": "1", "basis": "840.00", "exact": "84.00", "amount": "84.00",
           "flags": null}]},
      {"number": "2", "section": "rebate", "line": "volume", "flags": "booked", "amount": "25.00",
       "period_begin": "2026-01-01", "period": "2026-01",
       "period_end": "2026-02-01", "state": "final", "qualifying_unit": "money", "qualifying": "1050",
       "payable_unit": "money", "payable": "1050", "bracket": "2", "earned": "23.25", "booked_before": "25.00",
       "delta": "-5.00", "booked": "20.00", "counted_unit": null, "counted": null, "baseline": null,
       "agreement": null, "kind": "rebate", "group": null, "capped": "3.25", "top_up": "0.00", "due": "20.00",
       "payout": "0.00", "text": "100.00 × 0 % + 700.00 × 2 % + 250.00 × 3.3 % + 1.00 flat = 23.25 EUR", "exact": "23.25", "steps": [
          {"step": "0", "rule": "TERMS-08", "kind": "slice", "bracket": "0", "from": "0", "to": "100",
           "basis": "100", "benefit": "0", "exact": "0.00", "version": null},
          {"step": "1", "rule": "TERMS-08", "kind": "slice", "bracket": "1", "from": "100", "to": "800",
           "basis": "700", "benefit": "0.02", "exact": "14.00", "version": null},
          {"step": "2", "rule": "TERMS-08", "kind": "slice", "bracket": "2", "from": "800", "to": null,
           "basis": "250", "benefit": "0.033", "exact": "8.25", "version": null},
          {"step": "3", "rule": "TERMS-11", "kind": "flat", "bracket": "2", "from": "800", "to": null,
           "basis": null, "benefit": "1", "exact": "1.00", "version": null}]},
      {"number": "3", "section": "rebate", "line": "volume", "flags": "correction", "amount": "0.00",
       "period_begin": "2026-01-01", "period": "2026-01",
       "period_end": "2026-02-01", "state": "final", "qualifying_unit": "money", "qualifying": "1050",
       "payable_unit": "money", "payable": "1050", "bracket": "2", "earned": "23.25", "booked_before": "25.00",
       "delta": "-5.00", "booked": "20.00", "counted_unit": null, "counted": null, "baseline": null,
       "agreement": null, "kind": "rebate", "group": null, "capped": "3.25", "top_up": "0.00", "due": "20.00",
       "accrued": "23.25", "accrual_difference": "3.25", "payout": "0.00", "balance": "-5.00", "text": "100.00 × 0 % + 700.00 × 2 % + 250.00 × 3.3 % + 1.00 flat = 23.25 EUR",
       "exact": "23.25", "steps": [
          {"step": "0", "rule": "TERMS-08", "kind": "slice", "bracket": "0", "from": "0", "to": "100",
           "basis": "100", "benefit": "0", "exact": "0.00", "version": null},
          {"step": "1", "rule": "TERMS-08", "kind": "slice", "bracket": "1", "from": "100", "to": "800",
           "basis": "700", "benefit": "0.02", "exact": "14.00", "version": null},
          {"step": "2", "rule": "TERMS-08", "kind": "slice", "bracket": "2", "from": "800", "to": null,
           "basis": "250", "benefit": "0.033", "exact": "8.25", "version": null},
          {"step": "3", "rule": "TERMS-11", "kind": "flat", "bracket": "2", "from": "800", "to": null,
           "basis": null, "benefit": "1", "exact": "1.00", "version": null}]},
      {"number": "4", "section": "rebate", "line": "kilos", "flags": null, "amount": "50.00",
       "period_begin": "2026-01-01", "period": "2026-01",
       "period_end": "2026-02-01", "state": "final", "qualifying_unit": "kg", "qualifying": "120.5",
       "payable_unit": "kg", "payable": "120.5", "bracket": "1", "earned": "42.20", "booked_before": "0.00",
       "delta": "50.00", "booked": "50.00", "counted_unit": null, "counted": null, "baseline": null,
       "agreement": null, "kind": "rebate", "group": null, "capped": "0.00", "top_up": "7.80", "due": "50.00",
       "accrued": null, "accrual_difference": null, "payout": "50.00", "balance": "0.00", "text": "120.5 × 0.35 = 42.175 → 42.20 EUR (half_up to 0.05)",
       "exact": "42.175", "steps": [
          {"step": "0", "rule": "TERMS-10", "kind": "whole", "bracket": "1", "from": "99.9", "to": null,
           "basis": "120.5", "benefit": "0.35", "exact": "42.175", "version": null}]},
      {"number": "5", "section": "rebate", "line": "half-a", "flags": null, "amount": "30.00",
       "period_begin": "2026-01-01", "period": "2026-01",
       "period_end": "2026-02-01", "state": "final", "qualifying_unit": "money", "qualifying": "300",
       "payable_unit": "money", "payable": "300", "bracket": "0", "earned": "30.00", "booked_before": "0.00",
       "delta": "30.00", "booked": "30.00", "counted_unit": null, "counted": null, "baseline": null,
       "agreement": "half", "kind": "rebate", "group": null, "capped": "0.00", "top_up": "0.00",
       "due": "30.00", "accrued": null, "accrual_difference": null, "payout": "30.00", "balance": "0.00",
       "text": "300.00 × 10 % = 30.00 EUR", "exact": "30.00", "steps": [
          {"step": "0", "rule": "TERMS-10", "kind": "whole", "bracket": "0", "from": "0", "to": null,
           "basis": "300", "benefit": "0.1", "exact": "30.00", "version": null}]},
      {"number": "6", "section": "rebate", "line": "half-b", "flags": null, "amount": "18.39",
       "period_begin": "2026-01-01", "period": "2026-01",
       "period_end": "2026-02-01", "state": "final", "qualifying_unit": "money", "qualifying": "300",
       "payable_unit": "money", "payable": "300", "bracket": "0", "earned": "30.00", "booked_before": "0.00",
       "delta": "18.39", "booked": "18.39", "counted_unit": null, "counted": null, "baseline": null,
       "agreement": "half", "kind": "rebate", "group": null, "capped": "11.61", "top_up": "0.00",
       "due": "18.39", "accrued": null, "accrual_difference": null, "payout": "18.39", "balance": "0.00",
       "text": "300.00 × 10 % = 30.00 EUR", "exact": "30.00", "steps": [
          {"step": "0", "rule": "TERMS-10", "kind": "whole", "bracket": "0", "from": "0", "to": null,
           "basis": "300", "benefit": "0.1", "exact": "30.00", "version": null}]},
      {"number": "7", "section": "rebate", "line": "pooled", "flags": null, "amount": "8.34",
       "period_begin": "2026-01-01", "period": "2026-01",
       "period_end": "2026-02-01", "state": "final", "qualifying_unit": "money", "qualifying": "250",
       "payable_unit": "money", "payable": "250", "bracket": "0", "earned": "8.34", "booked_before": "0.00",
       "delta": "8.34", "booked": "8.34", "counted_unit": null, "counted": null, "baseline": null,
       "agreement": "pool", "kind": "rebate", "group": "G", "capped": "0.00", "top_up": "0.00", "due": "8.34",
       "accrued": null, "accrual_difference": null, "payout": "8.34", "balance": "0.00", "text": "8.34 of 33.34 of G, for 250.00 of 1000.00",
       "pools": [
          {"group": "G", "agreement": "pool", "share": "contribution", "period": "2026-01",
           "period_end": "2026-02-01", "state": "final", "qualifying": "1000", "payable": "1000", "bracket": "0",
           "earned": "33.34", "capped": "0.00", "top_up": "0.00", "due": "33.34", "accrued": null,
           "standalone": "33.35", "gain": "-0.01", "members": "2", "flags": null,
           "text": "1000.00 × 3.334 % = 33.34 EUR", "counted": null, "baseline": null, "exact": "33.34", "steps": [
              {"step": "0", "rule": "TERMS-10", "kind": "whole", "bracket": "0", "from": "0", "to": null,
               "basis": "1000", "benefit": "0.03334", "exact": "33.34", "version": null}],
           "member": {"qualifying": "250", "payable": "250", "standalone": "8.34", "part": "8.34"}}]},
      {"number": "8", "section": "commitment", "line": "promise", "flags": null, "amount": "-283.87",
       "period_begin": "2026-01-01",
       "period": "2026-01", "period_end": "2026-02-01", "state": "final", "qualifying_unit": "money",
       "qualifying": "200", "payable_unit": "money", "payable": "200", "bracket": null, "earned": "-283.87",
       "booked_before": "0.00", "delta": "-283.87", "booked": "-283.87", "counted_unit": null, "counted": null,
       "baseline": null, "agreement": "half", "kind": "commitment", "group": null, "capped": "0.00",
       "top_up": "0.00", "due": "-283.87", "accrued": null, "accrual_difference": null, "payout": "-283.87",
       "balance": "0.00", "text": "200.00 + true-up 283.87 = 483.87", "commitments": [
          {"used": "200.00", "committed": "483.87", "utilised": "200.00", "overage": "0.00",
           "true_up": "283.87", "total": "483.87", "prorated_days": "15", "of_days": "31"}]}]}])json";

}  // namespace keyhaul::verify_testing

#endif  // KEYHAUL_TESTS_VERIFY_SAMPLE_STATEMENT_H_
