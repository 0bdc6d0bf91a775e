import { byId, within } from "./dom.ts";
import { showProblem, type Trouble } from "./problems.ts";

/**
 * Shows a dialog until its form has been saved or it has been closed.
 *
 * @param save does the work when the form is sent; what it resolves to closes the dialog and is the result, unless it
 * is a {@link Trouble}: that is shown in the form, which stays open.
 * @returns undefined when it was closed without saving.
 */
export function openDialog<Result>(
  id: string,
  save: (form: FormData) => Promise<Result | Trouble>,
): Promise<Result | undefined> {
  const dialog = byId(id, HTMLDialogElement);
  const form = within(dialog, "form", HTMLFormElement);
  const submit = within(form, "[type=submit]", HTMLButtonElement);
  const close = within(form, "[data-close]", HTMLButtonElement);
  const listeners = new AbortController();
  const { signal } = listeners;
  showProblem(form, undefined);

  return new Promise((resolve, reject) => {
    let result: Result | undefined;
    const send = async (): Promise<void> => {
      submit.disabled = true;
      try {
        const answer = await save(new FormData(form));
        if (isTrouble(answer)) {
          showProblem(form, answer);
        } else {
          result = answer;
          dialog.close();
        }
      } finally {
        submit.disabled = false;
      }
    };
    form.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        send().catch((fault: unknown) => {
          dialog.close();
          reject(fault);
        });
      },
      { signal },
    );
    close.addEventListener("click", () => dialog.close(), { signal });
    dialog.addEventListener(
      "close",
      () => {
        listeners.abort();
        resolve(result);
      },
      { signal },
    );
    dialog.showModal();
  });
}

const isTrouble = (answer: unknown): answer is Trouble =>
  typeof answer === "object" && answer !== null && "trouble" in answer;
