/** SARIF 2.1.0 (OASIS), whose schema the types are made from, for GitHub's code scanning and for editors. */

import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import type { ArtifactLocation, Log, Region, ReportingDescriptor, Result } from "sarif";
import type { Position } from "../../diagnostics/index.ts";
import type { Finding } from "../../check/finding.ts";
import { details, pathOf, type Findings } from "./types.ts";

const LEVELS = { error: "error", warning: "warning", info: "note" } as const;

export function sarif({ version, exitCode, findings, accepted }: Findings): string {
  const all = [...findings.map((finding) => ({ finding, reason: undefined })), ...accepted];
  const rules = [...new Map(all.map(({ finding }) => [finding.code, finding])).values()];
  const index = new Map(rules.map(({ code }, i) => [code, i]));
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "Tenon", version, semanticVersion: version, rules: rules.map(ruleOf) },
        },
        invocations: [{ executionSuccessful: exitCode !== 2, exitCode }],
        // JavaScript counts columns so, and so do Tenon's positions.
        columnKind: "utf16CodeUnits",
        results: all.map(({ finding, reason }) => ({
          ruleId: finding.code,
          ruleIndex: index.get(finding.code) ?? -1,
          level: LEVELS[finding.severity],
          message: { text: [finding.message, ...details({ ...finding, related: [] })].join("\n") },
          ...locations(finding),
          partialFingerprints: { "tenon/v1": finding.fingerprint },
          ...(reason !== undefined && {
            suppressions: [{ kind: "external", status: "accepted", justification: reason }],
          }),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf({ code, why, hint, severity }: Finding): ReportingDescriptor {
  return {
    id: code,
    ...(why !== undefined && { fullDescription: { text: why } }),
    ...(hint !== undefined && { help: { text: hint } }),
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function locations(finding: Finding): Pick<Result, "locations" | "relatedLocations"> {
  const { position, related = [] } = finding;
  const path = pathOf(finding);
  if (path === undefined) return {};
  return {
    locations: [
      { physicalLocation: { artifactLocation: artifact(path), ...(position && { region: region(position) }) } },
    ],
    ...(related.length > 0 && {
      relatedLocations: related.map(({ message, position: at }, id) => ({
        id,
        message: { text: message },
        physicalLocation: { artifactLocation: artifact(at.file.replaceAll("\\", "/")), region: region(at) },
      })),
    }),
  };
}

const region = ({ line, column }: Position): Region => ({ startLine: line, startColumn: column });

/** A URI (RFC 3986), relative to the root of the sources where the file lies below it. */
function artifact(path: string): ArtifactLocation {
  if (/^https?:\/\//i.test(path)) return { uri: path };
  if (isAbsolute(path)) return { uri: pathToFileURL(path).href };
  return { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}
