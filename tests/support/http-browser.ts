/** What came back for one request. */
export interface Visit {
  readonly url: string;
  readonly status: number;
  /** Where it sends on to, as a whole address. */
  readonly location: string | null;
  readonly requestId: string;
  readonly text: string;
  /** The text as a person reads it, without its markup. */
  readonly words: string;
}

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&quot;": '"',
  "&#x27;": "'",
  "&#39;": "'",
  "&lt;": "<",
  "&gt;": ">",
};

/** A browser without scripts: it keeps cookies for each origin, fills forms and follows redirects. */
export class HttpBrowser {
  readonly #jars = new Map<string, Map<string, string>>();
  readonly #userAgent: string;

  constructor(
    userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  ) {
    this.#userAgent = userAgent;
  }

  /** The cookies that an origin gets. */
  cookies(url: string): ReadonlyMap<string, string> {
    return this.#jar(url);
  }

  setCookie(url: string, name: string, value: string): void {
    this.#jar(url).set(name, value);
  }

  /** One request, and no further. */
  async request(url: string, init: RequestInit = {}): Promise<Visit> {
    const headers = new Headers(init.headers);
    headers.set("user-agent", this.#userAgent);
    const cookie = [...this.#jar(url)].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookie !== "") headers.set("cookie", cookie);
    if (init.method === "POST") headers.set("origin", new URL(url).origin);
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    this.#keep(url, response.headers.getSetCookie());
    const location = response.headers.get("location");
    const text = await response.text();
    return {
      url,
      status: response.status,
      location: location && new URL(location, url).href,
      requestId: response.headers.get("x-request-id") ?? "",
      text,
      words: wordsOf(text),
    };
  }

  /** Goes on as long as it is sent on, or until `stopAt` is where it would go next. */
  async open(url: string, stopAt?: (next: string) => boolean): Promise<Visit> {
    return await this.#follow(await this.request(url), stopAt);
  }

  /** Sends the form whose markup has these words in it, as it is without scripts. */
  async submit(
    page: Visit,
    words: string,
    fields: Readonly<Record<string, string>> = {},
    stopAt?: (next: string) => boolean,
  ): Promise<Visit> {
    const forms = [...page.text.matchAll(/<form\b[^>]*>.*?<\/form>/gs)].map(([form]) => form);
    const form = forms.find((markup) => wordsOf(markup).includes(words));
    if (form === undefined) throw new Error(`No form on ${page.url} says "${words}".`);
    const tag = /^<form\b[^>]*>/.exec(form)?.[0] ?? "";
    const target = new URL(attribute(tag, "action") ?? "", page.url).href;
    const values = new Map<string, string>();
    for (const [input] of form.matchAll(/<input\b[^>]*>/g)) {
      const name = attribute(input, "name");
      if (name !== undefined) values.set(name, attribute(input, "value") ?? "");
    }
    for (const [name, value] of Object.entries(fields)) values.set(name, value);
    const body = /multipart/i.test(tag) ? new FormData() : new URLSearchParams();
    for (const [name, value] of values) body.append(name, value);
    return await this.#follow(await this.request(target, { method: "POST", body }), stopAt);
  }

  async #follow(visit: Visit, stopAt?: (next: string) => boolean): Promise<Visit> {
    let at = visit;
    for (let hop = 0; at.location !== null && !stopAt?.(at.location); hop++) {
      if (hop === 12) throw new Error(`Sent on and on, at last to ${at.location}.`);
      at = await this.request(at.location);
    }
    return at;
  }

  #jar(url: string): Map<string, string> {
    const { origin } = new URL(url);
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    return jar;
  }

  #keep(url: string, lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const ends = /expires=([^;]+)/i.exec(line)?.[1];
      const over = /max-age=0\b/i.test(line) || (ends && Date.parse(ends) <= Date.now());
      // What a real browser would not keep, this one does not keep either.
      const host = name.startsWith("__Host-");
      const fit = !host || (/; ?secure/i.test(line) && /; ?path=\/(;|$)/i.test(line));
      if (!fit || /; ?domain=/i.test(line)) throw new Error(`An unfit cookie: ${line}`);
      if (over) this.#jar(url).delete(name);
      else this.#jar(url).set(name, value);
    }
  }
}

function wordsOf(markup: string): string {
  return markup.replace(/<script\b.*?<\/script>|<!--.*?-->|<[^>]*>/gs, "");
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  return value?.replace(/&(?:amp|quot|lt|gt|#39|#x27);/g, (entity) => entities[entity] ?? entity);
}
