import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import { type AttackWorld, type Estate, openAttackWorld } from "../../support/attack-world.ts";
import type { HttpBrowser } from "../../support/http-browser.ts";
import { callAction, cookieHeader, formOf, serverActions } from "../../support/server-actions.ts";
import { whoIs } from "../../support/sign-in-world.ts";

let w: AttackWorld;
let mine: Estate;
let theirs: Estate;
let owner: HttpBrowser;
let viewer: HttpBrowser;
let apiToken: string;
let theirInvitation: string;
let theirMember: string;
let theirToken: string;
let theirSession: string;

beforeAll(async () => {
  w = await openAttackWorld();
  mine = await w.estate("Mine House");
  theirs = await w.estate("Theirs House");
  owner = await w.signIn("owner@minehouse.test");
  viewer = await w.signIn("viewer@minehouse.test");
  const { apiTokens, organizations, identity } = w.s;
  const request = { name: "Mine", scopes: ["read", "triage", "run"] as const, days: 30 as const };
  const { team } = mine;
  const made = { ...request, scopes: [...request.scopes] };
  apiToken = (await apiTokens.createToken(team.as("owner"), team.organizationId, made)).token;
  const { organizationId } = theirs.team;
  const actor = theirs.team.as("owner");
  theirToken = (await apiTokens.createToken(actor, organizationId, made)).id;
  const guest = { email: "guest@theirshouse.test", role: "viewer" as const };
  theirInvitation = (await organizations.inviteMember(actor, organizationId, guest)).id;
  const { members } = await organizations.listMembers(organizationId);
  theirMember = members.find((member) => member.role === "viewer")?.id ?? "";
  theirSession = await identity.startSession(theirs.team.people.owner, null);
}, 600_000);

afterAll(() => w?.close());

const pages = [
  "",
  ...["/findings", "/fixes", "/runs", "/repositories", "/audit", "/keys", "/settings"],
  ...[
    "/settings/members",
    "/settings/tokens",
    "/settings/account",
    "/settings/sessions",
    "/nowhere",
  ],
  ...["/keys/keys.json", "/events"],
];

/** Everything of theirs that has a page of its own, below an organization's address. */
function things(): readonly string[] {
  const { findingId, fix, runId, repository } = theirs;
  return [
    `/findings/${findingId}`,
    `/fixes/${fix.id}`,
    `/fixes/${fix.id}/events`,
    `/runs/${runId}`,
    `/runs/${runId}/events`,
    `/repositories/${repository.id}`,
  ];
}

/** The page as it is for everyone: without what differs each time. */
async function read(path: string, browser = owner): Promise<string> {
  const headers = { cookie: cookieHeader(browser, w.url) };
  const response = await fetch(w.url + path, { redirect: "manual", headers });
  const text = await response.text();
  const name = /Theirs House|theirshouse/i.test(text.replaceAll(/theirs-house/g, ""));
  return `${response.status}${response.headers.get("location") ?? ""}${name ? ", WITH THEIR NAME" : ""}`;
}

/** What stands in every table of theirs, so that a change of any row is seen. */
async function stateOfTheirs(): Promise<string> {
  const tables = await w.world.database.query(
    `SELECT table_name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'organization_id' ORDER BY 1`,
  );
  const parts = await Promise.all(
    tables.map(async ({ table_name }) => {
      const rows = await w.world.database.query(
        `SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) AS sum
         FROM "${table_name}" t WHERE organization_id = $1`,
        [theirs.team.organizationId],
      );
      return `${table_name}=${rows[0]?.sum}`;
    }),
  );
  const [session] = await w.world.database.query(
    "SELECT count(*) AS open FROM sessions WHERE id = $1 AND revoked_at IS NULL",
    [theirSession],
  );
  return `${parts.join(" ")} ${session?.open}`;
}

/** All ids of theirs, under every name that a form of ours has for one. */
function theirIds(): Record<string, string> {
  const { fix, findingId, repository, runId } = theirs;
  return {
    fixId: fix.id,
    findingId,
    repositoryId: repository.id,
    runId,
    memberId: theirMember,
    invitationId: theirInvitation,
    tokenId: theirToken,
    sessionId: theirSession,
    accountId: "ac_00000000000000000000",
    commit: fix.headCommit,
    tree: fix.headTree,
    patch: fix.patchSha256,
  };
}

