/** Arguments of options: a text → what it means, or what it should have been. */

import { InvalidArgumentError } from "commander";
import { FORMATS, type ReportFile } from "./report/index.ts";

export function integer(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}

export function delay(text: string): number | readonly [number, number] {
  const [, from = "", to] = /^(\d{1,6})(?:\.\.(\d{1,6}))?$/.exec(text) ?? [];
  if (from === "" || (to !== undefined && Number(to) < Number(from)))
    throw new InvalidArgumentError("Expected milliseconds, such as 200, or a range such as 200..800.");
  return to === undefined ? Number(from) : [Number(from), Number(to)];
}

export function seconds(text: string): number {
  const [, number = "", unit = "s"] = /^(\d+(?:\.\d+)?)(s|m)?$/.exec(text) ?? [];
  if (number === "" || Number(number) === 0) throw new InvalidArgumentError("Expected a time such as 30, 30s or 2m.");
  return Number(number) * (unit === "m" ? 60 : 1);
}

/** Texts, gathered as the option is repeated. */
export const gathered = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** Files, gathered as the option is repeated. */
export function reports(file: string, before: readonly string[] = []): readonly string[] {
  if (!/\.(?:html|json)$/.test(file))
    throw new InvalidArgumentError("Expected a file name that ends in .html or .json.");
  return [...before, file];
}

/** Files for findings. */
export function findingsFiles(file: string, before: readonly string[] = []): readonly string[] {
  if (!/\.(?:json|har)$/.test(file)) throw new InvalidArgumentError("Expected a file name that ends in .json or .har.");
  return [...before, file];
}

export function percentage(text: string): number {
  const number = /^\d+(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : -1;
  if (number < 0 || number > 100) throw new InvalidArgumentError("Expected a number from 0 to 100.");
  return number;
}

export function port(text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : -1;
  if (number < 0 || number > 65_535) throw new InvalidArgumentError("Expected a number from 0 to 65535.");
  return number;
}

export function reportFile(text: string): ReportFile {
  const [, name, file = ""] = /^(\w+)=(.+)$/.exec(text) ?? [];
  const format = FORMATS.find((one) => one === name);
  if (format === undefined)
    throw new InvalidArgumentError(`Expected one of ${FORMATS.join(", ")} and a file, such as sarif=tenon.sarif`);
  return { format, file };
}
