import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../../bin/ground/paths.ts";
import type { AppendAsked, AppendSaid } from "./append-process.ts";

/** Durable entries a second, of processes that append at once: from the first begun to the last done. */
export async function appendFromProcesses(
  processes: number,
  together: number,
  seconds: number,
): Promise<number> {
  const children = Array.from({ length: processes }, () =>
    fork(join(root, "bench/provenance/append-process.ts"), {
      cwd: root,
      execArgv: ["--no-deprecation"],
    }),
  );
  try {
    await Promise.all(children.map((child) => said(child, "ready")));
    const begun = performance.now();
    const counts = await Promise.all(
      children.map(async (child) => {
        child.send({ together, seconds } satisfies AppendAsked);
        return (await said(child, "appended")).entries;
      }),
    );
    const tookSeconds = (performance.now() - begun) / 1000;
    return counts.reduce((sum, count) => sum + count, 0) / tookSeconds;
  } finally {
    for (const child of children) child.kill();
  }
}

async function said(child: ReturnType<typeof fork>, kind: AppendSaid["kind"]): Promise<AppendSaid> {
  const ended = once(child, "exit").then(() => {
    throw new Error("A process that appends ended.");
  });
  for (;;) {
    const [message] = (await Promise.race([once(child, "message"), ended])) as [AppendSaid];
    if (message.kind === kind) return message;
  }
}
