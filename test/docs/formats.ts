import { formatsOf, interpretedValidators } from "tenon-runtime/validators";

const formats = formatsOf("loose", {
  "course-code": { type: "string", check: (text) => /^[A-Z]{2,4}-\d{3}$/.test(text) },
});
const validators = interpretedValidators(
  {},
  { courses: { code: { type: "string", format: "course-code" } } },
  { formats },
);

export const isCode = (value: unknown): boolean => validators.get("courses", "code")?.is(value) ?? false;
