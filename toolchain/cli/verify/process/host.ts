/** The process of an application that `tenon verify --app` verifies: if the application ends it, Tenon goes on. */

import { watchApplication } from "../../../verify/application.ts";
import { NoReply, type Target } from "../../../verify/target.ts";
import { applicationOf, appTarget, isFetch } from "./application.ts";
import type { Call, Result, Start, Started } from "./messages.ts";

const say = (message: Started | Result): void => void process.send?.(message);

async function host({ file, base, port }: Start): Promise<void> {
  const { insight } = await watchApplication();
  let target: Target;
  try {
    const app = await applicationOf(file);
    target = await appTarget(app, base, port);
    say({ url: target.url, ...(isFetch(app) && { lacks: target.lacks ?? [] }) });
  } catch (error) {
    say({ problem: error instanceof Error ? error.message : String(error) });
    return;
  }
  const answerTo = async ({ ask }: Call): Promise<Omit<Result, "id">> => {
    if (ask.kind === "literals") return { value: await insight.literals() };
    if (ask.kind === "newCode") return { value: await insight.newCode() };
    try {
      return { value: await target.send(ask.request, ask.within === undefined ? {} : { within: ask.within }) };
    } catch (error) {
      if (!(error instanceof NoReply)) throw error;
      return { noReply: { message: error.message, kind: error.kind } };
    }
  };
  process.on("message", (call: Call) => {
    void answerTo(call).then((answer) => say({ id: call.id, ...answer }));
  });
}

process.once("disconnect", () => process.exit());
process.once("message", (start: Start) => void host(start));
