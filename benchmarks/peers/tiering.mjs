// Classes at 80 % and 95 % of value by DuckDB, beside those of Keyhaul: the same accounts, in one session, one thread.
//
//   keyhaul_tiering_benchmark --accounts=10000000 --values=values.txt --benchmark_filter=classify/zipf \
//       --benchmark_repetitions=5 --benchmark_out=keyhaul.json --benchmark_out_format=json
//   npm install @duckdb/node-api       (in a folder of its own; copy this file and duckdb.mjs there)
//   node tiering.mjs values.txt keyhaul.json [runs]
//
// Times are CPU time of the process, in nanoseconds per account, the median of the runs; least and greatest beside it
// show the noise. DuckDB sums over a window ordered by value, as one writes it in SQL, and leaves a table of ids and
// tiers: in any order, and in the order of the accounts, which is what Keyhaul gives. The number of accounts of every
// tier must be the same on both sides.
import { connect, figures, nanoseconds, refuse, repetitionsOf, rowsOf, spread } from './duckdb.mjs';

const [values, results, runs = '5'] = process.argv.slice(2);
if (!results) {
  console.error('usage: node tiering.mjs values.txt keyhaul.json [runs]');
  process.exit(2);
}

const classes = `
  SELECT id, CASE WHEN before * 100 < base * 80 THEN 0 WHEN before * 100 < base * 95 THEN 1 ELSE 2 END AS tier
  FROM (SELECT id,
               sum(value) OVER (ORDER BY value DESC, id ROWS UNBOUNDED PRECEDING) - value AS before,
               (SELECT sum(value) FROM accounts) AS base
        FROM accounts)`;

const keyhaul = repetitionsOf(results, 'classify/zipf');
const own = spread(keyhaul.map((entry) => entry.per_account * 1e9));

const connection = await connect();
await connection.run(`CREATE TABLE accounts AS SELECT row_number() OVER () AS id, value
                      FROM read_csv('${values}', header = false, columns = {'value': 'BIGINT'})`);
const accounts = Number((await rowsOf(connection, 'SELECT count(*) FROM accounts'))[0][0]);
const version = (await rowsOf(connection, 'SELECT version()'))[0][0];

const peers = {
  'in any order': await nanoseconds(connection, classes, accounts, Number(runs)),
  'in input order': await nanoseconds(connection, `${classes} ORDER BY id`, accounts, Number(runs)),
};
for (const [tier, count] of await rowsOf(connection, 'SELECT tier, count(*) FROM result GROUP BY tier')) {
  const expected = keyhaul[0][`tier_${tier}`];
  if (Number(count) !== expected) refuse(`tier ${tier}: ${count} accounts here, ${expected} by Keyhaul`);
}

console.log(`${accounts} accounts, ns of CPU time per account`);
console.log(`Keyhaul                        ${figures(own)}`);
for (const [name, peer] of Object.entries(peers)) {
  const ratio = (peer.median / own.median).toFixed(1);
  console.log(`DuckDB ${version} ${name.padEnd(16)} ${figures(peer)}, ${ratio} times as long`);
}
