import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { components } from "./schemas.js";

export function instance(options) {
  const ajv = new Ajv2020({ strict: false, discriminator: true, ...options });
  addFormats.default(ajv, { mode: "full" });
  ajv.addSchema({ $id: "rows", components: { schemas: components } });
  return ajv;
}

export const refOf = (name) => `rows#/components/schemas/${name}`;
export const pathsOf = (errors) => errors.map(({ instancePath }) => instancePath);
