import type { LoadedContract } from "../../contract/index.ts";
import { emit, type OutputFile } from "../../emit/index.ts";
import type { Project } from "../config/projects.ts";
import { emitOptions } from "./emit-options.ts";

/** The files that `generate` would write for a project. None if there is no contract. */
export async function generatedFiles(project: Project, { contract }: LoadedContract): Promise<readonly OutputFile[]> {
  return contract === undefined ? [] : (await emit(contract, emitOptions(project))).files;
}
