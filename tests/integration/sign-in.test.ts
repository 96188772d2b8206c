import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rotateAuthSecret } from "../../bin/etna/secrets-rotate.ts";
import type { GitlabUser } from "../fakes/gitlab-oauth.ts";
import { HttpBrowser, type Visit } from "../support/http-browser.ts";
import {
  askForLink,
  openDomain,
  openSignInWorld,
  type SignInWorld,
  setOut,
  toCallback,
  whoIs,
} from "../support/sign-in-world.ts";

let w: SignInWorld;
let firstLink: string | null;
let count = 0;

beforeAll(async () => {
  w = await openSignInWorld();
  firstLink = await w.s.identity.createFirstOwnerLink();
}, 600_000);

afterAll(() => w?.close());

type Provider = "GitHub" | "Google" | "GitLab";

/** Goes to the provider and agrees there as `who`. Returns the answer that Etna has yet to get. */
async function agree(browser: HttpBrowser, provider: Provider, who: string): Promise<string> {
  const shown = await setOut(browser, w.url, provider);
  return await agreeAt(browser, shown, provider, who);
}

async function agreeAt(browser: HttpBrowser, shown: Visit, provider: Provider, who: string) {
  const answer = provider === "GitLab" ? shown : await browser.submit(shown, who, {}, toCallback);
  if (answer.location === null) throw new Error(`${provider} shows ${answer.text.slice(0, 300)}`);
  return answer.location;
}

async function signInWith(browser: HttpBrowser, provider: Provider, who: string): Promise<Visit> {
  return await browser.open(await agree(browser, provider, who));
}

function gitlabUser(changes: Partial<GitlabUser> = {}): GitlabUser {
  const id = ++count + 4000;
  const email = `gitlab${id}@${openDomain}`;
  const confirmed_at = "2026-01-01T00:00:00Z";
  return { id, username: `user${id}`, name: `User ${id}`, email, confirmed_at, ...changes };
}

function pathOf({ url }: Visit): string {
  const { pathname, searchParams } = new URL(url);
  const error = searchParams.get("error");
  return error === null ? pathname : `${pathname}?error=${error}`;
}

/** A person who is signed in by a link, in an organization of their own. */
async function member(email: string) {
  const browser = new HttpBrowser();
  const oldPage = await browser.open(`${w.url}/sign-in`);
  await browser.open(await askForLink(w, browser, email));
  const who = await whoIs(browser, w.url);
  const { slug } = await w.s.organizations.createOrganization(who.id, `House of ${email}`);
  return {
    browser,
    oldPage,
    id: who.id,
    sessionId: who.sessionId,
    settings: `${w.url}/o/${slug}/settings`,
  };
}

type Member = Awaited<ReturnType<typeof member>>;

/** Presses "Connect" in the settings and agrees. Returns the answer that Etna has yet to get. */
async function connect(person: Member, provider: Provider, who: string): Promise<string> {
  const page = await person.browser.open(`${person.settings}/account`);
  const shown = await person.browser.submit(page, `Connect ${provider}`, {}, toCallback);
  return await agreeAt(person.browser, shown, provider, who);
}

async function accountsOf(userId: string) {
  return (await w.s.identity.listAccounts(userId)).map(({ label }) => label);
}

describe("the first owner's link", () => {
  it("signs in whoever reads the terminal, in any browser, once", async () => {
    const [browser, other] = [new HttpBrowser(), new HttpBrowser()];
    expect(pathOf(await browser.open(firstLink ?? ""))).toBe("/welcome");
    expect(await whoIs(browser, w.url)).toMatchObject({ email: "owner@localhost" });
    expect(pathOf(await other.open(firstLink ?? ""))).toBe("/sign-in?error=Verification");
    expect(await w.s.identity.createFirstOwnerLink()).toBeNull();
  });
});

