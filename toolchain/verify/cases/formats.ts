/** Texts that are, and that are not, of a format; those are chosen that readers get wrong. */

interface Texts {
  readonly valid: readonly string[];
  readonly invalid: readonly string[];
}

/** JSON Schema 2020-12 validation §7.3, and what OpenAPI adds. */
export const FORMATS: Readonly<Record<string, Texts>> = {
  date: { valid: ["2024-02-29", "0001-01-01"], invalid: ["2023-02-29", "2026-11-22T00:00:00Z", "22.11.2026"] },
  "date-time": {
    valid: ["2026-11-22T13:17:00Z", "2026-11-22T13:17:00.123456+05:30"],
    invalid: ["2026-11-22", "2026-11-22T25:00:00Z", "2026-11-22T13:17:00"],
  },
  time: { valid: ["13:17:00Z", "23:59:59.5+01:00"], invalid: ["13:17", "24:00:00Z"] },
  duration: { valid: ["P1DT2H", "PT0S"], invalid: ["P", "1 day"] },
  email: { valid: ["ada+tag@school.example"], invalid: ["ada", "ada@", "@school.example"] },
  hostname: { valid: ["a.school.example"], invalid: ["-a.example", "a b"] },
  ipv4: { valid: ["192.0.2.255"], invalid: ["192.0.2.256", "192.0.2"] },
  ipv6: { valid: ["::1", "2001:db8::ffff"], invalid: ["2001:db8", "::g"] },
  uri: { valid: ["https://school.example/a?b=c#d", "urn:a:b"], invalid: ["/a", "school"] },
  uuid: {
    valid: ["3F2504E0-4F89-41D3-9A0C-0305E82C3301", "00000000-0000-0000-0000-000000000000"],
    invalid: ["3F2504E0-4F89-41D3-9A0C-0305E82C330", "3F2504E04F8941D39A0C0305E82C3301", "nobody"],
  },
};
