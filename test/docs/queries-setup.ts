import { createClient } from "../emit/goldens/queries/client.ts";
import { createQueries } from "../emit/goldens/queries/queries.ts";

export const api = createClient({ baseUrl: "https://desk.example/api" });
export const queries = createQueries(api);
