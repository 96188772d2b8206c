import type { FileChange } from "#lib/base/index.ts";
import { changesInstalls } from "./installs.ts";
import { textHunks } from "./text-hunks.ts";
import { summarize, type ValidationCheck } from "./validation-check.ts";

export interface ReachAllowed {
  /** The finding is about a secret in the source, so that the fix reads it from the environment. */
  readonly environment: boolean;
}

/** What code of a fix may not begin to do. A line that did it before may be written anew. */
const reaches: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    "the environment",
    /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\s*\[|\bos\.environ\b|\bgetenv\b|\bimport\.meta\.env\b|\b(?:Deno|Bun)\.env\b|\bsecrets\.\w+|\bsecrets\s*\[|\}\s*=\s*process\b|=\s*process\s*(?:[;,)]|$)|\(\s*process\s*[,)]|\b(?:from|import|require\s*\()\s*["'`](?:node:)?process["'`]|\bfrom\s+os\s+import\s+(?!path\b)|\bimport\s+os\s+as\b/gim,
  ],
  [
    "a file of secrets",
    /\.env\b(?!\.)(?=["'`/ ]|\.\w)|\.ssh\b|\.npmrc\b|\.netrc\b|\.pypirc\b|\.aws\b|\.kube\b|\.git\/|\/etc\/|\/proc\/|id_(?:rsa|ed25519)|\.pem\b|credentials\.json/gi,
  ],
  ["files", /\b(?:from|import|require\s*\()\s*["'`](?:node:)?fs(?:\/promises)?["'`]/g],
  [
    "another program",
    /\bchild_process\b|\b(?:exec|spawn|fork)(?:File)?(?:Sync)?\s*\(|\bsubprocess\b|\bos\.(?:system|popen|exec\w*|spawn\w*)\b|\bpty\b|\bcurl\s|\bwget\s|\bworker_threads\b|\bnew\s+(?:Shared)?Worker\b|["'](?:execa|shelljs|cross-spawn|zx)["']|\bctypes\b|["'](?:node:)?(?:cluster|inspector)["']/g,
  ],
  [
    "code that is put together as it runs",
    /\beval\b|\bnew\s+Function\b|\bFunction\s*\(|\bvm\.\w|["'](?:node:)?vm["']|\bimport\s*\(|\brequire\s*\((?!\s*(["'`])[^"'`$]*\1\s*\))|\bset(?:Timeout|Interval)\s*\(\s*["'`]|\bprocess\.(?:getBuiltinModule|binding|dlopen|mainModule)\b|\bglobal\s*[.[]|\bgetattr\s*\(\s*(?:os|sys|builtins)\b|\bcreateRequire\b|\b__import__\b|\bimportlib\b|\bcompile\s*\(|\batob\b|\bb64decode\b|\bfromCharCode\b|\bglobalThis\b|\bmarshal\b|\bpickle\b|\bconstructor\s*[.[(]|\b__(?:globals|builtins|subclasses)__\b/g,
  ],
  [
    "the network",
    /\bfetch\b|\bXMLHttpRequest\b|\bWebSocket\b|\bEventSource\b|\bsendBeacon\b|["'](?:node:)?(?:https?2?|net|tls|dgram|dns)(?:\/promises)?["']|\bhttps?\.(?:get|request)\b|\bdns\.\w|\baxios\b|\bundici\b|\brequests\.(?:get|post|put|request|session)\b|\burllib\b|\bhttpx\b|\baiohttp\b|\bsocket\.\w|\bimport\s+(?:requests|socket)\b|["'](?:got|node-fetch|superagent|needle|ws)["']|\bsmtplib\b|\bftplib\b/gi,
  ],
];
const host =
  /\b(?:https?|wss?|ftp|git|ssh):\/\/([^\s/"'`)<>\\]+)|(?<=["'`])\/\/([\w.-]+\.\w{2,})(?=[/"'`])/gi;

/**
 * The change makes nothing read secrets, call elsewhere, start programs or build code that did not do so
 * before, and installs nothing: those are what a model would be led to by someone else's words. Counted
 * over all of the change. A list of ways is never whole: a person still reads what it lets by.
 */
export function checkReach(changes: readonly FileChange[], allowed: ReachAllowed): ValidationCheck {
  const { added, removed } = linesOf(changes);
  const faults = reaches.flatMap(([what, pattern]) => {
    if (allowed.environment && what === "the environment") return [];
    return count(added, pattern) > count(removed, pattern) ? [what] : [];
  });
  const before = changes.map((change) => change.before ?? "").join("\n");
  const known = new Set([...before.matchAll(host)].map(hostOf));
  const strange = [...added.matchAll(host)].map(hostOf).filter((name) => !known.has(name));
  if (strange.length > 0) faults.push("an address that was not there");
  if (changes.some(changesInstalls)) faults.push("what is installed");
  return {
    id: "reach",
    title: "Reaches for nothing new",
    outcome: faults.length === 0 ? "passed" : "failed",
    summary: faults.length === 0 ? "No new secret, program or address" : summarize(faults, 5),
  };
}

function linesOf(changes: readonly FileChange[]) {
  const lines = changes
    .flatMap(({ before, after }) => textHunks(before ?? "", after ?? ""))
    .flatMap((hunk) => hunk.lines);
  const side = (mark: string) =>
    lines.flatMap((line) => (line.startsWith(mark) ? [line.slice(1)] : [])).join("\n");
  return { added: side("+"), removed: side("-") };
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function hostOf(match: RegExpExecArray): string {
  return (match[1] ?? match[2] ?? "").toLowerCase();
}
