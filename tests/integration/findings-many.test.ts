import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FindingFilter } from "#lib/services/findings/index.ts";
import { addFindingRow } from "../support/by-hand.ts";
import { loadServices, type Services } from "../support/services.ts";
import { faultyFiles, openTeam, type Team } from "../support/team.ts";
import { openWorld, type World } from "../support/world.ts";

let world: World;
let s: Services;
let team: Team;
let other: Team;
const names = new Map<string, string>();

/** Findings as scans would have left them, by the name that this test has for each. */
const rows = {
  "critical, 8 days": { severity: "critical", seenDaysAgo: 8 },
  "high, 29 days": { severity: "high", seenDaysAgo: 29 },
  "high, 31 days": { severity: "high", seenDaysAgo: 31, ruleId: "js/exec-template" },
  "medium, new": { severity: "medium", seenDaysAgo: 0, fixable: false },
  "low, 100 days": { severity: "low", seenDaysAgo: 100, ruleId: "js/insecure-random" },
} as const;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Many Works");
  other = await openTeam(world, s, "Other Works");
  const repositoryId = await connect(team, "many");
  for (const [name, row] of Object.entries(rows)) {
    names.set(await addFindingRow(world, team.organizationId, repositoryId, row), name);
  }
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function connect(of: Team, name: string): Promise<string> {
  const path = await world.repository(name, faultyFiles(1));
  const { organizationId } = of;
  return (await s.repositories.connectRepository(of.as("owner"), organizationId, { path })).id;
}

async function list(filter: Partial<FindingFilter>): Promise<readonly (string | undefined)[]> {
  const found = await s.findings.listFindings(team.organizationId, { limit: 50, ...filter });
  return found.map(({ id }) => names.get(id));
}

function idOf(name: keyof typeof rows): string {
  return [...names].find(([, each]) => each === name)![0];
}

async function triageEvents() {
  const events = await s.audit.listEvents(team.organizationId, { limit: 50 });
  return events.filter(({ action }) => action === "finding.triage");
}

const known = { decision: "ignore", reason: "Known" } as const;

describe("the clock of a finding", () => {
  it("runs from first seen for the days of its severity, and a snooze does not stop it", async () => {
    const snooze = { decision: "snooze", reason: "Later", days: 7 } as const;
    const id = idOf("critical, 8 days");
    await s.findings.triageFinding(team.as("developer"), team.organizationId, id, snooze);
    const finding = (await s.findings.getFinding(team.organizationId, id))!;
    const days = (finding.dueAt!.getTime() - finding.firstSeenAt.getTime()) / 86_400_000;
    expect([days, finding.overdue]).toEqual([7, true]);
    const reopen = { decision: "reopen" } as const;
    await s.findings.triageFinding(team.as("developer"), team.organizationId, id, reopen);
  });

  it("sorts and filters lists, page by page as in one", async () => {
    expect(await list({ overdue: true })).toEqual(["critical, 8 days", "high, 31 days"]);
    const byDue = [
      "critical, 8 days",
      "high, 31 days",
      "high, 29 days",
      "low, 100 days",
      "medium, new",
    ];
    // The first two were due on the same day: the graver comes first.
    expect(await list({ sort: "due" })).toEqual(byDue);
    const paged: (string | undefined)[] = [];
    for (let after: string | undefined; ; ) {
      const page = await list({ sort: "due", limit: 2, ...(after && { after }) });
      paged.push(...page);
      if (page.length < 2) break;
      after = idOf(page.at(-1) as keyof typeof rows);
    }
    expect(paged).toEqual(byDue);
    expect(await list({ olderThanDays: 30 })).toEqual(["high, 31 days", "low, 100 days"]);
    expect(await list({ ruleFamily: "js" })).toEqual(["high, 31 days", "low, 100 days"]);
    expect(await list({ fix: "none" })).toEqual(["medium, new"]);
  });

  it("is counted by rule, the gravest first, and on the overview", async () => {
    const groups = await s.findings.groupFindings(team.organizationId, {}, "rule");
    expect(
      groups.map(({ key, count, overdue, fixable }) => [key, count, overdue, fixable]),
    ).toEqual([
      ["py/yaml-load", 3, 1, 2],
      ["js/exec-template", 1, 1, 1],
      ["js/insecure-random", 1, 0, 1],
    ]);
    const { overdue } = await s.findings.countFindings(team.organizationId);
    expect(overdue).toEqual({ critical: 1, high: 1, medium: 0, low: 0 });
  });

  it("is the organization's to set, and to turn off for a severity", async () => {
    const { organizationId } = team;
    await s.organizations.updateDueDays(team.as("admin"), organizationId, {
      critical: null,
      low: 90,
    });
    expect(await list({ overdue: true })).toEqual(["high, 31 days", "low, 100 days"]);
    expect((await list({ sort: "due" })).at(-1)).toBe("critical, 8 days");
    const after = idOf("medium, new");
    expect(await list({ sort: "due", after })).toEqual(["critical, 8 days"]);
    const [event] = await s.audit.listEvents(organizationId, { limit: 1 });
    expect(event).toMatchObject({ action: "organization.update" });
    expect(event!.detail).toMatchObject({ dueDays: { critical: null, low: 90 } });
    await s.organizations.updateDueDays(team.as("admin"), organizationId, {
      critical: 7,
      low: 180,
    });
  });
});

