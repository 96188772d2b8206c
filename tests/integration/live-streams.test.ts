import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HttpBrowser } from "../support/http-browser.ts";
import { askForLink, openSignInWorld, type SignInWorld, whoIs } from "../support/sign-in-world.ts";
import { faultyFiles, openTeam, type Team } from "../support/team.ts";

let w: SignInWorld;
let team: Team;
let watched: string;
let count = 0;

beforeAll(async () => {
  w = await openSignInWorld();
  team = await openTeam(w.world, w.s, "Live House");
  const path = await w.world.repository("live", faultyFiles(1));
  const { organizationId } = team;
  const connected = await w.s.repositories.connectRepository(team.as("owner"), organizationId, {
    path,
  });
  // No worker is at work, so the run stays under way for as long as anyone watches.
  const run = await w.s.runs.startScan(team.as("owner"), organizationId, connected.id);
  watched = `${w.url}/o/${team.slug}/runs/${run.id}/events`;
}, 600_000);

afterAll(() => w?.close());

async function member() {
  const email = `watcher${++count}@example.test`;
  const browser = new HttpBrowser();
  await browser.open(await askForLink(w, browser, email));
  const { id, sessionId } = await whoIs(browser, w.url);
  await w.world.database.query(
    "INSERT INTO members (id, organization_id, user_id, role) VALUES ($1, $2, $3, 'viewer')",
    [`mb_watch${count}`, team.organizationId, id],
  );
  return { id, sessionId, cookie: cookieOf(browser) };
}

function cookieOf(browser: HttpBrowser): string {
  return [...browser.cookies(w.url)].map(([name, value]) => `${name}=${value}`).join("; ");
}

/** An open stream, once its first event has come; `rest` reads it to its end. */
async function watch(cookie: string) {
  const abort = new AbortController();
  const response = await fetch(watched, { headers: { cookie }, signal: abort.signal });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const first = await reader.read();
  expect(first.value).toBe("data: changed\n\n");
  return {
    abort: () => abort.abort(),
    async rest(): Promise<string> {
      let text = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return text;
        text += value;
      }
    },
  };
}

describe("an open stream ends", () => {
  const end = "event: end\ndata: {}\n\n";

  it.each([
    [
      "when its session is revoked",
      ({ id, sessionId }: { id: string; sessionId: string }) =>
        w.s.identity.revokeSession(id, sessionId),
    ],
    [
      "when its person leaves the organization",
      ({ id }: { id: string }) =>
        w.world.database.query("DELETE FROM members WHERE user_id = $1", [id]),
    ],
    [
      "when the session waits for a second factor",
      ({ id }: { id: string }) =>
        w.world.database.query("UPDATE users SET second_factor_since = now() WHERE id = $1", [id]),
    ],
    [
      "when the session is over",
      ({ sessionId }: { sessionId: string }) =>
        w.world.database.query("UPDATE sessions SET expires_at = now() WHERE id = $1", [sessionId]),
    ],
  ])("%s", async (_, happens) => {
    const [leaving, staying] = [await member(), await member()];
    const [mine, others] = [await watch(leaving.cookie), await watch(staying.cookie)];
    await happens(leaving);
    expect(await mine.rest()).toBe(end);
    // What another watches goes on.
    const first = await Promise.race([others.rest().catch(() => "aborted"), pause("still open")]);
    expect(first).toBe("still open");
    others.abort();
    const again = await fetch(watched, { headers: { cookie: leaving.cookie }, redirect: "manual" });
    expect(again.headers.get("content-type") ?? "").not.toContain("text/event-stream");
    expect(again.status).not.toBe(500);
  });

  it("and watching keeps no session alive that nobody uses", async () => {
    const { sessionId, cookie } = await member();
    const stream = await watch(cookie);
    const idle = "UPDATE sessions SET last_used_at = now() - interval '15 days' WHERE id = $1";
    await w.world.database.query(idle, [sessionId]);
    expect(await stream.rest()).toBe(end);
  });
});

function pause(word: string): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, 3_000, word));
}
