import { ProblemError } from "tenon-runtime/client";
import type { Client } from "../../generated/client.ts";
import type { StudentInput } from "../../generated/operations.ts";
import * as schemas from "../../generated/standard-schemas.ts";

type Messages = Readonly<Record<string, string>>;

/** Messages by field: those of the page, or else those of the server. `undefined` means saved. */
export async function save(api: Client, values: StudentInput): Promise<Messages | undefined> {
  const { issues } = schemas.StudentInput["~standard"].validate(values);
  if (issues) return Object.fromEntries(issues.map(({ path, message }) => [path.join("."), message]));
  try {
    await api.createStudent({ body: values }).orThrow();
    return undefined;
  } catch (error) {
    if (api.createStudent.isError(error) || error instanceof ProblemError) return error.fields;
    throw error;
  }
}

export const german = schemas.StudentInput.withMessages(({ keyword }) =>
  keyword === "required" ? "Bitte ausfüllen" : undefined,
);
