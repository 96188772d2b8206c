import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitlabServer, startGitlab } from "#samples/forge/gitlab/face.ts";
import { press } from "../support/forge-world.ts";
import { HttpBrowser, type Visit } from "../support/http-browser.ts";
import { askForLink, openSignInWorld, type SignInWorld } from "../support/sign-in-world.ts";

// The two ways there and back in a browser, through the built application: its cookie, its redirects,
// and what is said where they do not lead home.

let w: SignInWorld;
let gitlab: GitlabServer;
let count = 0;

beforeAll(async () => {
  w = await openSignInWorld();
  gitlab = await startGitlab();
  const application = {
    id: "etna",
    secret: crypto.randomUUID(),
    redirectUri: `${w.url}/connect/gitlab/return`,
  };
  gitlab.settings.applications.push(application);
  await w.restart({
    AUTH_GITLAB_URL: gitlab.url,
    AUTH_GITLAB_ID: application.id,
    AUTH_GITLAB_SECRET: application.secret,
    ETNA_OUTBOUND_ALLOW: [gitlab, w.enterprise].map((at) => new URL(at.url).host).join(","),
  });
}, 600_000);

afterAll(async () => {
  await gitlab?.close();
  await w?.close();
});

/** Somebody with an organization of their own, at a browser, on its page of connections. */
async function atConnections() {
  const browser = new HttpBrowser();
  const email = `admin${++count}@example.test`;
  await browser.open(await askForLink(w, browser, email));
  const welcome = await browser.open(`${w.url}/welcome`);
  await browser.submit(welcome, "Make the organization", {
    name: `Connect House ${count}`,
    person: "Ada Admin",
  });
  const base = `${w.url}/o/connect-house-${count}/settings/connections`;
  const page = await browser.open(base);
  expect(page.status).toBe(200);
  return { browser, base, page, email };
}

const elsewhere = (next: string) => !next.startsWith(w.url);

function pathOf({ url }: Visit): string {
  return url.slice(w.url.length);
}

describe("an App on GitHub", () => {
  it("is made and installed from the page of the connections, and leads back to a choice", async () => {
    const { forge } = w.enterprise;
    const ana = forge.addUser("ana");
    const files = { "README.md": "# Shop\n" };
    const shop = await forge.addRepository({ owner: ana, name: "shop", files });
    const { browser, base, page } = await atConnections();
    const on = await browser.submit(page, "Create the App on GitHub", {
      server: w.enterprise.url,
      owner: "",
    });
    expect(pathOf(on)).toBe("/connect/github/new");
    expect(browser.cookies(w.url).has("__Host-etna-forge")).toBe(true);
    const action = /<form[^>]*action="([^"]+)"/.exec(on.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect(new URL(action).origin).toBe(w.enterprise.url);
    const manifest = /name="manifest" value="([^"]+)"/.exec(on.text)?.[1] ?? "";
    const back = await press(action, {
      manifest: manifest.replaceAll("&quot;", '"').replaceAll("&amp;", "&"),
      as: "ana",
      press: "Create",
    });
    const returned = await browser.open(back.href, elsewhere);
    expect(returned.location).toContain("/installations/new");
    // It counts for one return.
    expect(browser.cookies(w.url).has("__Host-etna-forge")).toBe(false);
    const waiting = await browser.open(base);
    expect(waiting.words).toContain("installed nowhere yet");
    const installed = await press(returned.location ?? "", {
      as: "ana",
      press: "Install",
      repository: String(shop.id),
    });
    const chosen = await browser.open(installed.href);
    expect(chosen.words).toContain("ana/shop");
    const connected = await browser.submit(chosen, "Connect these repositories", {
      repository: String(shop.id),
    });
    expect(pathOf(connected)).toMatch(/\/repositories$/);
    expect(connected.words).toContain("ana/shop");
    const after = await browser.open(base);
    expect(after.words).toContain("An App of your own");
    expect(after.words).toContain("Works");
  });

  it("is not taken over in another browser, nor by another answer, nor by somebody else", async () => {
    w.enterprise.forge.addUser("ben");
    const { browser, page } = await atConnections();
    const on = await browser.submit(page, "Create the App on GitHub", {
      server: w.enterprise.url,
      owner: "",
    });
    const action = /<form[^>]*action="([^"]+)"/.exec(on.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const manifest = /name="manifest" value="([^"]+)"/.exec(on.text)?.[1] ?? "";
    const fields = { manifest: manifest.replaceAll("&quot;", '"'), as: "ben", press: "Create" };
    const back = await press(action, fields);
    const other = await atConnections();
    expect((await other.browser.open(back.href)).status).toBe(404);
    const cookie = browser.cookies(w.url).get("__Host-etna-forge") ?? "";
    other.browser.setCookie(w.url, "__Host-etna-forge", cookie);
    expect((await other.browser.open(back.href)).status).toBe(404);
    const forged = new URL(back);
    forged.searchParams.set("state", "another");
    const refused = await browser.open(forged.href);
    expect(new URL(refused.url).searchParams.get("problem")).toBe("forbidden");
    expect(refused.words).toContain("not the answer to what you set out for");
    const declined = new URL(back);
    declined.search = "";
    const empty = await browser.open(declined.href);
    expect(empty.words).toContain("did not grant it");
  });
});

describe("signing in at GitLab", () => {
  it("goes there and back, and leads to a choice of projects", async () => {
    const { forge, settings } = gitlab;
    const dev = forge.addUser("dev");
    const owner = forge.addUser("acme", { kind: "organization" });
    const files = { "README.md": "# Api\n" };
    await forge.addRepository({ owner, name: "api", files, members: { dev: "write" } });
    const { browser, page } = await atConnections();
    settings.signedIn = "dev";
    const chosen = await browser.submit(page, "Connect GitLab");
    expect(pathOf(chosen)).toMatch(/\/settings\/connections\/cn_\w+$/);
    expect(chosen.words).toContain("acme/api");
    expect(browser.cookies(w.url).has("__Host-etna-forge")).toBe(false);
    expect(dev.login).toBe("dev");
  });

  it("that was declined connects nothing, and says so", async () => {
    const { browser, page } = await atConnections();
    gitlab.settings.signedIn = null;
    const back = await browser.submit(page, "Connect GitLab");
    expect(back.words).toContain("did not grant it");
    expect(back.words).toContain("Nothing is connected yet");
  });

  it("asks again for a proof of presence where the last one is too old", async () => {
    const { browser, page, email } = await atConnections();
    await w.world.database.query(
      `UPDATE sessions SET proved_at = now() - interval '1 hour'
       WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [email],
    );
    gitlab.settings.signedIn = "dev";
    const refused = await browser.submit(page, "Connect GitLab");
    expect(refused.words).toContain("Confirm that it is you");
  });
});
