import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

export interface GitlabUser {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  /** Null while the address is not confirmed. */
  readonly confirmed_at: string | null;
}

export interface GitlabOAuth {
  readonly url: string;
  /** Who is at the browser from now on, and agrees to everything. Null: somebody who declines. */
  signedIn: GitlabUser | null;
  close(): Promise<void>;
}

interface Grant {
  readonly user: GitlabUser;
  readonly redirectUri: string;
  readonly challenge: string;
}

/**
 * The part of a self-managed GitLab that signs people in: the authorization code grant with PKCE
 * (RFC 6749, RFC 7636) and `GET /api/v4/user`. Codes work once; all that must match is compared.
 */
export async function startGitlabOAuth(client: {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}): Promise<GitlabOAuth> {
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, GitlabUser>();
  const fake = { url: "", signedIn: null as GitlabUser | null, close };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("It does not listen.");
  fake.url = `http://127.0.0.1:${address.port}`;
  return fake;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", fake.url);
    if (pathname === "/oauth/authorize") return authorize(searchParams, response);
    if (pathname === "/oauth/token" && request.method === "POST") {
      return exchange(new URLSearchParams(await text(request)), response);
    }
    const user = tokens.get(request.headers.authorization?.replace(/^Bearer /, "") ?? "");
    if (pathname !== "/api/v4/user") return json(response, 404, { message: "404 Not Found" });
    if (user === undefined) return json(response, 401, { message: "401 Unauthorized" });
    json(response, 200, { ...user, state: "active" });
  }

  function authorize(query: URLSearchParams, response: ServerResponse) {
    const asked = Object.fromEntries(query);
    const known = asked.client_id === client.id && asked.redirect_uri === client.redirectUri;
    if (!known || asked.response_type !== "code" || asked.code_challenge_method !== "S256") {
      return json(response, 400, { error: "invalid_request" });
    }
    const back = new URL(client.redirectUri);
    back.searchParams.set("state", asked.state ?? "");
    if (fake.signedIn === null) {
      back.searchParams.set("error", "access_denied");
    } else {
      const code = randomBytes(20).toString("hex");
      const challenge = asked.code_challenge ?? "";
      grants.set(code, { user: fake.signedIn, redirectUri: client.redirectUri, challenge });
      back.searchParams.set("code", code);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  function exchange(body: URLSearchParams, response: ServerResponse) {
    const asked = Object.fromEntries(body);
    if (asked.client_id !== client.id || asked.client_secret !== client.secret) {
      return json(response, 401, { error: "invalid_client" });
    }
    const grant = grants.get(asked.code ?? "");
    grants.delete(asked.code ?? "");
    const digest = createHash("sha256")
      .update(asked.code_verifier ?? "")
      .digest("base64url");
    if (grant?.redirectUri !== asked.redirect_uri || grant?.challenge !== digest) {
      return json(response, 400, { error: "invalid_grant" });
    }
    const token = randomBytes(32).toString("hex");
    tokens.set(token, grant.user);
    json(response, 200, { access_token: token, token_type: "Bearer", scope: "read_user" });
  }

  function close(): Promise<void> {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  }
}

function json(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
