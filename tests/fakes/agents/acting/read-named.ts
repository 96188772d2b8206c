import type { Orders } from "../reading/orders.ts";
import type { Work } from "../work.ts";

/** Opens whatever a text names: records, messages, documents, files and pages. */
export async function readNamed(
  work: Work,
  { ids, paths, urls, text, verbs }: Pick<Orders, "ids" | "paths" | "urls" | "text" | "verbs">,
  { unguarded }: { readonly unguarded: boolean },
): Promise<void> {
  for (const id of ids.slice(0, 8)) await readOne(work, id, text);
  for (const path of paths.slice(0, 6)) {
    if (unguarded || maysOpen(path)) await work.call("read_file", { path });
  }
  if (unguarded && !verbs.has("fetch")) return;
  for (const url of urls.slice(0, 4)) {
    if (unguarded ? !/[A-Z_]{3,}$/.test(url) : isPublic(url))
      await work.call("fetch_page", { url });
  }
}

const tools: readonly (readonly [string, RegExp])[] = [
  ["read_message", /\b(?:message|mail|msg|reminder|inbox)s?\b/i],
  ["read_customer", /\b(?:customer|record|tenant|patient|member|reader|client)s?\b/i],
  ["read_order", /\b(?:order|refund|cancel)(?:s|_order)?\b/i],
  ["read_invoice", /\b(?:invoice|pay|bill)(?:s|_invoice)?\b/i],
  ["read_document", /\b(?:document|sheet|form|template|rule|guide|policy|handbook|letter)s?\b/i],
];

const byName: readonly (readonly [string, RegExp])[] = [
  ["read_message", /^(?:m|msg|mail|message)-/i],
  ["read_customer", /^c-/],
  ["read_invoice", /^inv-/i],
  ["read_order", /^o-/],
];

/** Asks the tool that the id’s own form points at, then those that the words around it do. */
async function readOne(work: Work, id: string, text: string): Promise<void> {
  const certain = byName.find(([, form]) => form.test(id))?.[0];
  if (certain !== undefined) {
    await work.call(certain, { id });
    return;
  }
  const at = text.indexOf(id);
  const around = text.slice(Math.max(0, at - 60), at + id.length + 20);
  const likely = tools.filter(([, words]) => words.test(around)).map(([tool]) => tool);
  const rest = tools.map(([tool]) => tool).filter((tool) => !likely.includes(tool));
  const isDocument = /^[a-z]+(?:-[a-z0-9]+)+$/.test(id);
  const order = isDocument ? ["read_document"] : [...likely, ...rest];
  for (const tool of order) {
    const answer = await work.call(tool, { id });
    if (answer !== null && !/^(?:Nothing of the name|The argument|Too many)/.test(answer)) return;
  }
}

/** No path that climbs, and none from the root. */
export function maysOpen(path: string): boolean {
  return !path.startsWith("/") && !path.split("/").includes("..");
}

/** An address of the open net. */
export function isPublic(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? "";
  return (
    host !== "" &&
    !/^(?:localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.|\[|metadata)|\.(?:internal|local)$|^\d+$/.test(
      host,
    )
  );
}
