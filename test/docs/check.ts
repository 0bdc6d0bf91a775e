import { requests } from "../emit/goldens/docs/validators/requests.ts";

const student = requests.get("addStudent", "body application/json");

export const isStudent = (value: unknown): boolean => student?.is(value) ?? false;
export const violationsOf = (value: unknown) => student?.explain(value) ?? [];
