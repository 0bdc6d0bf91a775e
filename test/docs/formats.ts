import { addFormat } from "tenon-runtime/validators";

addFormat("course-code", { type: "string", check: (text) => /^[A-Z]{2,4}-\d{3}$/.test(text) });
