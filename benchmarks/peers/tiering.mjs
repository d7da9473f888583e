// Classes at 80 % and 95 % of value by DuckDB, beside those of Keyhaul: the same accounts, in one session, one thread.
//
//   keyhaul_tiering_benchmark --accounts=10000000 --values=values.txt --benchmark_filter=classify/zipf \
//       --benchmark_repetitions=5 --benchmark_out=keyhaul.json --benchmark_out_format=json
//   npm install @duckdb/node-api       (in a folder of its own; copy this file there)
//   node tiering.mjs values.txt keyhaul.json [runs]
//
// Times are CPU time of the process, in nanoseconds per account, the median of the runs; least and greatest beside it
// show the noise. DuckDB sums over a window ordered by value, as one writes it in SQL, and leaves a table of ids and
// tiers: in any order, and in the order of the accounts, which is what Keyhaul gives. The number of accounts of every
// tier must be the same on both sides.
import fs from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

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

function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0], greatest: sorted[sorted.length - 1] };
}

async function nanoseconds(connection, query, accounts) {
  const times = [];
  for (let run = 0; run < Number(runs); ++run) {
    const before = process.cpuUsage();
    await connection.run(`CREATE OR REPLACE TABLE tiers AS ${query}`);
    const { user, system } = process.cpuUsage(before);
    times.push(((user + system) * 1000) / accounts);
  }
  return spread(times);
}

async function rows(connection, query) {
  return (await connection.runAndReadAll(query)).getRows();
}

const keyhaul = JSON.parse(fs.readFileSync(results, 'utf8')).benchmarks.filter(
  (entry) => entry.run_type === 'iteration' && entry.name.startsWith('classify/zipf'));
const own = spread(keyhaul.map((entry) => entry.per_account * 1e9));

const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run('SET threads = 1');
await connection.run(`CREATE TABLE accounts AS SELECT row_number() OVER () AS id, value
                      FROM read_csv('${values}', header = false, columns = {'value': 'BIGINT'})`);
const accounts = Number((await rows(connection, 'SELECT count(*) FROM accounts'))[0][0]);
const version = (await rows(connection, 'SELECT version()'))[0][0];

const peers = {
  'in any order': await nanoseconds(connection, classes, accounts),
  'in input order': await nanoseconds(connection, `${classes} ORDER BY id`, accounts),
};
const counts = await rows(connection, 'SELECT tier, count(*) FROM tiers GROUP BY tier ORDER BY tier');
for (const [tier, count] of counts) {
  if (Number(count) === keyhaul[0][`tier_${tier}`]) continue;
  console.error(`tier ${tier}: ${count} accounts here, ${keyhaul[0][`tier_${tier}`]} by Keyhaul`);
  process.exit(1);
}

const figures = ({ median, least, greatest }) =>
  `${median.toFixed(1)} (${least.toFixed(1)} to ${greatest.toFixed(1)})`;
console.log(`${accounts} accounts, ns of CPU time per account`);
console.log(`Keyhaul                        ${figures(own)}`);
for (const [name, peer] of Object.entries(peers)) {
  const ratio = (peer.median / own.median).toFixed(1);
  console.log(`DuckDB ${version} ${name.padEnd(16)} ${figures(peer)}, ${ratio} times as long`);
}
