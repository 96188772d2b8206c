import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import {
  type AttackWorld,
  askForLink,
  type Estate,
  linkIn,
  openAttackWorld,
} from "../../support/attack-world.ts";
import { HttpBrowser } from "../../support/http-browser.ts";
import { callAction, cookieHeader, formOf } from "../../support/server-actions.ts";

let w: AttackWorld;
let estate: Estate;
let owner: HttpBrowser;
let token: string;
const times = Array.from({ length: 20 }, (_, index) => index);

beforeAll(async () => {
  w = await openAttackWorld();
  estate = await w.estate("Race House");
  owner = await w.signIn("owner@racehouse.test");
  const { team } = estate;
  const request = {
    name: "Race",
    scopes: ["read", "run", "triage"] as ("read" | "run" | "triage")[],
    days: 30 as const,
  };
  const made = await w.s.apiTokens.createToken(team.as("owner"), team.organizationId, request);
  token = made.token;
}, 600_000);

afterAll(() => w?.close());

async function countOf(sql: string, ...values: unknown[]): Promise<number> {
  const [row] = await w.world.database.query(`SELECT count(*)::int AS n ${sql}`, values);
  return Number(row?.n);
}

function action(browser: HttpBrowser, name: string, fields: Readonly<Record<string, string>>) {
  const { slug } = estate.team;
  const path = `/o/${slug}/settings`;
  return callAction(w.url, browser, { name, path, args: [slug, {}, formOf(fields)] });
}

