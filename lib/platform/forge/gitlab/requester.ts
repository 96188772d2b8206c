import type { Repositories } from "@gitbeaker/rest";
import { AppError, decodeUtf8 } from "#lib/base/index.ts";
import { addressOf } from "./options.ts";
import type { GitlabTransport } from "./transport.ts";
import { inSnakeCase, queryOf } from "./wire-format.ts";

type Options = ConstructorParameters<typeof Repositories<false>>[0];
type MakeRequester = NonNullable<Options["requesterFn"]>;
type Requester = ReturnType<MakeRequester>;

/** What @gitbeaker asks for goes through the transport, which adds the token: it never sees one. */
export function resourceOptions(baseUrl: string, transport: GitlabTransport): Options {
  const host = addressOf(baseUrl);
  const requesterFn: MakeRequester = ({ url }) =>
    requesterOver(transport, url.slice(`${host}/api/v4/`.length));
  return { host, requesterFn, queryTimeout: null } as Options;
}

/** `prefix` is what some of its resources have in front of every path of theirs. */
export function requesterOver(transport: GitlabTransport, prefix: string): Requester {
  const send = (method: "GET" | "POST" | "PUT" | "DELETE") => {
    return async (endpoint: string, options: Parameters<Requester["get"]>[1] = {}) => {
      const body =
        options.body === undefined ? {} : { body: JSON.stringify(inSnakeCase(options.body)) };
      const answer = await transport.send({
        method,
        path: prefix === "" ? endpoint : `${prefix}/${endpoint}`,
        query: queryOf(options.searchParams ?? {}),
        ...(method === "DELETE" ? {} : body),
      });
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: bodyOf(answer.headers, answer.bytes),
      };
    };
  };
  const requester = {
    get: send("GET"),
    post: send("POST"),
    put: send("PUT"),
    delete: send("DELETE"),
    patch: () => Promise.reject(new AppError("forbidden", "GitLab's API is not patched.")),
  };
  return requester as Requester;
}

function bodyOf(headers: Headers, bytes: Uint8Array): unknown {
  if (bytes.length === 0) return null;
  if (headers.get("content-type")?.startsWith("application/json") !== true) return bytes;
  try {
    return JSON.parse(decodeUtf8(bytes) ?? "");
  } catch (cause) {
    throw new AppError("unavailable", "GitLab did not answer in JSON. Try again.", { cause });
  }
}
