export interface Exchange {
  readonly request: string;
  readonly status: number;
  readonly cookies: string;
  /** Status, headers and body, without the cookies that it sets. */
  readonly response: string;
}

/** From now on keeps what every `fetch` to this address sent and got. Streams of events stay unread. */
export function recordFetch(url: string): readonly Exchange[] {
  const exchanges: Exchange[] = [];
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const response = await fetch(input, init);
    const target = input instanceof Request ? input.url : String(input);
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
    if (!target.startsWith(url) || isStream) return response;
    const headers = new Headers(init?.headers);
    const body = await new Response(init?.body ?? "").text();
    const lines = [...response.headers].filter(([name]) => name !== "set-cookie");
    exchanges.push({
      request: [init?.method ?? "GET", target, ...[...headers].flat(), body].join("\n"),
      status: response.status,
      cookies: response.headers.getSetCookie().join("\n"),
      response: `${response.status}\n${lines.map((line) => line.join(": ")).join("\n")}\n\n${await response.clone().text()}`,
    });
    return response;
  };
  return exchanges;
}
