/**
 * One host of mocks in a process of its own: `node requests.js HOST`. Told `{ size, row, milliseconds }` it sends that
 * row's request for so long, to a contract of so many operations, and says what one cost.
 */

import { readFile } from "node:fs/promises";

const { host } = await import(process.argv[2]);
const rows = JSON.parse(await readFile(new URL("rows.json", import.meta.url), "utf8"));

/** The resource in the middle. */
const pathOf = (size) => `http://host/api/thing${Math.floor(size / 10)}`;
async function sender(size, row) {
  const { method, one, stateful, body } = rows[row];
  // of its own: a list is not to grow by what another row creates
  const send = await host(size, { stateful });
  const path = pathOf(size);
  let url = path;
  if (one) {
    // one that is there
    const created = await send(request("POST", path, rows.find((each) => each.body !== undefined).body));
    const { id } = created.status === 201 ? await created.json() : { id: "7c0b5e5a-3f0e-4f4e-9d8e-0a8d3b0c1a01" };
    url = `${path}/${id}`;
  }
  return () => send(request(method, url, body));
}

const request = (method, url, body) =>
  new Request(url, {
    method,
    headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });

/** @returns µs of CPU time, all threads, for one request: what its garbage costs is part of it */
async function measure(send, milliseconds) {
  let count = 0;
  const before = process.cpuUsage();
  let used = 0;
  do {
    for (let i = 0; i < BATCH; i++) await (await send()).text();
    count += BATCH;
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  } while (used < milliseconds * 1000);
  return used / count;
}
const BATCH = 16;

const senders = new Map();
process.on("message", (asked) => void answer(asked));

async function answer({ size, row, milliseconds }) {
  try {
    const key = `${size} ${row}`;
    if (!senders.has(key)) senders.set(key, await sender(size, row));
    const send = senders.get(key);
    const response = await send();
    const text = await response.text();
    if (!response.ok) throw new Error(`answered ${response.status}: ${text.slice(0, 200)}`);
    process.send({ cost: await measure(send, milliseconds), bytes: text.length });
  } catch (error) {
    process.send({ error: String(error?.message ?? error).slice(0, 300) });
  }
}
process.send("ready");
