import { cancel, confirm, intro, isCancel, select } from "@clack/prompts";
import { TEMPLATES, type TemplateName } from "./templates.ts";

export interface Answers {
  readonly template: TemplateName;
  readonly install: boolean;
}

/** Asks for what the command line does not say. `undefined`: the person has cancelled. */
export async function ask(
  given: { readonly template?: TemplateName; readonly install?: true },
  options: { readonly chooses: boolean; readonly packageManager: string },
): Promise<Answers | undefined> {
  intro("tenon init");
  const names = Object.keys(TEMPLATES) as TemplateName[]; // its keys are these
  const template =
    given.template ??
    (options.chooses
      ? await select({
          message: "What do you want to build?",
          options: names.map((value) => ({ value, label: value, hint: TEMPLATES[value].text })),
        })
      : "fullstack");
  if (isCancel(template)) return cancelled();
  const install = given.install ?? (await confirm({ message: `Install dependencies with ${options.packageManager}?` }));
  if (isCancel(install)) return cancelled();
  return { template, install };
}

function cancelled(): undefined {
  cancel("Nothing is written");
  return undefined;
}
