// Another process of a scan: rules look here at what strangers wrote, and it can be ended at any time.
import { AppError, type Workspace } from "#lib/base/index.ts";
import { customRule, faultOf } from "../custom/custom-rule.ts";
import { rules } from "../list.ts";
import { repairedFile } from "../repair.ts";
import type { Rule } from "../rule.ts";
import { type JobContext, scanJob } from "../scan-job.ts";
import { sourceFile } from "../source-file.ts";
import type { Answer, Ask, FromProcess, Ground, Task, TaskResults, ToProcess } from "./protocol.ts";

function tell(message: FromProcess): void {
  process.send?.(message);
}

const waiting = new Map<number, (answer: Answer) => void>();
let asked = 0;

function ask(question: Ask): Promise<Answer> {
  const id = asked++;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    tell({ kind: "ask", id, ask: question });
  });
}

function refused(answer: Answer): AppError {
  return "code" in answer
    ? new AppError(answer.code, answer.message)
    : new AppError("internal", "The workspace gave another answer than was asked for.");
}

const workspace: Workspace = {
  async list() {
    const answer = await ask({ what: "list" });
    if ("files" in answer) return answer.files;
    throw refused(answer);
  },
  async skipped() {
    const answer = await ask({ what: "skipped" });
    if ("skipped" in answer) return answer.skipped;
    throw refused(answer);
  },
  async read(path) {
    const answer = await ask({ what: "read", path });
    if ("bytes" in answer) return answer.bytes;
    throw refused(answer);
  },
};

let context: Pick<JobContext, "rules" | "known"> = { rules: new Map(), known: new Set() };

function prepare(ground: Ground): void {
  const all: Rule[] = [...rules];
  for (const definition of ground.definitions) all.push(customRule(definition));
  context = {
    rules: new Map(all.map((rule) => [rule.id, rule] as const)),
    known: new Set(ground.knownIds),
  };
}

async function perform(id: number, task: Task, tells: boolean): Promise<TaskResults[Task["kind"]]> {
  const begin = tells
    ? (ruleId: string, fix: boolean) => tell({ kind: "begun", id, ruleId, fix })
    : undefined;
  switch (task.kind) {
    case "scan":
      return await scanJob(task.job, { ...context, workspace, begin });
    case "check":
      return faultOf(task.definition);
    case "repair": {
      const rule = context.rules.get(task.ruleId);
      if (rule === undefined) return null;
      const before = sourceFile(task.path, task.text);
      const after = await repairedFile(before, rule, task.fingerprint, workspace);
      return after?.text ?? null;
    }
  }
}

/** One task after another, in the order in which they came. */
let last: Promise<void> = Promise.resolve();

process.on("message", (message: ToProcess) => {
  if (message.kind === "ground") {
    prepare(message.ground);
    tell({ kind: "ready" });
  } else if (message.kind === "answer") {
    waiting.get(message.id)?.(message.answer);
    waiting.delete(message.id);
  } else {
    const { id, task, tells } = message;
    last = last.then(async () => {
      try {
        tell({ kind: "done", id, result: await perform(id, task, tells) });
      } catch (error) {
        tell({ kind: "failed", id, message: error instanceof Error ? error.message : "" });
      }
    });
  }
});
process.on("disconnect", () => process.exit());
