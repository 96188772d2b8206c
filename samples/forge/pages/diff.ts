import type { ChangedFile } from "../bare-repository.ts";
import { escaped } from "./html.ts";

const maxLines = 2000;

/** The files of a change, each with its lines as they were and as they become. */
export function diffOf(files: readonly Pick<ChangedFile, "path" | "patch">[]): string {
  return files.map(({ path, patch }) => fileOf(path, patch)).join("");
}

function fileOf(path: string, patch: string | null): string {
  const head = `<h3 class="path">${escaped(path)}</h3>`;
  if (patch === null) return `${head}<p class="body muted">A binary file.</p>`;
  const lines = patch.replace(/\n$/, "").split("\n");
  const drawn = lines.slice(0, maxLines).map(lineOf).join("");
  const more = lines.length > maxLines ? `<p class="body muted">The rest is not shown.</p>` : "";
  const label = `Changes in ${path}`;
  return `${head}<div class="diff" role="region" tabindex="0" aria-label="${escaped(label)}">${drawn}</div>${more}`;
}

function lineOf(line: string): string {
  const kind = { "+": "add", "-": "del", "@": "at" }[line[0] ?? ""];
  return `<span${kind === undefined ? "" : ` class="${kind}"`}>${escaped(line) || " "}</span>`;
}
