/**
 * One generator in a process of its own: `node values.js GENERATOR`. Told a document whose `GET /value` answers something,
 * it says what the generator makes of it, and what that cost.
 */

const { prepare } = await import(process.argv[2]);

/** So many more values of each schema, for the time of one. */
const TURNS = 8;

const cpu = (before) => {
  const { user, system } = process.cpuUsage(before);
  return user + system;
};

process.on("message", ({ document }) => void answer(document));

async function answer(document) {
  try {
    const start = process.cpuUsage();
    const make = await prepare(document);
    const value = await make(0);
    const first = cpu(start);
    const again = process.cpuUsage();
    for (let turn = 1; turn <= TURNS; turn++) await make(turn);
    // what JSON has no word for is no value
    process.send({ text: JSON.stringify(value), first, turns: TURNS, used: cpu(again) });
  } catch (error) {
    process.send({ error: String(error?.message ?? error).slice(0, 300) });
  }
}
process.on("unhandledRejection", () => {});
process.send("ready");
