/** Formats of JSON Schema. */

/** By format of JSON Schema (validation §7.3): texts that have it, and texts that do not. */
export const FORMATS: Readonly<Record<string, readonly [valid: readonly string[], invalid: readonly string[]]>> = {
  "date-time": [
    ["2026-11-30T19:25:00Z", "2026-11-30t19:25:00.123456+05:30", "1990-12-31T23:59:60Z", "2024-02-29T00:00:00-00:00"],
    [
      "2026-11-30",
      "2026-11-30 19:25:00Z",
      "2026-13-01T00:00:00Z",
      "2025-02-29T00:00:00Z",
      "2026-11-30T24:00:00Z",
      "2026-11-30T10:00:00",
    ],
  ],
  date: [
    ["2026-11-30", "2000-02-29", "0001-01-01"],
    ["2026-11-31", "1900-02-29", "26-11-30", "2026-1-1", "2026-11-30Z", " 2026-11-30", "２０２６-11-30"],
  ],
  time: [
    ["19:25:00Z", "23:59:60Z", "00:00:00.5+14:00"],
    ["19:25:00", "24:00:00Z", "19:25Z", "19:60:00Z", "19:25:00+24:00", "22:59:60Z"],
  ],
  duration: [
    ["P1D", "PT5M", "P1Y2M3DT4H5M6S", "P2W", "PT0S"],
    ["P", "PT", "1D", "P1S", "P1D2W", "PT1H2D", "-P1D"],
  ],
  email: [
    ["ada@example.edu", "a.b+c@sub.example.edu", '"ada lovelace"@example.edu', "x@[127.0.0.1]"],
    [
      "ada",
      "@example.edu",
      "ada@",
      ".ada@example.edu",
      "a..b@example.edu",
      "ada@-example.edu",
      "ada lovelace@example.edu",
    ],
  ],
  "idn-email": [
    ["ada@example.edu", "학생@예시.kr"],
    ["학생", "@예시.kr"],
  ],
  hostname: [
    ["example.edu", "localhost", "xn--bcher-kva.example", "a-1.b", "1.example"],
    ["", "-a.example", "a-.example", "a_b.example", "a..b", `${"a".repeat(64)}.example`, ".example", "exa mple"],
  ],
  "idn-hostname": [
    ["bücher.example", "例え.jp", "example.edu"],
    ["-bücher.example", "〮예.kr", "a..b"],
  ],
  ipv4: [
    ["127.0.0.1", "0.0.0.0", "255.255.255.255"],
    ["256.0.0.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.4 ", "0x7f.1"],
  ],
  ipv6: [
    ["::", "::1", "2001:db8::8a2e:370:7334", "::ffff:192.0.2.1", "1:2:3:4:5:6:7:8"],
    ["1::2::3", ":1", "12345::", "1:2:3:4:5:6:7", "::1%eth0", "::256.0.0.1", "fe80::g"],
  ],
  uri: [
    [
      "https://example.edu/a?b=c#d",
      "urn:isbn:9780141036144",
      "mailto:ada@example.edu",
      "http://[::1]:80/",
      "https://x/%41",
    ],
    [
      "/relative",
      "//example.edu",
      "https://example.edu/{id}",
      "http://x/a b",
      "https://x/%zz",
      ":no",
      "https://é.example",
    ],
  ],
  "uri-reference": [
    ["/relative", "", "#part", "?q", "//example.edu", "https://x"],
    ["\\\\server\\share", "a b", "#a#b", "%"],
  ],
  iri: [
    ["https://é.example/ü", "https://example.edu"],
    ["/é", "https://[::1", "https://x/a b"],
  ],
  "iri-reference": [
    ["/é", "#ü", "https://é.example"],
    ["\\é", "#a#b"],
  ],
  "uri-template": [
    ["https://example.edu/{id}{?q,page*}", "/a/{+path}", "", "{#x:3}"],
    ["/a/{id", "/a/id}", "{}", "/{a{b}}"],
  ],
  uuid: [
    [
      "0b7c2ad4-5b3c-4f7c-9d5e-2f3c1a7e8b90",
      "00000000-0000-0000-0000-000000000000",
      "0B7C2AD4-5B3C-4F7C-9D5E-2F3C1A7E8B90",
    ],
    [
      "0b7c2ad45b3c4f7c9d5e2f3c1a7e8b90",
      "{0b7c2ad4-5b3c-4f7c-9d5e-2f3c1a7e8b90}",
      "0b7c2ad4-5b3c-4f7c-9d5e-2f3c1a7e8b9",
      "0b7c2ag4-5b3c-4f7c-9d5e-2f3c1a7e8b90",
    ],
  ],
  "json-pointer": [
    ["", "/", "/a~1b/~0/0", "/é"],
    ["a", "/~", "/~2", "#/a"],
  ],
  "relative-json-pointer": [
    ["0", "1/a", "2#", "0/"],
    ["", "/a", "-1/a", "01", "0##"],
  ],
  regex: [
    ["", "^a+$", "(?<name>x)\\k<name>", "\\p{L}"],
    ["(", "a**", "[z-a]", "\\", "(?<a"],
  ],
};
