/** The dialogs that change something. */
import type { Client } from "../generated/client.ts";
import type { StudentInput, StudentOutput, StudentPatch } from "../generated/operations.ts";
import { openDialog } from "./dialogs.ts";
import { byId, entered, notice } from "./dom.ts";
import { fromFault, fromProblem, type Trouble } from "./problems.ts";
import { readToken, saveToken } from "./session.ts";

/**
 * Adds a student, or changes this one.
 *
 * @returns the student as stored; undefined when the dialog was closed or nothing was changed.
 */
export function openEditor(api: Client, student?: StudentOutput): Promise<StudentOutput | undefined> {
  byId("editor-title", HTMLElement).textContent = student ? "Edit student" : "Add student";
  byId("name", HTMLInputElement).value = student?.name ?? "";
  byId("email", HTMLInputElement).value = student?.email ?? "";
  byId("status", HTMLSelectElement).value = student?.status ?? "active";
  byId("dateOfBirth", HTMLInputElement).value = student?.dateOfBirth ?? "";
  return openDialog("editor", (form) => (student ? change(api, student, read(form)) : add(api, read(form))));
}

async function add(api: Client, body: StudentInput): Promise<StudentOutput | Trouble> {
  try {
    const answer = await api.createStudent({ body });
    if (answer.status !== 201) return fromProblem(answer.body);
    notice(`${answer.body.name} has been added.`);
    return answer.body;
  } catch (fault) {
    return fromFault(fault);
  }
}

async function change(api: Client, before: StudentOutput, now: StudentInput): Promise<StudentOutput | Trouble> {
  const body = difference(before, now);
  if (Object.keys(body).length === 0) return before;
  try {
    const answer = await api.updateStudent({ params: { studentId: before.id }, body });
    if (answer.status !== 200) return fromProblem(answer.body);
    notice(`${answer.body.name} has been changed.`);
    return answer.body;
  } catch (fault) {
    return fromFault(fault);
  }
}

/** What the person entered, as it is: whether it is right is for the contract to say. */
function read(form: FormData): StudentInput {
  return {
    name: entered(form, "name"),
    email: entered(form, "email"),
    // The options of the field are those of the contract.
    status: entered(form, "status") as StudentInput["status"],
    dateOfBirth: entered(form, "dateOfBirth") || null,
  };
}

/** The merge patch that makes one out of the other. */
function difference(before: StudentOutput, { name, email, status, dateOfBirth = null }: StudentInput): StudentPatch {
  return {
    ...(name !== before.name && { name }),
    ...(email !== before.email && { email }),
    ...(status !== before.status && { status }),
    ...(dateOfBirth !== (before.dateOfBirth ?? null) && { dateOfBirth }),
  };
}

/** Asks, and then deletes a student. @returns whether the student is gone. */
export async function openRemover(api: Client, student: StudentOutput): Promise<boolean> {
  byId("remover-text", HTMLElement).textContent = `${student.name} and all their enrolments will be deleted for good.`;
  const gone = await openDialog<true>("remover", async () => {
    try {
      const answer = await api.deleteStudent({ params: { studentId: student.id } });
      // Somebody else was quicker: what was wanted is so.
      if (answer.status !== 204 && answer.status !== 404) return fromProblem(answer.body);
      notice(`${student.name} has been deleted.`);
      return true;
    } catch (fault) {
      return fromFault(fault);
    }
  });
  return gone ?? false;
}

/** Lets somebody enter the token that writing needs. */
export async function openTokenDialog(): Promise<void> {
  byId("token-value", HTMLInputElement).value = readToken() ?? "";
  await openDialog<true>("token", (form) => {
    saveToken(entered(form, "token"));
    return Promise.resolve(true);
  });
}
