import { Agent, request } from "node:http";
import { z } from "zod";
import type { Toolbox } from "../toolbox.ts";

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const listed = z.object({
  tools: z.array(z.object({ function: z.object({ name: z.string(), description: z.string() }) })),
});

/** Tools over plain HTTP: GET lists them, POST to the name calls one. */
export async function httpToolbox(url: string): Promise<Toolbox> {
  const { tools } = listed.parse(JSON.parse(await ask("GET", url)));
  return {
    offered: tools.map((each) => each.function),
    async call(name, given) {
      const text = await ask("POST", `${url}/${encodeURIComponent(name)}`, JSON.stringify(given));
      return textOf(text);
    },
  };
}

const answered = z.object({ result: z.string() });

function textOf(body: string): string {
  const parsed = answered.safeParse(JSON.parse(body));
  return parsed.success ? parsed.data.result : body;
}

function ask(method: string, url: string, body?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const sent = request(url, { method, agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => {
        text += piece;
      });
      response.on("end", () => resolve(text));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
