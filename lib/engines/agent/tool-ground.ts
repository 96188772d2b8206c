import { repositoryPathFault } from "#lib/base/index.ts";
import { checkScope, type PatchScope } from "#lib/engines/patch/index.ts";
import { isSecretFile } from "#lib/engines/rules/index.ts";
import type { AgentJob } from "./job.ts";
import type { Checks } from "./ports.ts";
import type { ToolGround } from "./tools/tool.ts";
import type { WorkingCopy } from "./working-copy.ts";

/** What the tools may reach: the working copy, read and written within bounds. Nothing else. */
export function toolGround(copy: WorkingCopy, checks: Checks, job: AgentJob): ToolGround {
  return {
    copy,
    checks,
    limits: job.contextLimits,
    mayRead: readFault,
    mayWrite: (path) => readFault(path) ?? writeFault(path, job.scope),
  };
}

function readFault(path: string): string | null {
  const fault = repositoryPathFault(path);
  if (fault !== null) return `the path ${fault}.`;
  return isSecretFile(path) ? "that file holds secrets. It is shown to nobody." : null;
}

/** The guard itself says it early; it is asked again about the whole change. */
function writeFault(path: string, scope: PatchScope): string | null {
  const { outcome } = checkScope([{ path, before: "", after: "x" }], scope);
  return outcome === "failed" ? "that file is outside of what this fix may change." : null;
}
