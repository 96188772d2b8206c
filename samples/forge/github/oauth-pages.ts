import { createHash, randomBytes } from "node:crypto";
import type { FaceAnswer, FaceRequest } from "../server.ts";
import { chooser, escaped, formOf, hidden, html, personOf, redirect } from "./html.ts";
import type { GithubApp, GithubWorld } from "./world.ts";

/** Asks the person, and sends them back with a code that works once, or with their refusal. */
export function authorizePage(world: GithubWorld, request: FaceRequest): FaceAnswer {
  const query = request.url.searchParams;
  const app = appOf(world, query.get("client_id"));
  const redirectUri = query.get("redirect_uri") ?? app?.callbackUrls[0] ?? "";
  if (app === undefined) return html(404, "Page not found", "");
  if (!app.callbackUrls.includes(redirectUri)) {
    const words = "The redirect_uri is not associated with this application.";
    return html(200, "Be careful!", `<p role="alert">${words}</p>`);
  }
  const user = personOf(world, request);
  if (user === null)
    return html(200, `Sign in to continue to ${app.name}`, chooser(world, request));
  if (request.method !== "POST") {
    const buttons = `<button name="press" value="Authorize">Authorize ${escaped(app.name)}</button>
<button name="press" value="Cancel">Cancel</button>`;
    const asks = `<p>It asks for: ${escaped(query.get("scope") ?? "nothing")}</p>`;
    const form = `<form method="post">${hidden({ as: user.login })}${buttons}</form>`;
    return html(200, `Authorize ${app.name}`, asks + form);
  }
  const back = new URL(redirectUri);
  back.searchParams.set("state", query.get("state") ?? "");
  if (formOf(request).get("press") !== "Authorize") {
    back.searchParams.set("error", "access_denied");
    return redirect(back.href);
  }
  const code = randomBytes(10).toString("hex");
  const challenge = query.get("code_challenge");
  world.oauthCodes.set(code, { app, user, redirectUri, challenge });
  back.searchParams.set("code", code);
  return redirect(back.href);
}

/** A refusal comes with status 200, as GitHub answers it. */
export function accessToken(world: GithubWorld, request: FaceRequest): FaceAnswer {
  const asked = formOf(request);
  const app = appOf(world, asked.get("client_id"));
  if (app === undefined || app.clientSecret !== asked.get("client_secret")) {
    return refused("incorrect_client_credentials");
  }
  if (asked.get("grant_type") === "refresh_token") {
    const old = world.forge.state.tokens.get(asked.get("refresh_token") ?? "");
    if (old === undefined || old.revoked || !old.scopes.includes("refresh")) {
      return refused("bad_refresh_token");
    }
    old.revoked = true;
    return granted(world, old.user.login, true);
  }
  const code = asked.get("code") ?? "";
  const grant = world.oauthCodes.get(code);
  world.oauthCodes.delete(code);
  if (grant === undefined || grant.app !== app) return refused("bad_verification_code");
  if (grant.redirectUri !== asked.get("redirect_uri")) return refused("redirect_uri_mismatch");
  const digest = createHash("sha256")
    .update(asked.get("code_verifier") ?? "")
    .digest("base64url");
  if (grant.challenge !== null && grant.challenge !== digest)
    return refused("bad_verification_code");
  return granted(world, grant.user.login, false);
}

function granted(world: GithubWorld, login: string, expires: boolean): FaceAnswer {
  const user = world.forge.state.users.get(login);
  if (user === undefined) return refused("bad_verification_code");
  const expiresAtMs = expires ? world.forge.nowMs() + 28_800_000 : null;
  const token = world.forge.addToken(
    { user, kind: "oauth", scopes: ["repo", "read:user"], expiresAtMs },
    "gho_",
  );
  const body = { access_token: token.value, token_type: "bearer", scope: "read:user,repo" };
  if (!expires) return { status: 200, body };
  const refresh = world.forge.addToken({ user, kind: "oauth", scopes: ["refresh"] }, "ghr_");
  return { status: 200, body: { ...body, expires_in: 28_800, refresh_token: refresh.value } };
}

function refused(error: string): FaceAnswer {
  return { status: 200, body: { error, error_description: error, error_uri: "/apps" } };
}

function appOf(world: GithubWorld, clientId: string | null): GithubApp | undefined {
  return [...world.apps.values()].find((app) => app.clientId === clientId);
}
