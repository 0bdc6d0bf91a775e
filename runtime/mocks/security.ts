/** Who may ask mocks: anybody with credentials that are well-formed, unless users say otherwise. */

import type { Contract } from "../core/contract.ts";
import { didYouMean } from "../core/names.ts";
import { type AnySecurityHandler, granted, type SecurityHandlers } from "../core/security/index.ts";
import type { ClientCertificate } from "../core/types.ts";

/** @param security by scheme, as generated code types it */
export function securityOf(contract: Contract, security: object = {}): SecurityHandlers {
  const given = security as SecurityHandlers;
  const schemes = Object.keys(contract.securitySchemes);
  const unknown = Object.keys(given).find((name) => !schemes.includes(name));
  if (unknown !== undefined)
    throw new Error(`The contract has no security scheme "${unknown}"; ${didYouMean(unknown, schemes)}`);
  return Object.fromEntries(schemes.map((name) => [name, given[name] ?? acceptAny]));
}

/** Whatever is well-formed is accepted, with all scopes; what is missing never gets here. */
const acceptAny: AnySecurityHandler = (credentials: unknown, { scopes }) => granted(credentials, scopes);

/** Nobody connects to a mock by TLS. */
export const CERTIFICATE: ClientCertificate = {
  subject: { CN: "mock" },
  issuer: { CN: "mock" },
  serialNumber: "00",
  fingerprint256: "",
  raw: new Uint8Array(),
};