describe("an account elsewhere", () => {
  it.each([
    ["GitHub", "ada", `ada@${openDomain}`],
    ["Google", "ada.g", `ada.g@${openDomain}`],
    ["GitLab", "", ""],
  ] as const)(
    "at %s makes a person of its verified address, and finds them again",
    async (provider, who, address) => {
      const user = gitlabUser();
      w.gitlab.signedIn = user;
      const [first, second] = [new HttpBrowser(), new HttpBrowser()];
      expect(pathOf(await signInWith(first, provider, who))).toBe("/welcome");
      const person = await whoIs(first, w.url);
      expect(person.email).toBe(address || user.email);
      await signInWith(second, provider, who);
      expect((await whoIs(second, w.url)).id).toBe(person.id);
      expect(await accountsOf(person.id)).toHaveLength(1);
    },
  );

  it("is asked with PKCE and with a state that differs each time", async () => {
    w.gitlab.signedIn = gitlabUser();
    for (const provider of ["GitHub", "Google", "GitLab"] as const) {
      const asked = await Promise.all([1, 2].map(() => authorization(provider)));
      for (const query of asked) {
        expect(query.get("code_challenge_method")).toBe("S256");
        expect(query.get("code_challenge")).toMatch(/^[\w-]{43}$/);
      }
      expect(new Set(asked.map((query) => query.get("state"))).size).toBe(2);
    }
  });

  async function authorization(provider: Provider): Promise<URLSearchParams> {
    const browser = new HttpBrowser();
    const page = await browser.open(`${w.url}/sign-in`);
    const here = new URL(w.url).origin;
    const away = (next: string) => new URL(next).origin !== here;
    const left = await browser.submit(page, `Continue with ${provider}`, {}, away);
    return new URL(left.location ?? "").searchParams;
  }

  it.each(["GitHub", "Google", "GitLab"] as const)(
    "at %s signs nobody in where the state is another one, or is lacking",
    async (provider) => {
      w.gitlab.signedIn = gitlabUser();
      for (const change of ["wrong", null]) {
        const browser = new HttpBrowser();
        const answer = new URL(await agree(browser, provider, "ada"));
        if (change === null) answer.searchParams.delete("state");
        else answer.searchParams.set("state", change);
        expect(pathOf(await browser.open(answer.href))).toBe("/sign-in?error=Configuration");
        expect(await whoIs(browser, w.url)).toBeNull();
      }
    },
  );

  it.each(["GitHub", "Google", "GitLab"] as const)(
    "at %s gives an answer that works once, and in the browser that asked",
    async (provider) => {
      w.gitlab.signedIn = gitlabUser();
      const [browser, thief] = [new HttpBrowser(), new HttpBrowser()];
      const answer = await agree(browser, provider, "ada");
      expect(pathOf(await thief.open(answer))).toBe("/sign-in?error=Configuration");
      expect(await whoIs(thief, w.url)).toBeNull();
      expect(pathOf(await browser.open(answer))).toBe("/welcome");
      const session = await whoIs(browser, w.url);
      expect(pathOf(await browser.open(answer))).toBe("/sign-in?error=Configuration");
      expect((await whoIs(browser, w.url)).sessionId).toBe(session.sessionId);
    },
  );

  it("is not believed about an address that the provider has not verified", async () => {
    w.gitlab.signedIn = gitlabUser({ confirmed_at: null });
    for (const [provider, who] of [
      ["Google", "gus.g"],
      ["GitLab", ""],
    ] as const) {
      const browser = new HttpBrowser();
      const page = await signInWith(browser, provider, who);
      expect(pathOf(page)).toBe("/sign-in?error=EmailNotVerified");
      expect(page.words).toContain(`${provider} has not verified your address`);
      expect(await whoIs(browser, w.url)).toBeNull();
    }
    const unverified = [`gus.g@${openDomain}`, w.gitlab.signedIn.email];
    for (const email of unverified) {
      expect(await w.s.identity.findPersonByEmail(email)).toBeNull();
    }
  });

  it("that declines signs nobody in", async () => {
    w.gitlab.signedIn = null;
    const browser = new HttpBrowser();
    const page = await signInWith(browser, "GitLab", "");
    expect(pathOf(page)).toBe("/sign-in?error=OAuthCallbackError");
    expect(page.words).toContain("did not let you in");
  });

  it("never opens what is here already by its address alone, and says what to do", async () => {
    const victim = await w.s.identity.findOrCreatePerson(`bela@${openDomain}`);
    const browser = new HttpBrowser();
    const page = await signInWith(browser, "GitHub", "bela");
    expect(pathOf(page)).toBe("/sign-in?error=OAuthAccountNotLinked");
    expect(page.words).toContain("Sign in with a link sent to the address, then connect GitHub");
    expect(await whoIs(browser, w.url)).toBeNull();
    expect(await accountsOf(victim.id)).toEqual([]);
  });

  it("is somebody's who may not sign up, unless a member invited the address", async () => {
    const browser = new HttpBrowser();
    const refused = await signInWith(browser, "GitHub", "outsider");
    expect(pathOf(refused)).toBe("/sign-in?error=SignUpClosed");
    expect(await w.s.identity.findPersonByEmail("outsider@elsewhere.test")).toBeNull();
    const inviter = await member(`inviter@${openDomain}`);
    const [row] = await w.world.database.query(
      "SELECT organization_id AS id FROM members WHERE user_id = $1",
      [inviter.id],
    );
    const organizationId = String(row!.id);
    await w.s.organizations.inviteMember(
      w.s.audit.userActor(inviter.id, organizationId, inviter.sessionId),
      organizationId,
      { email: "invited@elsewhere.test", role: "viewer" },
    );
    expect(pathOf(await signInWith(browser, "GitHub", "invited"))).toBe("/welcome");
  });
});