/** What else the forms ask for, so that only the ids stand in the way. */
const filled = {
  ...{ reason: "Because I can.", decision: "ignore", role: "admin", email: "me@minehouse.test" },
  ...{ name: "Taken Over", namesOnPublicPages: "true", person: "Me Myself", days: "30" },
  ...{ scopes: "read", path: "/etc", provider: "github" },
};

/** Those that act on what the caller owns anyway, whatever ids come along. */
const onlyOwn = new Set(["createOrganizationAction", "signInAction", "signInWithAction"]);

async function call(name: string, slug: string, caller: HttpBrowser): Promise<string> {
  let browser = caller;
  // Some actions end the session they are called with; the next is tried with a whole one.
  if (browser === owner && (await whoIs(owner, w.url)) === null) {
    owner = await w.signIn("owner@minehouse.test");
    browser = owner;
  }
  const before = await stateOfTheirs();
  const path = `/o/${mine.team.slug}/settings`;
  const args = name.startsWith("$$") ? [] : [slug, {}, formOf({ ...filled, ...theirIds() })];
  await callAction(w.url, browser, { name, path, args });
  return (await stateOfTheirs()) === before ? "nothing of theirs changed" : "THEIRS CHANGED";
}

async function actionNames(): Promise<readonly string[]> {
  const names = (await serverActions()).map(({ name }) => name);
  // Signing out would end the attack; its own test is among the sessions.
  return names.filter((name) => !onlyOwn.has(name) && !name.startsWith("$$"));
}

