import type { ForgeEvent } from "../events.ts";
import type { FakeForge } from "../forge.ts";
import type { Pipeline, Repository } from "../state.ts";
import { playTests } from "./play-tests.ts";

/** How long a run waits, and how long it takes. */
export interface Pace {
  readonly queuedMs: number;
  readonly runningMs: number;
}

/**
 * Plays the CI of whatever repository has a workflow: each push is queued, runs, and ends as the tests of
 * the sample repository would.
 * Returns what stops it.
 */
export function playCi(forge: FakeForge, pace: Pace): () => void {
  const timers = new Set<NodeJS.Timeout>();
  const later = (afterMs: number, run: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, afterMs);
    timers.add(timer);
  };

  const goOn = (repository: Repository, pipeline: Pipeline): void => {
    const advance = (status: Pipeline["status"]) =>
      forge.advancePipeline(repository, pipeline, status, repository.owner);
    if (pipeline.status === "running") {
      const end = pipeline.jobs.some(({ log }) => /^not ok /m.test(log)) ? "failure" : "success";
      later(pace.runningMs, () => advance(end));
    } else {
      later(pace.queuedMs, () => {
        advance("running");
        goOn(repository, pipeline);
      });
    }
  };

  const onPush = async ({ repository, branch, after }: ForgeEvent & { readonly kind: "push" }) => {
    if (/^0+$/.test(after) || !(await hasWorkflow(repository, after))) return;
    const log = await playTests(repository.git, after);
    const about = { sha: after, branch, status: "queued", log } as const;
    goOn(repository, forge.runPipeline(repository, about, repository.owner));
  };

  forge.onEvent((event) => {
    if (event.kind !== "push") return;
    onPush(event).catch((error: Error) => process.stderr.write(`${error.stack}\n`));
  });
  // What was under way when the forge was stopped.
  for (const repository of forge.state.repositories.values()) {
    for (const pipeline of repository.pipelines) {
      if (pipeline.status === "queued" || pipeline.status === "running") goOn(repository, pipeline);
    }
  }
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

async function hasWorkflow({ git }: Repository, commit: string): Promise<boolean> {
  const paths = await git.text(["ls-tree", "-r", "--name-only", commit, ".github/workflows/"]);
  return /\.ya?ml$/m.test(paths);
}