describe("connecting an account", () => {
  it("is done while signed in; then it signs in, until it is disconnected", async () => {
    const cleo = await member(`cleo@${openDomain}`);
    const page = await cleo.browser.open(await connect(cleo, "GitHub", "cleo"));
    expect(new URL(page.url).pathname).toMatch(/\/settings\/account$/);
    expect(page.words).toContain("cleo, connected");
    expect((await whoIs(cleo.browser, w.url)).id).toBe(cleo.id);

    const other = new HttpBrowser();
    await signInWith(other, "GitHub", "cleo");
    expect((await whoIs(other, w.url)).id).toBe(cleo.id);

    await cleo.browser.submit(page, "Disconnect GitHub");
    expect(await accountsOf(cleo.id)).toEqual([]);
    const after = await signInWith(new HttpBrowser(), "GitHub", "cleo");
    expect(pathOf(after)).toBe("/sign-in?error=OAuthAccountNotLinked");
  });

  it("leaves one session where there was one", async () => {
    const user = gitlabUser();
    w.gitlab.signedIn = user;
    const person = await member(`tidy@${openDomain}`);
    const before = await whoIs(person.browser, w.url);
    await person.browser.open(await connect(person, "GitLab", ""));
    const after = await whoIs(person.browser, w.url);
    expect(after.id).toBe(person.id);
    expect(await w.s.identity.listSessions(person.id)).toMatchObject([{ id: after.sessionId }]);
    expect(await w.s.identity.readSession(before.sessionId)).toBeNull();
  });

  it("is refused where it is somebody else's already, and stays theirs", async () => {
    await signInWith(new HttpBrowser(), "GitHub", "dora");
    const dora = await w.s.identity.findPersonByEmail(`dora@${openDomain}`);
    const envious = await member(`envious@${openDomain}`);
    const page = await envious.browser.open(await connect(envious, "GitHub", "dora"));
    expect(pathOf(page)).toMatch(/\/settings\/account\?error=AccountOfAnother$/);
    expect(page.words).toContain("This GitHub account is connected to somebody else here.");
    expect(await accountsOf(envious.id)).toEqual([]);
    expect(await accountsOf(dora!.id)).toEqual(["dora"]);
  });

  it("is refused for a second account of one provider", async () => {
    const person = await member(`twofold@${openDomain}`);
    w.gitlab.signedIn = gitlabUser();
    await person.browser.open(await connect(person, "GitLab", ""));
    w.gitlab.signedIn = gitlabUser();
    const asked = `${person.id} ${new URL(person.settings).pathname}/account`;
    person.browser.setCookie(w.url, "__Host-etna-connect", asked);
    const page = await person.browser.open(await startFromOldPage(person, "GitLab", ""));
    expect(pathOf(page)).toMatch(/\/settings\/account\?error=OtherAccountLinked$/);
    expect(page.words).toContain("Another GitLab account is connected already.");
    expect(await accountsOf(person.id)).toHaveLength(1);
  });

  it("is not done to whoever happens to be signed in", async () => {
    const person = await member(`bystander@${openDomain}`);
    const page = await person.browser.open(await startFromOldPage(person, "GitHub", "emil"));
    expect(pathOf(page)).toBe("/sign-in?error=SignedInAlready");
    expect(page.words).toContain("You are signed in already");
    expect(await accountsOf(person.id)).toEqual([]);
    expect((await whoIs(person.browser, w.url)).id).toBe(person.id);
  });

  it("is not done for a session that was revoked meanwhile", async () => {
    const person = await member(`revoked@${openDomain}`);
    w.gitlab.signedIn = gitlabUser({ email: "thief@elsewhere.test" });
    const answer = await connect(person, "GitLab", "");
    const { sessionId } = await whoIs(person.browser, w.url);
    await w.s.identity.revokeSession(person.id, sessionId);
    expect(pathOf(await person.browser.open(answer))).toBe("/sign-in?error=SignUpClosed");
    expect(await accountsOf(person.id)).toEqual([]);
    expect(await whoIs(person.browser, w.url)).toBeNull();
  });

  /** Sets out from a sign-in page that was left open before the person signed in. */
  async function startFromOldPage(
    { browser, oldPage }: Member,
    provider: Provider,
    who: string,
  ): Promise<string> {
    const shown = await browser.submit(oldPage, `Continue with ${provider}`, {}, toCallback);
    return await agreeAt(browser, shown, provider, who);
  }
});

