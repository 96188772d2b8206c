/** What a browser leaves out of an address before it reads its scheme. */
const ignored = /[\p{Cc} \u200b]/gu;

/** Elements that show a `data:` address as a page of its own. */
const framing = new Set([
  "iframe",
  "object",
  "embed",
  "frame",
  "a",
  "form",
  "button",
  "input",
  "use",
  "area",
]);

/** True for an address that runs code where it is followed or loaded. */
export function isLiveAddress(url: string, element: string): boolean {
  const head = url.slice(0, 200).replace(ignored, "").toLowerCase();
  if (/^(?:javascript|vbscript|livescript):./.test(head)) return true;
  if (element === "script" && head.startsWith("data:")) return true;
  return (
    framing.has(element) &&
    /^data:(?:text\/html|image\/svg\+xml|application\/xhtml\+xml|text\/xml)/.test(head)
  );
}
