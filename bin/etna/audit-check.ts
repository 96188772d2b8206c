import { Command } from "commander";
import { AppError } from "#lib/base/index.ts";
import type { ChainReport, NotedEvent } from "#lib/services/audit/index.ts";
import { openDatabase } from "../ground/database.ts";
import { exitForUsage, runCommand, writeOut } from "./run-command.ts";
import { visible } from "./visible.ts";

interface Options {
  readonly after?: string;
  readonly json?: boolean;
}

/** One chain of this installation, by the name that a person gave or reads. */
interface NamedChain {
  readonly organizationId: string | null;
  readonly name: string;
}

/**
 * `etna audit check`: walks the audit chains of this installation. Exit code 0 when all hold, 1 when
 * an event was edited, removed, moved or put in, 2 for wrong use, 3 when it could not finish.
 */
export function auditCommand(): Command {
  const check = new Command("check")
    .description("recompute every audit chain, from its first event to its head")
    .argument("[organization]", "its address or id, or “installation” (default: all chains)")
    .option("--after <seq:hash>", "an event noted earlier, which must still be in the chain")
    .option("--json", "one JSON document on stdout")
    .exitOverride(exitForUsage)
    .action((organization: string | undefined, options: Options) =>
      runCommand("audit check", () => checkChains(organization, options)),
    );
  return new Command("audit")
    .description("check the audit trail of this installation")
    .exitOverride(exitForUsage)
    .addCommand(check);
}

async function checkChains(organization: string | undefined, options: Options): Promise<0 | 1> {
  const noted = options.after === undefined ? undefined : notedEvent(options.after);
  if (noted !== undefined && organization === undefined) {
    throw new AppError("invalid_input", "--after belongs to one chain. Say which organization.");
  }
  const database = await openDatabase();
  // Loaded only here: the other commands work without a database, and start faster.
  const { checkChain } = await import("#lib/services/audit/index.ts");
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  try {
    const reports: (ChainReport & { readonly name: string })[] = [];
    for (const { organizationId, name } of await chainsOf(organization)) {
      reports.push({ name, ...(await checkChain(organizationId, noted)) });
    }
    await writeOut(options.json === true ? asJson(reports) : asText(reports));
    return reports.every((report) => report.faults.length === 0) ? 0 : 1;
  } finally {
    await closeDatabase();
    await database.close();
  }
}

function notedEvent(text: string): NotedEvent {
  const parts = /^(\d{1,18}):([0-9a-f]{64})$/.exec(text);
  if (parts?.[1] === undefined || parts[2] === undefined) {
    throw new AppError("invalid_input", "--after takes a number and a hash, such as 42:9f86…");
  }
  return { seq: BigInt(parts[1]), hash: parts[2] };
}

async function chainsOf(wanted: string | undefined): Promise<readonly NamedChain[]> {
  const { getOrganization } = await import("#lib/services/organizations/index.ts");
  const { listOrganizationIds } = await import("#lib/platform/db/index.ts");
  const chains: NamedChain[] = [{ organizationId: null, name: "installation" }];
  for (const organizationId of await listOrganizationIds()) {
    const organization = await getOrganization(organizationId);
    chains.push({ organizationId, name: organization?.slug ?? organizationId });
  }
  if (wanted === undefined) return chains;
  const found = chains.find(({ organizationId, name }) => [organizationId, name].includes(wanted));
  if (found === undefined) {
    throw new AppError("invalid_input", `There is no organization ${visible(wanted)}.`);
  }
  return [found];
}

function asJson(reports: readonly (ChainReport & { readonly name: string })[]): string {
  const ok = reports.every((report) => report.faults.length === 0);
  const chains = reports.map((report) => ({ ...report, events: Number(report.events) }));
  return `${JSON.stringify({ ok, chains }, null, 2)}\n`;
}

function asText(reports: readonly (ChainReport & { readonly name: string })[]): string {
  const lines = reports.flatMap(({ name, events, headHash, faults }) => {
    const verdict = faults.length === 0 ? "holds" : `does not hold: ${faults.length} faults`;
    const head = events === 0n ? "" : `, head ${events}:${headHash}`;
    return [`${visible(name)}: ${verdict}${head}`, ...faults.map((fault) => `  ${fault}`)];
  });
  return `${lines.join("\n")}\n`;
}