describe("a magic link", () => {
  it("signs in in the browser that asked, and there once", async () => {
    const browser = new HttpBrowser();
    const link = await askForLink(w, browser, `once@${openDomain}`);
    expect(pathOf(await browser.open(link))).toBe("/welcome");
    expect(await whoIs(browser, w.url)).toMatchObject({ email: `once@${openDomain}` });
    const again = await browser.open(link);
    expect(pathOf(again)).toBe("/sign-in?error=Verification");
    expect(again.words).toContain("This link no longer works");
  });

  it("opened elsewhere, by a person or by a scanner, says so and stays as it is", async () => {
    const [browser, other, used] = [new HttpBrowser(), new HttpBrowser(), new HttpBrowser()];
    const link = await askForLink(w, browser, `scanned@${openDomain}`);
    // Another browser that has a secret of its own.
    await askForLink(w, used, `unrelated@${openDomain}`);
    for (const method of ["HEAD", "GET", "GET"]) {
      const answer = await new HttpBrowser().request(link, { method });
      expect(answer).toMatchObject({ status: 303, location: `${w.url}/sign-in/elsewhere` });
    }
    for (const stranger of [other, used]) {
      const page = await stranger.open(link);
      expect(pathOf(page)).toBe("/sign-in/elsewhere");
      expect(page.words).toContain("This link is for another browser");
      expect(await whoIs(stranger, w.url)).toBeNull();
    }
    expect(pathOf(await browser.open(link))).toBe("/welcome");
  });

  it("is over after its time, elsewhere too", async () => {
    const [browser, other] = [new HttpBrowser(), new HttpBrowser()];
    const email = `late@${openDomain}`;
    const link = await askForLink(w, browser, email);
    await w.world.database.query(
      "UPDATE verification_tokens SET expires_at = now() - interval '1 second' WHERE identifier = $1",
      [email],
    );
    for (const any of [other, browser]) {
      expect(pathOf(await any.open(link))).toBe("/sign-in?error=Verification");
    }
  });

  it("is not what an address gets that may not sign up, though the page says the same", async () => {
    const pages: string[] = [];
    for (const email of [`known@${openDomain}`, "nobody@elsewhere.test"]) {
      const browser = new HttpBrowser();
      const page = await browser.open(`${w.url}/sign-in`);
      const sent = await browser.submit(page, "Send a sign-in link", { email });
      expect(pathOf(sent)).toBe("/sign-in/sent");
      expect([...browser.cookies(w.url).keys()]).toContain("__Host-etna-browser");
      pages.push(sent.words);
    }
    expect(pages[1]).toBe(pages[0]);
    expect(await w.world.mail(`known@${openDomain}`)).toContain("/api/auth/callback/email");
    const told = await w.world.mail("nobody@elsewhere.test");
    expect(told).toContain("There is no account for it");
    expect(told).not.toContain("/api/auth/callback");
  });
});

