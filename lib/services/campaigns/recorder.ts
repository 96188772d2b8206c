import type { TriedTarget } from "./views.ts";

type Exchange = TriedTarget["exchanges"][number];

const maxBodyLength = 16 * 1024;
const maxExchanges = 10;

/** Remembers what goes through a fetch, as text and not without end. */
export class Recorder {
  readonly #seen: Exchange[] = [];
  readonly #bodies: Promise<void>[] = [];

  get seen(): readonly Exchange[] {
    return this.#seen;
  }

  watch(through: typeof fetch): typeof fetch {
    return async (input, init) => {
      const request = new Request(input, init);
      const sent = {
        method: request.method,
        url: request.url,
        requestHeaders: Object.fromEntries(request.headers),
        requestBody: bounded(await request.clone().text()),
      };
      const at = this.#seen.length;
      const keep = (came: Pick<Exchange, "status" | "responseHeaders" | "responseBody">): void => {
        if (at < maxExchanges) this.#seen[at] = { ...sent, ...came };
      };
      keep({ status: null, responseHeaders: {}, responseBody: "" });
      const response = await through(input, init);
      const { status } = response;
      const responseHeaders = Object.fromEntries(response.headers);
      keep({ status, responseHeaders, responseBody: "" });
      if (response.body === null) return response;
      const [own, theirs] = response.body.tee();
      const body = beginningOf(own).then((responseBody) =>
        keep({ status, responseHeaders, responseBody }),
      );
      this.#bodies.push(body);
      return new Response(theirs, { status, headers: response.headers });
    };
  }

  /** All answers are read as far as they are kept. */
  async settled(): Promise<void> {
    await Promise.all(this.#bodies);
  }
}

async function beginningOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  try {
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > maxBodyLength) break;
    }
  } catch {
    // Whoever asked learns why it broke off; what came until then is shown.
  }
  return bounded(text);
}

function bounded(text: string): string {
  return text.length <= maxBodyLength ? text : `${text.slice(0, maxBodyLength)}…`;
}
