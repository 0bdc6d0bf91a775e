import type { EmitOptions } from "../../emit/index.ts";
import { ALL_PARTS, type EmitParts, type Framework, onlyParts, PARTS } from "../../emit/parts.ts";
import type { EmitChoice } from "../config/config.ts";
import { fileName, type Project } from "../config/projects.ts";
import { detectImportExtension } from "./import-extension.ts";
import { needsModulePackage } from "./module-format.ts";

/** The options of a project, for the emitters. */
export function emitOptions(project: Project): EmitOptions {
  const {
    contract,
    importExtension: asked,
    output,
    msw,
    formats,
    emit,
    dates,
    bigint,
    decimals,
    enums,
    plugins,
  } = project;
  const importExtension = asked === undefined ? detectImportExtension(output) : asked === "none" ? "" : asked;
  return {
    source: fileName(contract),
    importExtension,
    ...(needsModulePackage(output, importExtension) && { packageType: "module" }),
    parts: chosenParts(emit),
    ...(msw !== undefined && { msw }),
    ...(formats !== undefined && { formats }),
    dates,
    bigint,
    decimals,
    enums,
    ...(plugins !== undefined && { plugins }),
  };
}

/** A list names all parts; an object changes the default. */
export function chosenParts(choice: EmitChoice | undefined): EmitParts {
  if (choice === undefined) return ALL_PARTS;
  if (isList(choice)) {
    const framework = choice.find((word) => word.startsWith("queries:"))?.slice("queries:".length);
    // Cast: the words are checked where they are read.
    return onlyParts(
      PARTS.filter((part) => choice.includes(part)),
      framework as Framework | undefined,
    );
  }
  const { queries, ...parts } = choice;
  const chosen = { ...ALL_PARTS, ...parts };
  return { ...chosen, client: chosen.client || Boolean(queries), queries: queries || undefined };
}

const isList = (choice: EmitChoice): choice is Extract<EmitChoice, readonly unknown[]> => Array.isArray(choice);