describe("a session", () => {
  it("begins and ends by the forms of its pages alone", async () => {
    for (const path of ["signin/github", "signin/email", "callback/email", "signout", "session"]) {
      const answer = await new HttpBrowser().request(`${w.url}/api/auth/${path}`, {
        method: "POST",
        body: new URLSearchParams({ email: `posted@${openDomain}` }),
      });
      expect(answer.status).toBe(405);
    }
  });

  it("that was revoked opens nothing on the next request", async () => {
    const person = await member(`ended@${openDomain}`);
    const elsewhere = new HttpBrowser(
      "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0) Version/26.0 Safari/1",
    );
    await elsewhere.open(await askForLink(w, elsewhere, `ended@${openDomain}`, 2));
    const page = await person.browser.open(`${person.settings}/sessions`);
    expect(page.words).toContain("Firefox on Linux");
    expect(page.words).toContain("Safari on an iPhone");
    expect((await elsewhere.open(person.settings)).status).toBe(200);

    await person.browser.submit(page, "End all others");
    const refused = await elsewhere.open(person.settings);
    expect(new URL(refused.url).pathname).toBe("/sign-in");
    expect(await whoIs(elsewhere, w.url)).toBeNull();
    expect((await person.browser.open(person.settings)).url).toBe(person.settings);
  });

  it("and a pending link outlive one rotation of the secret, and a session not the second", async () => {
    const folder = await mkdtemp(join(tmpdir(), "etna-rotate-"));
    const file = join(folder, ".env.local");
    const former = w.world.environment.AUTH_SECRET ?? "";
    await writeFile(file, `# mine\nAUTH_SECRET=${former}\nPORT=3000\n`);
    const secretNow = async () =>
      /^AUTH_SECRET=(.*)$/m.exec(await readFile(file, "utf8"))?.[1] ?? "";
    try {
      const [browser, waiting] = [new HttpBrowser(), new HttpBrowser()];
      await browser.open(await askForLink(w, browser, `steady@${openDomain}`));
      const person = await whoIs(browser, w.url);
      const link = await askForLink(w, waiting, `waiting@${openDomain}`);
      // Not looked at between the two: that would sign the cookie anew.
      const unused = new HttpBrowser();
      await unused.open(await askForLink(w, unused, `unused@${openDomain}`));

      rotateAuthSecret(file, former);
      await w.restart({ AUTH_SECRET: await secretNow() });
      expect(await whoIs(browser, w.url)).toEqual(person);
      expect(pathOf(await waiting.open(link))).toBe("/welcome");

      rotateAuthSecret(file, undefined);
      await w.restart({ AUTH_SECRET: await secretNow() });
      expect(await whoIs(browser, w.url)).toEqual(person);
      expect(await whoIs(unused, w.url)).toBeNull();
    } finally {
      await rm(folder, { recursive: true });
      await w.restart();
    }
  });
});

describe("a provider at a private address", () => {
  it("is asked only where the operator allowed it, and the log says how", async () => {
    await w.restart({ ETNA_OUTBOUND_ALLOW: "" });
    w.gitlab.signedIn = gitlabUser();
    const browser = new HttpBrowser();
    expect(pathOf(await signInWith(browser, "GitLab", ""))).toBe("/sign-in?error=Configuration");
    expect(await whoIs(browser, w.url)).toBeNull();
    expect(w.said()).toContain("ETNA_OUTBOUND_ALLOW");
  });
});
