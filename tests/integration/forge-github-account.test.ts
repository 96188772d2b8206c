import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  convertGithubManifest,
  exchangeGithubCode,
  githubAppManifest,
  githubAuthorizeUrl,
  githubInstallationTokens,
  openGithubAccess,
  readGithubInstallation,
  refreshGithubToken,
} from "#lib/platform/forge/index.ts";
import { files, githubSample, loopback, request } from "./forge-github-helpers.ts";

async function press(url: string, fields: Record<string, string>): Promise<Response> {
  return fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
}

describe("GitHub, as a person connects it", () => {
  it("goes from a manifest to an installed App, whose narrowed token makes a signed commit", async () => {
    const { server, repository, base, open } = await githubSample();
    const at = { baseUrl: server.apiUrl, allow: loopback };
    const manifest = githubAppManifest({
      name: "Etna at Acme",
      url: "https://etna.example",
      webhookUrl: "https://etna.example/hook",
      redirectUrl: "https://etna.example/created",
      setupUrl: "https://etna.example/installed",
      callbackUrls: ["https://etna.example/callback"],
    });
    const page = `${server.url}/settings/apps/new?state=s1`;
    const fields = { manifest: JSON.stringify(manifest), as: "ana" };
    expect(await (await press(page, fields)).text()).toContain("contents: write");
    const created = await press(page, { ...fields, press: "Create", state: "s1" });
    const back = new URL(created.headers.get("location")!);
    expect(back.searchParams.get("state")).toBe("s1");
    const code = back.searchParams.get("code")!;
    const app = await convertGithubManifest(at, code);
    expect(app.privateKey).toContain("BEGIN RSA PRIVATE KEY");
    await expect(convertGithubManifest(at, code)).rejects.toMatchObject({ code: "not_found" });

    const install = `${server.url}/apps/${app.slug}/installations/new?state=s2`;
    const chosen = { as: "ana", press: "Install", repository: String(repository.id) };
    const installed = new URL((await press(install, chosen)).headers.get("location")!);
    const installationId = installed.searchParams.get("installation_id")!;
    const found = await readGithubInstallation(at, app, installationId);
    expect(found).toMatchObject({
      account: { name: "ana" },
      suspended: false,
      allRepositories: false,
    });

    const repositoryId = String(repository.id);
    const token = githubInstallationTokens(at, app, { installationId, repositoryId });
    const before = server.requests.length;
    expect(await token()).toBe(await token());
    expect(server.requests.length - before).toBe(1);
    expect(server.forge.state.tokens.get(await token())?.repositoryIds).toEqual([repository.id]);
    const forge = await open({ token });
    const { commit } = await forge.commitToBranch(request(base));
    expect(server.world.verified.has(commit)).toBe(true);

    const { account, permissions } = found;
    const access = openGithubAccess(at, { kind: "app", token, permissions, account });
    expect(await access.describeGrant()).toMatchObject({ missing: [], surplus: [] });
    expect((await access.listRepositories()).map(({ fullName }) => fullName)).toEqual(["ana/shop"]);
    await access.revoke();
    await access.revoke();
    await expect(forge.inspectRepository()).rejects.toMatchObject({
      code: "precondition_failed",
      message: "GitHub no longer accepts Etna's credential for ana/shop. Connect GitHub again.",
    });
  });

  it("says so where the App is suspended or removed", async () => {
    const { server, app, installation } = await githubSample();
    const at = { baseUrl: server.apiUrl, allow: loopback };
    const key = { appId: String(app.id), privateKey: app.privateKey };
    const installationId = String(installation.id);
    installation.suspendedAtMs = 1;
    expect(await readGithubInstallation(at, key, installationId)).toMatchObject({
      suspended: true,
    });
    const token = githubInstallationTokens(at, key, { installationId });
    await expect(token()).rejects.toMatchObject({
      code: "precondition_failed",
      message: expect.stringContaining("suspended") as string,
    });
    installation.deleted = true;
    await expect(readGithubInstallation(at, key, installationId)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("names permissions that are missing, and those it does not need", async () => {
    const { server } = await githubSample();
    const access = openGithubAccess(
      { baseUrl: server.apiUrl, allow: loopback },
      {
        kind: "app",
        token: async () => "unused",
        permissions: { contents: "read", administration: "write", metadata: "read" },
        account: { id: "1", name: "ana" },
      },
    );
    const grant = await access.describeGrant();
    expect(grant.missing).toContain("contents:write");
    expect(grant.surplus).toEqual(["administration:write"]);
  });

  it("exchanges a person's code once, with its own verifier, and ends the token", async () => {
    const { server, app, ana } = await githubSample();
    const redirectUri = "https://etna.example/callback";
    Object.assign(app, { callbackUrls: [redirectUri] });
    const client = {
      webUrl: server.url,
      clientId: app.clientId,
      clientSecret: app.clientSecret,
      allow: loopback,
    };
    const codeVerifier = "v".repeat(50);
    const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");
    const about = { redirectUri, state: "s", codeChallenge, scopes: ["repo", "read:user"] };
    const authorize = async () => {
      const answer = await press(githubAuthorizeUrl(client, about), {
        as: "ana",
        press: "Authorize",
      });
      return new URL(answer.headers.get("location")!).searchParams.get("code")!;
    };
    const code = await authorize();
    const made = await exchangeGithubCode(client, { code, redirectUri, codeVerifier });
    expect(made).toMatchObject({ scopes: ["read:user", "repo"], refreshToken: null });
    for (const [again, verifier] of [
      [code, codeVerifier],
      [await authorize(), "other"],
    ] as const) {
      const tried = { code: again, redirectUri, codeVerifier: verifier };
      await expect(exchangeGithubCode(client, tried)).rejects.toMatchObject({
        code: "unauthenticated",
      });
    }
    const access = openGithubAccess(
      { baseUrl: server.apiUrl, allow: loopback },
      {
        kind: "user",
        token: async () => made.token,
        client: { id: app.clientId, secret: app.clientSecret },
      },
    );
    expect(await access.describeGrant()).toMatchObject({
      account: { name: "ana" },
      missing: [],
      surplus: ["read:user"],
    });
    for (let i = 0; i < 101; i++) {
      await server.forge.addRepository({ owner: ana, name: `r${i}`, files });
    }
    expect((await access.listRepositories()).length).toBe(102);
    await access.revoke();
    await access.revoke();
    await expect(access.describeGrant()).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("refreshes a token that expires, once", async () => {
    const { server, app, ana } = await githubSample();
    const refresh = server.forge.addToken(
      { user: ana, kind: "oauth", scopes: ["refresh"] },
      "ghr_",
    );
    const client = {
      webUrl: server.url,
      clientId: app.clientId,
      clientSecret: app.clientSecret,
      allow: loopback,
    };
    const made = await refreshGithubToken(client, refresh.value);
    expect(made.expiresAt!.getTime()).toBeGreaterThan(Date.now());
    expect(made.refreshToken).not.toBe(refresh.value);
    await expect(refreshGithubToken(client, refresh.value)).rejects.toMatchObject({
      code: "unauthenticated",
    });
  });
});