function api(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${w.url}/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

async function faults(): Promise<string> {
  const chains = [estate.team.organizationId, null];
  const found = await Promise.all(
    chains.map(async (chain) => (await w.s.audit.checkChain(chain)).faults),
  );
  return found.flat().length === 0 ? "the audit chain is whole" : "THE AUDIT CHAIN IS TORN";
}

attackFamily(import.meta.url, "Races", [
  attack({
    tried: "One magic link, opened 20 times at once in the browser that asked",
    shapes: ["once"],
    mayCome: ["1 session"],
    async send() {
      const browser = new HttpBrowser();
      const email = "racer@example.test";
      await askForLink(w.url, browser, email);
      const link = linkIn(await w.world.mail(email));
      const headers = { cookie: cookieHeader(browser, w.url) };
      await Promise.all(times.map(() => fetch(link, { headers, redirect: "manual" })));
      const person = await w.s.identity.findPersonByEmail(email);
      return `${await countOf("FROM sessions WHERE user_id = $1", person?.id)} session`;
    },
  }),
  attack({
    tried: "One invitation, accepted 20 times at once",
    shapes: ["once"],
    mayCome: ["1 member, 1 acceptance"],
    async send() {
      const email = "guest@example.test";
      const { team } = estate;
      const guest = await w.signIn(email);
      await w.s.organizations.inviteMember(team.as("owner"), team.organizationId, {
        email,
        role: "viewer",
      });
      const invitation = /\/invite\/(\S+)/.exec(await w.world.mail(email, 2))?.[1] ?? "";
      const path = `/invite/${invitation}`;
      await Promise.all(
        times.map(() =>
          callAction(w.url, guest, { name: "acceptAction", path, args: [invitation, {}] }),
        ),
      );
      const person = await w.s.identity.findPersonByEmail(email);
      const members = await countOf("FROM members WHERE user_id = $1", person?.id);
      const events = await countOf(
        "FROM audit_events WHERE action = 'member.accept_invitation' AND chain = $1",
        team.organizationId,
      );
      return `${members} member, ${events} acceptance`;
    },
  }),
  attack({
    tried: "One fix, approved 20 times at once by one person, and by two",
    shapes: [1, 2],
    mayCome: ["1 approval, 1 signature asked for"],
    async send(people) {
      const { addFixByHand } = await import("../../support/by-hand.ts");
      const { team, repository } = estate;
      const fix = await addFixByHand(w.world, w.s, team, {
        repositoryId: repository.id,
        path: repository.path,
      });
      const second = people === 2 ? await w.signIn("approver@racehouse.test") : owner;
      const fields = {
        ...{ fixId: fix.id, commit: fix.headCommit },
        ...{ tree: fix.headTree, patch: fix.patchSha256 },
      };
      await Promise.all(
        times.map((at) => action(at % 2 ? owner : second, "approveAction", fields)),
      );
      const [approval] = await w.world.database.query(
        "SELECT min(id) AS id, count(*)::int AS n FROM approvals WHERE fix_id = $1",
        [fix.id],
      );
      const asked = await countOf("FROM outbox WHERE id = $1", approval?.id);
      return `${approval?.n} approval, ${asked} signature asked for`;
    },
  }),
  attack({
    tried: "One fix, approved and rejected at once, 20 requests",
    shapes: ["once"],
    mayCome: ["one of the two"],
    async send() {
      const { addFixByHand } = await import("../../support/by-hand.ts");
      const { team, repository } = estate;
      const fix = await addFixByHand(w.world, w.s, team, {
        repositoryId: repository.id,
        path: repository.path,
      });
      const seen = { commit: fix.headCommit, tree: fix.headTree, patch: fix.patchSha256 };
      await Promise.all(
        times.map((at) =>
          at % 2
            ? action(owner, "approveAction", { fixId: fix.id, ...seen })
            : action(owner, "rejectAction", { fixId: fix.id, reason: "Not this one." }),
        ),
      );
      const approvals = await countOf(
        "FROM approvals WHERE fix_id = $1 AND voided_at IS NULL",
        fix.id,
      );
      const rejected = await countOf("FROM fixes WHERE id = $1 AND state = 'rejected'", fix.id);
      return approvals + rejected === 1 ? "one of the two" : `${approvals} and ${rejected}`;
    },
  }),
  attack({
    tried:
      "One request of the API under one Idempotency-Key, 20 times at once; the same without a key",
    shapes: ["one-key", ""],
    mayCome: ["1 run"],
    async send(key) {
      const path = await w.world.repository(`idem${key.length}`, { "a.py": "x = 1\n" });
      const { team } = estate;
      const { id } = await w.s.repositories.connectRepository(
        team.as("owner"),
        team.organizationId,
        { path },
      );
      const headers: Record<string, string> = key ? { "idempotency-key": key } : {};
      const body = { kind: "scan", repositoryId: id };
      await Promise.all(times.map(() => api("/runs", body, headers)));
      return `${await countOf("FROM runs WHERE repository_id = $1", id)} run`;
    },
  }),
  attack({
    tried:
      "One name of a token, one invitation of an address, one organization's name: made 20 times at once",
    shapes: ["token", "invitation"],
    mayCome: ["1 open"],
    async send(kind) {
      const { organizationId } = estate.team;
      if (kind === "token") {
        const fields = { name: "Twins", scopes: "read", days: "30" };
        await Promise.all(times.map(() => action(owner, "createTokenAction", fields)));
        const where = "FROM api_tokens WHERE organization_id = $1 AND name = 'Twins'";
        return `${await countOf(where, organizationId)} open`;
      }
      const fields = { email: "twins@example.test", role: "viewer" };
      await Promise.all(times.map(() => action(owner, "inviteAction", fields)));
      const where =
        "FROM invitations WHERE organization_id = $1 AND email = $2 AND revoked_at IS NULL";
      return `${await countOf(where, organizationId, fields.email)} open`;
    },
  }),
  attack({
    tried: "Two owners who both leave at once, 20 requests, and the last owner who leaves 20 times",
    shapes: ["two", "one"],
    mayCome: ["1 owner stays"],
    async send(how) {
      const { openTeam } = await import("../../support/team.ts");
      const team = await openTeam(w.world, w.s, `Leaving ${how}`);
      const { organizationId, slug, people } = team;
      if (how === "two") {
        await w.world.database.query("UPDATE members SET role = 'owner' WHERE user_id = $1", [
          people.admin,
        ]);
      }
      const { members } = await w.s.organizations.listMembers(organizationId);
      const idOf = (userId: string) => members.find((member) => member.userId === userId)?.id ?? "";
      const [first, second] = [
        await w.signIn(`owner@leaving${how}.test`),
        how === "two" ? await w.signIn(`admin@leaving${how}.test`) : null,
      ];
      await Promise.all(
        times.map((at) => {
          const [browser, userId] =
            second && at % 2 ? [second, people.admin] : [first, people.owner];
          const args = [slug, {}, formOf({ memberId: idOf(userId) })];
          return callAction(w.url, browser, {
            name: "removeMemberAction",
            path: `/o/${slug}`,
            args,
          });
        }),
      );
      const where = "FROM members WHERE organization_id = $1 AND role = 'owner'";
      return `${await countOf(where, organizationId)} owner stays`;
    },
  }),
  attack({
    tried: "A token revoked while 20 requests with it are on their way",
    shapes: ["once"],
    mayCome: ["none passes after it"],
    async send() {
      const { team } = estate;
      const request = { name: "Going", scopes: ["read"] as "read"[], days: 30 as const };
      const made = await w.s.apiTokens.createToken(team.as("owner"), team.organizationId, request);
      const ask = () =>
        fetch(`${w.url}/api/v1/findings`, { headers: { authorization: `Bearer ${made.token}` } });
      const asked = times.map(ask);
      await w.s.apiTokens.revokeToken(team.as("owner"), team.organizationId, made.id);
      await Promise.all(asked);
      return (await ask()).status === 401 ? "none passes after it" : "IT STILL WORKS";
    },
  }),
  attack({
    tried: "All of the above, seen from the audit chain",
    shapes: ["afterwards"],
    mayCome: ["the audit chain is whole"],
    send: faults,
  }),
]);
