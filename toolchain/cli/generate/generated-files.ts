import type { LoadedContract } from "../../contract/index.ts";
import { emit, type OutputFile } from "../../emit/index.ts";
import { detectImportExtension } from "./import-extension.ts";
import { fileName, type Project } from "../config/projects.ts";

/** What would be generated for a project, in memory. Nothing where there is no contract. */
export async function generatedFiles(project: Project, { contract }: LoadedContract): Promise<readonly OutputFile[]> {
  if (contract === undefined) return [];
  const { importExtension: asked, output, msw, formats } = project;
  const importExtension = asked === undefined ? detectImportExtension(output) : asked === "none" ? "" : asked;
  const options = {
    source: fileName(project.contract),
    importExtension,
    ...(msw !== undefined && { msw }),
    ...(formats !== undefined && { formats }),
  };
  return (await emit(contract, options)).files;
}
