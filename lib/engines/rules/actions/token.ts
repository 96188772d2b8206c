import { isMap, isScalar } from "yaml";
import { keyOf, pairNamed } from "../yaml/nodes.ts";
import type { Job, Step, Workflow } from "./workflow.ts";

/** What the job's token may do: `unset` where neither the job nor the workflow says so. */
export function tokenOf(workflow: Workflow, job: Job): "read" | "write" | "unset" {
  const set = pairNamed(job.map, "permissions") ?? pairNamed(workflow.root, "permissions");
  if (set === undefined) return "unset";
  if (isScalar(set.value)) return String(set.value.value) === "write-all" ? "write" : "read";
  if (!isMap(set.value)) return "write";
  const writes = set.value.items.some(
    // An identity token signs what the job makes; it changes nothing in the repository.
    (item) => isScalar(item.value) && item.value.value === "write" && keyOf(item) !== "id-token",
  );
  return writes ? "write" : "read";
}

/** Actions that read the code at most, and never push with what the checkout left behind. */
const readers = new Set([
  "actions/cache",
  "actions/cache/restore",
  "actions/cache/save",
  "actions/checkout",
  "actions/download-artifact",
  "actions/setup-dotnet",
  "actions/setup-go",
  "actions/setup-java",
  "actions/setup-node",
  "actions/setup-python",
  "actions/upload-artifact",
  "astral-sh/setup-uv",
  "codecov/codecov-action",
  "denoland/setup-deno",
  "docker/setup-buildx-action",
  "docker/setup-qemu-action",
  "dtolnay/rust-toolchain",
  "oven-sh/setup-bun",
  "pnpm/action-setup",
  "ruby/setup-ruby",
  "shivammathur/setup-php",
  "swatinem/rust-cache",
]);

/** Words of scripts that write to the repository, to a registry or to a page, or may well do so. */
const writing =
  /\bgh\b|\bgit\b[^\n]{0,200}\b(?:push|fetch|pull|clone|submodule|ls-remote|remote|lfs)\b|GITHUB_TOKEN|GH_TOKEN|github\.token|releas|publish|deploy|provenance|gh-pages|changeset|semantic|\blerna\b|\bnx\b|commit|\btags?\b|\bpush\b|\bsync\b|\bupload|api\.github\.com|ACTIONS_ID_TOKEN/i;

/** True where the step is known to do with a token that can only read. */
export function onlyReads({ map, run, uses }: Step): boolean {
  const text = String(map);
  if (/GITHUB_TOKEN|GH_TOKEN|github\.token|secrets\s*\[/i.test(text)) return false;
  if (uses !== null) return readers.has(uses.action.toLowerCase());
  return run !== null && !writing.test(run.value);
}
