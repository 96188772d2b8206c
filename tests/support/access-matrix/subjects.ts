import type { Operation } from "#app/_server/api/operation.ts";
import type { Asked, Caller } from "./access.ts";
import type { ActionEntry, Prepared } from "./action-entry.ts";
import { actions } from "./actions.ts";
import type { BuiltAction, Discovered, HttpMethod } from "./discover.ts";
import type { Ground } from "./ground.ts";
import { operationEntries } from "./operations.ts";
import { type Entry, pages } from "./pages.ts";
import { asCall, asData, asForm, type Sent } from "./request.ts";
import { routes } from "./routes.ts";
import type { Target } from "./target.ts";

/** One way to ask for a thing. */
export interface Request extends Sent {
  readonly way: string;
}

/** A page, a route, an operation or an action, with all the ways to ask for it. */
export interface Subject extends Omit<Entry, "path" | "never" | "changes">, Asked {
  readonly kind: "page" | "route" | "operation" | "action";
  readonly name: string;
  readonly requests: (t: Target, caller: Caller) => Promise<readonly Request[]>;
  /** Ways that only somebody takes who may not. */
  readonly detours?: (t: Target, caller: Caller) => Promise<readonly Request[]>;
  readonly never?: (t: Target, phantom: Target) => Promise<readonly Request[]>;
  readonly changes: boolean;
  readonly ready?: (ground: Ground, caller?: Caller) => Promise<Prepared>;
  readonly action?: ActionEntry;
}

export function pageSubjects(): readonly Subject[] {
  const ways = async (path: string) => [
    { way: "as a page", method: "GET", path } as const,
    { way: "as data", ...(await asData(path)) },
  ];
  return Object.entries(pages).map(([name, entry]) => ({
    ...shared(entry),
    kind: "page",
    name,
    requests: (t) => ways(entry.path(t)),
    never: async (t, phantom) =>
      (await Promise.all((entry.never?.(t, phantom) ?? []).map(ways))).flat(),
    changes: false,
  }));
}

export function routeSubjects(): readonly Subject[] {
  return Object.entries(routes).map(([name, entry]) => {
    const method = name.split(" ")[0] as HttpMethod;
    return {
      ...shared(entry),
      kind: "route",
      name,
      requests: async (t) => [{ way: "", method, path: entry.path(t) }],
      never: async (t, phantom) =>
        (entry.never?.(t, phantom) ?? []).map((path) => ({ way: path, method, path })),
      changes: entry.changes ?? false,
    };
  });
}

export function operationSubjects(operations: readonly Operation[]): readonly Subject[] {
  return operations.map(({ id: name, method, path }) => {
    const entry = operationEntries[name];
    if (entry === undefined) throw new Error(`${name} has no entry in operations.ts.`);
    const { id, body, ready, changes = false } = entry;
    return {
      ...shared(entry),
      kind: "operation",
      name,
      requests: async (t) => [
        {
          way: "",
          method,
          path: `/api/v1${path.replace("{id}", id?.(t) ?? "")}`,
          ...(body && {
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body(t)),
          }),
        },
      ],
      never: async (t, phantom) =>
        (entry.never?.(t, phantom) ?? []).map((address) => ({
          way: address,
          method,
          path: address,
        })),
      changes,
      ...(ready && { ready }),
    };
  });
}

export function actionSubjects(discovered: Discovered): readonly Subject[] {
  return Object.entries(actions).map(([name, entry]) => {
    const built = discovered.actions.find((action) => action.name === name);
    if (built === undefined) throw new Error(`The build knows no ${name}.`);
    const { id } = built;
    const path = (t: Target) => pageOf(built).path(t);
    return {
      may: entry.may,
      ...(entry.fresh && { fresh: entry.fresh }),
      kind: "action",
      name,
      requests: async (t, caller) => [
        { way: "by scripts", ...(await asCall(path(t), id, entry.args(t, caller))) },
      ],
      detours: async (t, caller) => {
        const args = entry.args(t, caller);
        return [
          { way: "without scripts", ...(await asForm(path(t), id, args)) },
          { way: "by way of a public page", ...(await asCall("/verify", id, args)) },
        ];
      },
      changes: true,
      ...(entry.ready && { ready: entry.ready }),
      action: entry,
    };
  });
}

/** A page that may be asked to run the action. */
function pageOf(action: BuiltAction): Entry {
  const entry = action.pages.map((page) => pages[page]).find((page) => page !== undefined);
  if (entry === undefined)
    throw new Error(`No page with an entry in pages.ts runs ${action.name}.`);
  return entry;
}

function shared({ may, fresh, whole, status, refused, sees, shows }: Omit<Entry, "path">) {
  return {
    may,
    ...(fresh && { fresh }),
    ...(whole && { whole }),
    ...(refused && { refused }),
    ...(status && { status }),
    ...(sees && { sees }),
    ...(shows && { shows }),
  };
}