attackFamily(import.meta.url, "Ids of others (IDOR)", [
  attack({
    tried: "Pages of another organization, by its address",
    shapes: pages.map((page) => `/o/theirs-house${page}`),
    mayCome: ["the same as where there is none"],
    async send(path) {
      const [there, nowhere] = [
        await read(path),
        await read(path.replace("theirs-house", "no-house")),
      ];
      return there === nowhere ? "the same as where there is none" : `${there} and not ${nowhere}`;
    },
  }),
  attack({
    tried:
      "A finding, fix, run, repository or stream of another organization, below one's own address",
    shapes: () => things(),
    all: "every kind",
    mayCome: ["the same as where there is none"],
    async send(path) {
      const id = /_(\w{4,})/.exec(path)?.[1] ?? "";
      const other = path.replace(id, "0".repeat(20));
      const [there, nowhere] = [
        await read(`/o/mine-house${path}`),
        await read(`/o/mine-house${other}`),
      ];
      return there === nowhere ? "the same as where there is none" : `${there} and not ${nowhere}`;
    },
  }),
  attack({
    tried: "Every action with every id of theirs, below one's own address",
    // It takes no id, and would shut everyone of one's own out.
    shapes: async () => (await actionNames()).filter((name) => name !== "requireFactorAction"),
    all: "every action",
    mayCome: ["nothing of theirs changed"],
    send: (name) => call(name, mine.team.slug, owner),
  }),
  attack({
    tried: "Every action with the other organization's address in the place of one's own",
    shapes: actionNames,
    all: "every action",
    mayCome: ["nothing of theirs changed"],
    send: (name) => call(name, theirs.team.slug, owner),
  }),
  attack({
    tried: "Every action as nobody at all",
    shapes: actionNames,
    all: "every action",
    mayCome: ["nothing of theirs changed"],
    async send(name) {
      const { HttpBrowser: Browser } = await import("../../support/http-browser.ts");
      return await call(name, theirs.team.slug, new Browser());
    },
  }),
  attack({
    tried: "The search of the palette, in the other organization",
    shapes: ["theirs-house", "THEIRS-HOUSE", "mine-house/../theirs-house", "theirs-house\u0000"],
    mayCome: ["nothing found"],
    async send(slug) {
      const path = `/o/${mine.team.slug}`;
      const { text } = await callAction(w.url, owner, {
        ...{ name: "searchAction", path },
        args: [slug, "Title"],
      });
      return [theirs.findingId, theirs.fix.id].some((id) => text.includes(id))
        ? "FOUND"
        : "nothing found";
    },
  }),
  attack({
    tried: "Operations of the API with their ids, with a token of one's own and every scope",
    shapes: () => {
      const { fix, findingId, runId, repository } = theirs;
      const triage = { decision: "ignore", reason: "Mine now" };
      return [
        { line: `GET /findings/${findingId}` },
        { line: `POST /findings/${findingId}/triage`, body: triage },
        { line: `GET /fixes/${fix.id}` },
        { line: `GET /fixes/${fix.id}/patch` },
        { line: `GET /runs/${runId}` },
        { line: `POST /runs/${runId}/cancel`, body: {} },
        { line: `GET /repositories/${repository.id}` },
        { line: "POST /runs", body: { kind: "scan", repositoryId: repository.id } },
        { line: "POST /runs", body: { kind: "fix", findingId } },
      ];
    },
    all: "every operation with an id",
    mayCome: ["404, nothing changed"],
    async send({ line, body }) {
      const before = await stateOfTheirs();
      const { status } = await api(line, body);
      const same = (await stateOfTheirs()) === before;
      return `${status}, ${same ? "nothing changed" : "THEIRS CHANGED"}`;
    },
  }),
  attack({
    tried: "Lists of the API, filtered by their repository or continued after their rows",
    shapes: () => [
      `/findings?repositoryId=${theirs.repository.id}`,
      `/findings?state=all&after=${theirs.findingId}`,
      `/fixes?repositoryId=${theirs.repository.id}`,
      `/fixes?after=${theirs.fix.id}`,
      `/runs?repositoryId=${theirs.repository.id}`,
      `/runs?after=${theirs.runId}`,
      `/repositories?after=${theirs.repository.id}`,
    ],
    all: "every list",
    mayCome: ["nothing of theirs"],
    async send(path) {
      const text = await (await api(`GET ${path}`)).text();
      const { fix, findingId, runId, repository } = theirs;
      const found = [fix.id, findingId, runId, repository.id].some((id) =>
        text.includes(`"${id}"`),
      );
      return found ? "THEIRS SHOWN" : "nothing of theirs";
    },
  }),
  attack({
    tried: "Actions above one's role in one's own organization, as a viewer",
    shapes: [
      ...["approveAction", "rejectAction", "inviteAction", "renameOrganizationAction"],
      ...["publicNamesAction", "changeRoleAction", "removeMemberAction", "connectAction"],
      ...["trySampleAction", "removeRepositoryAction", "scanAction", "triageAction", "fixAction"],
      ...["cancelAction", "revokeInvitationAction"],
    ],
    mayCome: ["refused"],
    async send(name) {
      const { fix, findingId, repository, runId, team } = mine;
      const { members } = await w.s.organizations.listMembers(team.organizationId);
      const own = { fixId: fix.id, findingId, repositoryId: repository.id, runId };
      const seen = { commit: fix.headCommit, tree: fix.headTree, patch: fix.patchSha256 };
      const memberId = members.find((member) => member.userId === team.people.viewer)?.id ?? "";
      const form = formOf({ ...filled, ...own, ...seen, memberId, invitationId: theirInvitation });
      const args = [team.slug, {}, form];
      const answer = await callAction(w.url, viewer, {
        name,
        path: `/o/${team.slug}/settings`,
        args,
      });
      return answer.error?.includes("This needs the role") ? "refused" : answer.text.slice(0, 200);
    },
  }),
  attack({
    tried: "One's own things by the same ways (no attack: they are found)",
    shapes: ["page", "API"],
    mayCome: ["200"],
    async send(way) {
      if ((await whoIs(owner, w.url)) === null) owner = await w.signIn("owner@minehouse.test");
      if (way === "page") return await read(`/o/mine-house/fixes/${mine.fix.id}`);
      return String((await api(`GET /fixes/${mine.fix.id}`)).status);
    },
  }),
]);

async function api(line: string, body?: unknown): Promise<Response> {
  const [method = "", path = ""] = line.split(" ");
  return await fetch(`${w.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${apiToken}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
