/**
 * Imports validators, has a value checked, and says how long that took from the start of the process, in milliseconds:
 * `node load.js tenon FOLDER OPERATION PLACE`, `ajv FILE` or `nothing`.
 */

const [who, where, ...entry] = process.argv.slice(2);
if (who === "tenon") {
  const { requests } = await import(`./${where}/requests.js`);
  await import(`./${where}/responses.js`);
  if (requests.get(...entry).is(Symbol("no JSON"))) throw new Error("it takes everything");
} else if (who === "ajv") {
  const { place0 } = await import(`./${where}`);
  if (place0(Symbol("no JSON"))) throw new Error("it takes everything");
}
const wall = performance.now();
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ wall, cpu: (user + system) / 1000 }));
