// Appends to the installation's log as told by its parent, in a process of its own: bare entries and
// signatures of fixes, all at once. Says what each append was given once it stands, and ends itself
// with -9 where a query of its transaction is about to be sent, or was just answered.
import { randomBytes } from "node:crypto";
import pg from "pg";
import { isAppError } from "#lib/base/index.ts";

export interface AppendOrder {
  readonly bare: number;
  readonly jobs: readonly {
    readonly organizationId: string;
    readonly fixId: string;
    readonly approvalId: string;
  }[];
  /** Reports to sign, each for a member who may. */
  readonly reports?: readonly {
    readonly userId: string;
    readonly sessionId: string;
    readonly organizationId: string;
    readonly campaignId: string;
  }[];
  /** The beginning of a query, and the side of it. */
  readonly kill?: { readonly query: string; readonly when: "before" | "after" };
}

export interface Appended {
  readonly index: number;
  readonly body: string;
  readonly checkpoint: string;
}

export type AppenderWord = "ready" | "done" | Appended;

let order: AppendOrder | undefined;

type Query = (this: pg.Client, ...args: unknown[]) => unknown;
const client = pg.Client.prototype as unknown as { query: Query };
const { query } = client;
const inLog = new WeakSet<pg.Client>();
client.query = function (...args) {
  const [first] = args;
  const text = String(
    typeof first === "string" ? first : (first as { text?: unknown }).text,
  ).trimStart();
  // Its transaction alone is that of an append: the log's key is read, too.
  if (text.startsWith("SELECT set_config('lock_timeout'")) inLog.add(this);
  const kill = inLog.has(this) && order?.kill;
  if (!kill || !text.startsWith(kill.query)) return query.apply(this, args);
  if (kill.when === "before") process.kill(process.pid, "SIGKILL");
  return (query.apply(this, args) as Promise<unknown>).then(() =>
    process.kill(process.pid, "SIGKILL"),
  );
};

const { mutateLogged } = await import("#lib/services/provenance/index.ts");
const { signReport } = await import("#lib/services/campaigns/index.ts");
const { signWorkflow } = await import("#lib/services/fixes/index.ts");
const { systemActor } = await import("#lib/services/audit/index.ts");

async function appendBare(): Promise<void> {
  const body = randomBytes(40);
  const target = { type: "log", id: body.toString("hex") };
  let given: Appended | undefined;
  await mutateLogged(
    systemActor("worker", null),
    "fix.sign",
    target,
    async (_tx, trail, append) => {
      trail.unchanged();
      const { entry, proof } = await append(body);
      given = { index: entry.logIndex, body: body.toString("hex"), checkpoint: proof.checkpoint };
    },
  );
  if (given) process.send?.(given satisfies AppenderWord);
}

async function sign(job: AppendOrder["jobs"][number]): Promise<void> {
  const step = async (name: string, work: (attempt: { last: boolean }) => Promise<unknown>) =>
    name === "sign" ? await work({ last: true }) : undefined;
  await signWorkflow.run({ step: step as never }, job);
}

async function signReportOf(job: NonNullable<AppendOrder["reports"]>[number]): Promise<void> {
  const { campaignId, ...member } = job;
  const actor = { kind: "user", ...member } as const;
  await signReport(actor, member.organizationId, campaignId);
}

process.on("message", (given: AppendOrder) => {
  order = given;
  const work = [
    ...given.jobs.map((job) => sign(job)),
    ...(given.reports ?? []).map((job) => signReportOf(job)),
    ...Array.from({ length: given.bare }, () => appendBare()),
  ];
  Promise.all(work).then(
    () => process.send?.("done" satisfies AppenderWord),
    (error: unknown) => {
      process.stderr.write(`${isAppError(error) ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
});
process.send?.("ready" satisfies AppenderWord);
