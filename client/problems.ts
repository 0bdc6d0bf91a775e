import { ApiError, NetworkError, ResponseError, TimeoutError } from "tenon-runtime/client";
import type { Problem } from "../generated/operations.ts";
import { within } from "./dom.ts";

/** Something that went wrong, in words for the person in front of the page. */
export interface Trouble {
  readonly trouble: string;
  /** What is wrong with single fields, by their names. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A problem document in the page's words: each violation goes to the field that its pointer names. */
export function fromProblem({ title, detail, errors = [] }: Problem): Trouble {
  const fields: Record<string, string> = {};
  const others: string[] = [];
  for (const error of errors) {
    const text = sentence(error.message);
    const field = error.in === "body" ? error.pointer.split("/")[1] : undefined;
    if (field === undefined || field === "") others.push(error.name === undefined ? text : `${error.name}: ${text}`);
    else fields[field] ??= text;
  }
  return { trouble: [sentence(title), ...(detail === undefined ? [] : [detail]), ...others].join(" "), fields };
}

/** A failed call: without an answer, with a declared failure, or with an undeclared one. Other faults are bugs of this page. */
export function fromFault(fault: unknown): Trouble {
  if (fault instanceof NetworkError) return { trouble: "The school's server cannot be reached.", fields: {} };
  if (fault instanceof TimeoutError) return { trouble: "The school's server takes too long to answer.", fields: {} };
  // Cast: the body of every failure that the contract declares is a problem document.
  if (fault instanceof ResponseError) return fromProblem(fault.result.body as Problem);
  if (fault instanceof ApiError)
    return { trouble: `The school's server gave a strange answer. ${sentence(fault.message)}`, fields: {} };
  throw fault;
}

/** Shows trouble in a form, each part at its field and the rest on top; undefined clears what was shown. */
export function showProblem(form: HTMLFormElement, trouble: Trouble | undefined): void {
  const left = new Map(Object.entries(trouble?.fields ?? {}));
  let first: HTMLElement | undefined;
  for (const element of form.elements) {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLSelectElement)) continue;
    const text = left.get(element.name);
    left.delete(element.name);
    if (text === undefined) {
      element.removeAttribute("aria-invalid");
    } else {
      element.setAttribute("aria-invalid", "true");
      first ??= element;
    }
    const place = form.querySelector(`#${element.id}-problem`);
    if (place) place.textContent = text ?? "";
  }
  const rest = [...left].map(([name, text]) => `${name}: ${text}`);
  // Where the fields say everything, the title above them would say it twice.
  const summary = trouble === undefined || first ? rest : [trouble.trouble, ...rest];
  within(form, ".summary", HTMLElement).textContent = summary.join(" ");
  first?.focus();
}

/** With a capital at the start and a full stop at the end. */
function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
