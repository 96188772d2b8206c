export interface LinkTarget {
  readonly href: string;
  /** What to say beside the text: the host, or the whole address where the text looks like one. */
  readonly beside: string | null;
}

/**
 * Where a link of a stranger's text may lead: a whole http, https or mailto address without a
 * password in it. Null for everything else, relative addresses too: they would lead into Etna.
 */
export function linkTarget(address: string, text: string): LinkTarget | null {
  const url = URL.parse(address);
  if (url === null) return null;
  if (url.protocol === "mailto:") return mailTarget(url, text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  if (url.username !== "" || url.password !== "" || url.host === "") return null;
  if (saysItself(url, text)) return { href: url.href, beside: null };
  return { href: url.href, beside: looksLikeAddress(text) ? url.href : url.host };
}

/** The address alone: a subject, a body or a copy to someone are not the page's to fill in. */
function mailTarget(url: URL, text: string): LinkTarget | null {
  const address = url.pathname;
  if (!/^[\w.!#$&'*+/=?^`{|}~-]+@[a-z0-9.-]+$/i.test(address)) return null;
  return { href: `mailto:${address}`, beside: text.trim() === address ? null : address };
}

/** True where the text is the address, letter by letter, in what every browser reads the same. */
function saysItself(url: URL, text: string): boolean {
  const said = text.trim();
  const forms = [url.href, url.href.replace(/^https?:\/\//, "")];
  return forms.some((form) => said === form || `${said}/` === form);
}

function looksLikeAddress(text: string): boolean {
  const plain = text.normalize("NFKC").trim();
  return /:\/\/|^www\.|@|^[^\s/]+\.[^\s./]{2,}(?:[/:?#]|$)/i.test(plain);
}
