import { testClient } from "../emit/goldens/docs/test-client.ts";
import type { School } from "./app.ts";
import { handlers } from "./handlers.ts";
import { security } from "./security.ts";

export const schoolAsSeenBy = (token: string, school: School) =>
  testClient({ handlers, security, context: () => school, xml: "text" }, { auth: { oauth: token } });
