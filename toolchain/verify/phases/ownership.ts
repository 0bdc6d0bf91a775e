/** What a second user may do with the first user's data (OWASP API1:2023, broken object level authorization). */

import type { Operation } from "tenon-runtime/core";
import { entriesOf, type Doing, type Thing } from "../known.ts";
import type { Asking } from "./asking.ts";

const DOES = ["read", "patch", "replace", "delete"] as const;

export async function strangerChecks(asking: Asking, thing: Thing): Promise<void> {
  const { otherCredentials } = asking.session.options;
  if (otherCredentials === undefined || !asking.session.wants("auth-enforced")) return;
  let isPrivate = false;
  for (const does of DOES) {
    const doing = asking.doing(does);
    if (doing === undefined || !needsCaller(doing.operation)) continue;
    const refused = await refuses(asking, doing, thing, `${does} by another user`);
    if (does === "read" && refused) isPrivate = true;
  }
  if (!isPrivate) return;
  asking.known.privates.add(asking.resource.name);
  for (const doing of below(asking)) await refuses(asking, doing, thing, `${doing.operation.name} by another user`);
  await listed(asking, thing);
}

/** Whether all alternatives of `security` need credentials. */
const needsCaller = ({ security = [] }: Operation): boolean =>
  security.length > 0 && security.every((each) => Object.keys(each).length > 0);

async function refuses(asking: Asking, doing: Doing, thing: Thing, name: string): Promise<boolean> {
  const { otherCredentials } = asking.session.options;
  const asked = await asking.ask(doing, thing, name, { credentials: otherCredentials });
  if (asked === undefined) return false;
  if (asked.reply.status >= 400) return true;
  asking.find(
    "auth-enforced",
    doing,
    { message: `answered ${asked.reply.status} to ${name}`, expected: "401, 403 or 404" },
    { request: asked.request, reply: asked.reply },
  );
  return false;
}

/** Operations on paths below the thing: `/orders/{id}/invoice`. */
function below({ session, known, resource }: Asking): Doing[] {
  const read = known.doing(resource, "read");
  const id = read?.action.id;
  if (read === undefined || id === undefined) return [];
  return session.operations
    .filter(({ path, method }) => path.startsWith(`${read.operation.path}/`) && method === "GET")
    .filter((operation) => needsCaller(operation) && variables(operation) === variables(read.operation))
    .map((operation) => ({ operation, action: { does: "read", status: "200", id } }));
}

const variables = ({ path }: Operation): number => path.split("{").length;

/** Entries of a list that are read to see whether the second user may. */
const ENTRIES = 3;

/** A list of the second user must not contain what that user cannot read. */
async function listed(asking: Asking, thing: Thing): Promise<void> {
  const { known, resource, session } = asking;
  const { key } = resource;
  const [list, read] = [known.doing(resource, "list"), asking.doing("read")];
  if (list === undefined || read === undefined || key === undefined || !needsCaller(list.operation)) return;
  const credentials = session.options.otherCredentials;
  const asked = await asking.ask(list, thing, "the list of another user", { credentials });
  if (asked === undefined || asked.reply.status >= 300) return;
  for (const entry of entriesOf(list.action, asked.reply).slice(0, ENTRIES)) {
    const own = entry[key];
    if (typeof own !== "string" && typeof own !== "number") return;
    const single = await asking.ask(read, { ...thing, key: own }, "an entry of that list", { credentials });
    if (single === undefined || ![401, 403, 404].includes(single.reply.status)) continue;
    const message = `the list of another user contains ${own}, which this user cannot read`;
    asking.find("auth-enforced", list, { message, expected: "a list without it" }, asked);
    return;
  }
}
