// Scores and ranks by DuckDB, beside those of Keyhaul: the same candidates by seven criteria, in one session, one thread.
//
//   keyhaul_scoring_benchmark --candidates=1000000 --table=table.csv --benchmark_filter='(values|ranks)/' \
//       --benchmark_repetitions=5 --benchmark_out=keyhaul.json --benchmark_out_format=json
//   npm install @duckdb/node-api       (in a folder of its own; copy this file and duckdb.mjs there)
//   node scoring.mjs table.csv keyhaul.json [runs]
//
// Times are CPU time of the process, in nanoseconds per candidate, the median of the runs; least and greatest beside it
// show the noise. DuckDB leaves a table of ids, values and ranks, in any order, and in the order of the candidates, which
// is what Keyhaul gives. What must be the same on both sides: the sum of the values, the best candidate, and a sum over
// the ranks; of this up to a millionth, since DuckDB ranks by doubles, and ours that agree to nine decimals are tied.
import { connect, figures, nanoseconds, refuse, repetitionsOf, rowsOf, spread } from './duckdb.mjs';

const [table, results, runs = '5'] = process.argv.slice(2);
if (!results) {
  console.error('usage: node scoring.mjs table.csv keyhaul.json [runs]');
  process.exit(2);
}

const weights = [0.3, 0.2, 0.15, 0.1, 0.1, 0.1, 0.05];
const minimised = [1, 4];
const total = weights.reduce((sum, weight) => sum + weight);
const each = (text, between) => weights.map((weight, j) => text(j, `${weight}::DOUBLE`)).join(between);
const best = (j) => (minimised.includes(j) ? `min(c${j})` : `max(c${j})`);
const worst = (j) => (minimised.includes(j) ? `max(c${j})` : `min(c${j})`);

const weightedSum = `
  SELECT id, (${each((j, w) => `${w} * ((c${j} - worst${j}) / (best${j} - worst${j}))`, ' + ')}) / ${total} AS value
  FROM candidates, (SELECT ${each((j) => `${best(j)} AS best${j}, ${worst(j)} AS worst${j}`, ', ')} FROM candidates)`;

const topsis = `
  SELECT id, to_worst / (to_best + to_worst) AS value
  FROM (SELECT id, sqrt(${each((j) => `(f${j} * c${j} - best${j}) ** 2`, ' + ')}) AS to_best,
               sqrt(${each((j) => `(f${j} * c${j} - worst${j}) ** 2`, ' + ')}) AS to_worst
        FROM candidates,
             (SELECT ${each((j) => `f${j}, f${j} * best${j} AS best${j}, f${j} * worst${j} AS worst${j}`, ', ')}
              FROM (SELECT ${each((j, w) => `${w} / sqrt(sum(c${j} * c${j})) AS f${j}, ${best(j)} AS best${j},
                                             ${worst(j)} AS worst${j}`, ', ')} FROM candidates)))`;

const ranked = (values) => `SELECT id, value, rank() OVER (ORDER BY value DESC) AS place FROM (${values})`;

const works = [
  { own: 'values/weighted_sum', say: 'weighted sum', query: weightedSum },
  { own: 'ranks/weighted_sum', say: 'weighted sum and rank', query: ranked(weightedSum) },
  { own: 'ranks/weighted_sum', say: 'the same, in input order', query: ranked(weightedSum), order: 'id' },
  { own: 'ranks/topsis', say: 'TOPSIS and rank', query: ranked(topsis) },
  { own: 'ranks/topsis', say: 'the same, in input order', query: ranked(topsis), order: 'id' },
];

async function check(connection, query, keyhaul) {
  const ranks = query.includes('place') ? 'sum(place * ((id - 1) % 1009))::DOUBLE' : '0::DOUBLE';
  const [[values, sum, first]] = await rowsOf(
    connection, `SELECT sum(value), ${ranks}, arg_max(id, value)::DOUBLE - 1 FROM result`);
  const near = (a, b, tolerance) => Math.abs(a - b) <= tolerance * Math.abs(b);
  if (near(values, keyhaul.values, 1e-9) && near(sum, keyhaul.ranks ?? 0, 1e-6) && first === keyhaul.first) return;
  refuse(`values ${values}, ranks ${sum}, first ${first} here; by Keyhaul ${JSON.stringify(keyhaul)}`);
}

const connection = await connect();
const columns = weights.map((_, j) => `'c${j}': 'DOUBLE'`).join(', ');
await connection.run(`CREATE TABLE candidates AS SELECT row_number() OVER () AS id, *
                      FROM read_csv('${table}', header = false, columns = {${columns}})`);
const candidates = Number((await rowsOf(connection, 'SELECT count(*) FROM candidates'))[0][0]);
const version = (await rowsOf(connection, 'SELECT version()'))[0][0];

console.log(`${candidates} candidates, ns of CPU time per candidate; DuckDB ${version}`);
for (const { own, say, query, order } of works) {
  const keyhaul = repetitionsOf(results, own);
  const ours = spread(keyhaul.map((entry) => entry.per_row * 1e9));
  const theirs = await nanoseconds(connection, order ? `${query} ORDER BY ${order}` : query, candidates, Number(runs));
  await check(connection, query, keyhaul[0]);
  const ratio = (theirs.median / ours.median).toFixed(1);
  console.log(`${say.padEnd(26)} Keyhaul ${figures(ours)}, DuckDB ${figures(theirs)}, ${ratio} times as long`);
}
