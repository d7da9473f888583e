// What the programs beside it share: a table of DuckDB in memory with one thread, its times, and those of Keyhaul.
import fs from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

export async function connect() {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run('SET threads = 1');
  return connection;
}

export async function rowsOf(connection, query) {
  return (await connection.runAndReadAll(query)).getRows();
}

export function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0], greatest: sorted[sorted.length - 1] };
}

// CPU time of the process per row, in nanoseconds; the result is left in the table `result`.
export async function nanoseconds(connection, query, rows, runs) {
  const times = [];
  for (let run = 0; run < runs; ++run) {
    const before = process.cpuUsage();
    await connection.run(`CREATE OR REPLACE TABLE result AS ${query}`);
    const { user, system } = process.cpuUsage(before);
    times.push(((user + system) * 1000) / rows);
  }
  return spread(times);
}

// The repetitions of a benchmark out of Google Benchmark's JSON.
export function repetitionsOf(file, name) {
  const { benchmarks } = JSON.parse(fs.readFileSync(file, 'utf8'));
  return benchmarks.filter((entry) => entry.run_type === 'iteration' && entry.name.startsWith(name));
}

export function figures({ median, least, greatest }) {
  return `${median.toFixed(1)} (${least.toFixed(1)} to ${greatest.toFixed(1)})`;
}

export function refuse(why) {
  console.error(why);
  process.exit(1);
}
