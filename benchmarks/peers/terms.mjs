// Marginal and whole percent with six brackets by DuckDB, beside those of Keyhaul: the same amounts, exact to the cent, in
// one session, one thread.
//
//   KEYHAUL_BENCHMARK_ROWS=10000000 KEYHAUL_BENCHMARK_TABLE=amounts.csv keyhaul_terms_benchmark \
//       --benchmark_filter='(Marginal|Whole)/' --benchmark_repetitions=5 \
//       --benchmark_out=keyhaul.json --benchmark_out_format=json
//   npm install @duckdb/node-api       (in a folder of its own; copy this file and duckdb.mjs there)
//   node terms.mjs amounts.csv keyhaul.json [runs]
//
// Times are CPU time of the process, in nanoseconds per row, the median of the runs; least and greatest beside it show the
// noise. DuckDB computes in DECIMAL and rounds half up, as the benchmarks named half_up do. What must be the same on both
// sides is the sum of the rounded amounts.
import { connect, figures, nanoseconds, refuse, repetitionsOf, rowsOf, spread } from './duckdb.mjs';

const [table, results, runs = '5'] = process.argv.slice(2);
if (!results) {
  console.error('usage: node terms.mjs amounts.csv keyhaul.json [runs]');
  process.exit(2);
}

const from = [0, 1000, 5000, 20000, 100000, 500000];
const rates = ['0.0000', '0.0125', '0.0250', '0.0375', '0.0500', '0.0600'];

// Benefit up to each bound, in decimal text: sums of exact products of these few numbers.
const upTo = from.map((bound, i) =>
  from.slice(0, i).reduce((sum, low, j) => sum + BigInt(from[j + 1] - low) * BigInt(rates[j].replace('.', '')), 0n));
const decimal = (n) => `${n / 10000n}.${String(n % 10000n).padStart(4, '0')}`;

const pick = (text) =>
  `CASE ${from.map((bound, i) => i).reverse().slice(0, -1).map((i) => `WHEN amount >= ${from[i]} THEN ${text(i)}`).join(' ')}
   ELSE ${text(0)} END`;
const marginal = `SELECT round(${pick((i) => `${decimal(upTo[i])}::DECIMAL(18,4) + (amount - ${from[i]}) * ${rates[i]}`)}, 2)
                  AS benefit FROM amounts`;
const whole = `SELECT round(amount * ${pick((i) => `${rates[i]}::DECIMAL(6,4)`)}, 2) AS benefit FROM amounts`;

const connection = await connect();
await connection.run(`CREATE TABLE amounts AS SELECT (cents / 100)::DECIMAL(12,2) AS amount FROM
  (SELECT cents::DECIMAL(14,2) AS cents FROM read_csv('${table}', header = false, columns = {'cents': 'BIGINT'}))`);
const rows = Number((await rowsOf(connection, 'SELECT count(*) FROM amounts'))[0][0]);
const version = (await rowsOf(connection, 'SELECT version()'))[0][0];

console.log(`${rows} rows, ns of CPU time per row; DuckDB ${version}`);
for (const [name, query] of [['Marginal/half_up', marginal], ['Whole/half_up', whole]]) {
  const keyhaul = repetitionsOf(results, name);
  const ours = spread(keyhaul.map((entry) => entry.per_row * 1e9));
  const theirs = await nanoseconds(connection, query, rows, Number(runs));
  const [[sum]] = await rowsOf(connection, 'SELECT (sum(benefit) * 100)::HUGEINT::VARCHAR FROM result');
  if (Number(sum) !== keyhaul[0].total) refuse(`${name}: ${sum} here; by Keyhaul ${keyhaul[0].total}`);
  const ratio = (theirs.median / ours.median).toFixed(1);
  console.log(`${name.padEnd(18)} Keyhaul ${figures(ours)}, DuckDB ${figures(theirs)}, ${ratio} times as long`);
}
