/** The items of a stream whose beginning was read: JSON Lines and server-sent events. */

export type Items = { readonly items: readonly unknown[] } | { readonly problem: string };

/** @param cut the stream went on: its last line may be incomplete */
export function jsonLines(text: string, cut: boolean): Items {
  const lines = text.split("\n");
  if (cut) lines.pop();
  const items: unknown[] = [];
  for (const line of lines) {
    // RFC 7464 §2.1: a record separator begins a record of a JSON text sequence.
    const bare = line.replace(/^\u001e/, "").trim();
    if (bare === "") continue;
    try {
      items.push(JSON.parse(bare));
    } catch {
      return { problem: `line ${items.length + 1} is not JSON: ${bare}` };
    }
  }
  return { items };
}

/** Fields of an event (WHATWG HTML §9.2.6); others are ignored by readers. */
const FIELDS = new Set(["data", "event", "id", "retry"]);

/**
 * Events as the contract describes them: an object of the fields that are present (OAS 3.2 §4.14.4).
 * @param data what the text in `data` is, see `MediaType.data`
 */
export function events(text: string, cut: boolean, data?: "json" | "either"): Items {
  const blocks = text.replace(/^\ufeff/, "").split(/(?:\r\n|\r|\n){2}/);
  // An event ends with an empty line; what stands after the last one is not dispatched.
  const rest = blocks.pop() ?? "";
  if (!cut && /^data:/m.test(rest)) return { problem: `the last event does not end with an empty line: ${rest}` };
  const items: unknown[] = [];
  for (const block of blocks) {
    const event: Record<string, unknown> = {};
    for (const line of block.split(/\r\n|\r|\n/)) {
      const [, name = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
      if (!FIELDS.has(name)) continue;
      if (name === "data") event["data"] = "data" in event ? `${String(event["data"])}\n${value}` : value;
      else event[name] = name === "retry" && /^\d+$/.test(value) ? Number(value) : value;
    }
    if (Object.keys(event).length === 0) continue;
    const content = event["data"];
    if (data !== undefined && content === "[DONE]") break;
    const isJson = data === "json" || (data === "either" && typeof content === "string" && /^\s*[[{]/.test(content));
    if (isJson && typeof content === "string")
      try {
        event["data"] = JSON.parse(content);
      } catch {
        if (data === "json") return { problem: `the data of event ${items.length + 1} is not JSON: ${content}` };
      }
    items.push(event);
  }
  return { items };
}
