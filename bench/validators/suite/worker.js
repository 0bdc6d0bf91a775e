/**
 * One contestant in a process of its own. Told `{ verify }` it says where it disagrees; told `{ row, milliseconds }` it
 * validates for so long and says what one validation cost.
 */

import { REPORTED, rows } from "./rows.js";

const { checks, reports, paths } = await import(`./contestants/${process.argv[2]}.js`);

function verify() {
  const wrong = [];
  for (const { name, schema, valid, invalid, report } of rows) {
    const is = checks[schema];
    for (const value of valid) if (is(value) !== true) wrong.push(`${name}: refuses ${short(value)}`);
    for (const value of invalid) if (is(value) !== false) wrong.push(`${name}: accepts ${short(value)}`);
    for (const value of valid)
      if (reports[schema](value).length !== 0) wrong.push(`${name}: reports something on ${short(value)}`);
    for (const value of invalid) {
      const found = reports[schema](value);
      if (found.length === 0) wrong.push(`${name}: reports nothing on ${short(value)}`);
      if (report !== true) continue;
      const places = new Set(paths(found));
      if (places.symmetricDifference(new Set(REPORTED)).size > 0)
        wrong.push(`${name}: reports on ${[...places].join(" ")}: ${short(value)}`);
    }
  }
  return wrong;
}

const short = (value) => JSON.stringify(value).slice(0, 300);

/** @returns nanoseconds of CPU time, all threads, for one validation: what its garbage costs is part of it */
function measure({ schema, measured, report }, milliseconds) {
  const run = report === true ? reports[schema] : checks[schema];
  const expected = report === true ? undefined : run(measured[0]);
  let count = 0;
  const before = process.cpuUsage();
  let used = 0;
  do {
    for (let i = 0; i < BATCH; i++) {
      const answer = run(measured[i % measured.length]);
      // used, so that it is computed
      if (expected === undefined ? answer.length === 0 : answer !== expected) throw new Error("it changed its mind");
    }
    count += BATCH;
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  } while (used < milliseconds * 1000);
  return (used * 1000) / count;
}
const BATCH = 512;

process.on("message", (message) => {
  if (message.verify === true) process.send({ wrong: verify() });
  else process.send({ cost: measure(rows[message.row], message.milliseconds) });
});
process.send({ rows: rows.map(({ name }) => name) });