describe("a decision about many", () => {
  it("is one event that lists each, and none when it is repeated", async () => {
    const chosen = { findingIds: [idOf("high, 29 days"), idOf("medium, new")] };
    const decide = () =>
      s.findings.triageFindings(team.as("developer"), team.organizationId, chosen, known);
    expect(await decide()).toEqual({ changed: 2, unchanged: 0, fixed: 0, left: 0 });
    const events = await triageEvents();
    expect(events[0]!.detail).toMatchObject(known);
    const { fromOpen } = events[0]!.detail as { fromOpen: string[] };
    expect(fromOpen.toSorted()).toEqual(chosen.findingIds.toSorted());
    expect(await decide()).toEqual({ changed: 0, unchanged: 2, fixed: 0, left: 0 });
    expect(await triageEvents()).toHaveLength(events.length);
  });

  it("passes over what is gone from the code, and what was found since the page was made", async () => {
    const { organizationId } = team;
    const id = idOf("medium, new");
    await world.database.query("UPDATE findings SET state = 'fixed' WHERE id = $1", [id]);
    const chosen = { findingIds: [id, idOf("high, 29 days")] };
    const reopen = { decision: "reopen" } as const;
    const done = await s.findings.triageFindings(
      team.as("developer"),
      organizationId,
      chosen,
      reopen,
    );
    expect(done).toEqual({ changed: 1, unchanged: 0, fixed: 1, left: 0 });
    const matching = { severity: "high", seenBy: new Date(Date.now() - 30 * 86_400_000) } as const;
    const all = await s.findings.triageFindings(
      team.as("developer"),
      organizationId,
      { matching },
      known,
    );
    expect(all.changed).toBe(1);
    expect(await list({ severity: "high" })).toEqual(["high, 29 days"]);
  });

  it("is refused whole where one is another organization's", async () => {
    const theirs = await addFindingRow(world, other.organizationId, await connect(other, "others"));
    const chosen = { findingIds: [idOf("low, 100 days"), theirs] };
    await expect(
      s.findings.triageFindings(team.as("developer"), team.organizationId, chosen, known),
    ).rejects.toMatchObject({ code: "not_found" });
    expect(await list({ severity: "low" })).toEqual(["low, 100 days"]);
    expect((await s.findings.getFinding(other.organizationId, theirs))!.state).toBe("open");
  });

  it("takes 500 at once and says how many are left", async () => {
    const repositoryId = await connect(team, "heap");
    await world.database.query(
      `INSERT INTO findings (id, organization_id, repository_id, fingerprint, rule_id, severity, cwe,
         title, message, path, start_line, start_column, end_line, end_column, frame, fixable,
         first_seen_at, last_seen_at, last_seen_commit)
       SELECT 'fd_heap' || n, $1, $2, 'heap' || n, 'js/heap', 'low', 'CWE-1', 't', 'm', 'p',
         1, 1, 1, 1, '{}', false, now(), now(), 'c' FROM generate_series(1, 510) n`,
      [team.organizationId, repositoryId],
    );
    const decide = (state: "open" | "all") =>
      s.findings.triageFindings(
        team.as("developer"),
        team.organizationId,
        { matching: { repositoryId, state } },
        known,
      );
    expect(await decide("all")).toEqual({ changed: 500, unchanged: 0, fixed: 0, left: 10 });
    expect(await decide("all")).toEqual({ changed: 10, unchanged: 0, fixed: 0, left: 0 });
    expect(await decide("open")).toEqual({ changed: 0, unchanged: 0, fixed: 0, left: 0 });
    const ids = Array.from({ length: 501 }, (_, n) => `fd_heap${n + 1}`);
    await expect(
      s.findings.triageFindings(
        team.as("developer"),
        team.organizationId,
        { findingIds: ids },
        known,
      ),
    ).rejects.toMatchObject({ code: "too_large" });
  });
});
