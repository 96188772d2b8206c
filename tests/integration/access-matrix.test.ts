import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../support/access-matrix/access.ts";
import { actions } from "../support/access-matrix/actions.ts";
import { openCallers } from "../support/access-matrix/callers.ts";
import { type Discovered, discover } from "../support/access-matrix/discover.ts";
import { type Ground, openGround } from "../support/access-matrix/ground.ts";
import type { Ledger } from "../support/access-matrix/judge.ts";
import { operationEntries } from "../support/access-matrix/operations.ts";
import { tryOtherMethods } from "../support/access-matrix/other-methods.ts";
import { pages } from "../support/access-matrix/pages.ts";
import { routes } from "../support/access-matrix/routes.ts";
import {
  actionSubjects,
  operationSubjects,
  pageSubjects,
  routeSubjects,
} from "../support/access-matrix/subjects.ts";
import { tryTenantless } from "../support/access-matrix/tenantless.ts";
import { tryChanging, tryReading } from "../support/access-matrix/trial.ts";

const withinMs = 900_000;
const ledger: Ledger = { attempts: 0, leaks: [] };
let ground: Ground;
let callers: readonly Caller[];
let found: Discovered;

beforeAll(async () => {
  ground = await openGround();
  callers = await openCallers(ground);
  found = await discover();
}, withinMs);

afterAll(() => ground?.w.close());

async function operations() {
  return (await import("../../app/api/v1/_operations/document.ts")).operations;
}

/** Both ways: nothing without an entry, and no entry for what is gone. */
function expectEntries(file: string, entries: object, there: readonly string[]): void {
  const say = `Say who may in tests/support/access-matrix/${file}`;
  expect(Object.keys(entries).sort(), say).toEqual([...there].sort());
}

describe("the access matrix", () => {
  it("has an entry for each page, route, action and operation there is", async () => {
    const api = await operations();
    expectEntries("pages.ts", pages, found.pages);
    expectEntries("routes.ts", routes, found.routes);
    expectEntries("actions.ts", actions, found.writtenActions);
    expectEntries(
      "operations.ts",
      operationEntries,
      api.map(({ id }) => id),
    );
    expectEntries(
      "actions.ts",
      actions,
      found.actions.map(({ name }) => name),
    );
  });

  it("knows all that the build answers to", async () => {
    const ofOperations = (await operations()).map(({ path }) =>
      `/api/v1${path}`.replaceAll(/\{(\w+)\}/g, "[$1]"),
    );
    const known = new Set([
      ...found.pages,
      ...found.routes.map((route) => route.split(" ")[1] ?? ""),
      ...ofOperations,
      // What the API does not have; and what Next.js shows where nothing is.
      "/api/v1/[...rest]",
      "/_not-found",
      "/_global-error",
    ]);
    expect(found.built.filter((route) => !known.has(route))).toEqual([]);
    expect(found.apiRoutes.filter((route) => !known.has(route))).toEqual([]);
  });

  it(
    "holds: whoever may is answered, and nobody else learns or changes anything",
    async () => {
      const trial = { ground, callers, ledger };
      const api = operationSubjects(await operations());
      const forms = actionSubjects(found);
      const shown = [...pageSubjects(), ...routeSubjects()];
      const subjects = [...shown, ...api, ...forms];
      await tryTenantless(trial);
      await tryReading(
        trial,
        subjects.filter(({ changes }) => !changes),
      );
      await tryOtherMethods(trial, [...shown, ...api]);
      for (const subject of subjects.filter(({ changes }) => changes)) {
        await tryChanging(trial, subject);
      }
      process.stdout.write(
        `access matrix: ${subjects.length} routes and actions × ${callers.length} callers = ${ledger.attempts} attempts, ${ledger.leaks.length} leaks\n`,
      );
      expect(ledger.leaks).toEqual([]);
    },
    withinMs,
  );
});
