import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { z } from "zod";
import { AppError, fromHex, toHex } from "#lib/base/index.ts";
import {
  followLog,
  type LogCheck,
  type LogReport,
  noteKeyTypes,
  readVerifierKey,
  type VerifierKey,
} from "#lib/engines/log/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { openLog } from "./open-log.ts";
import { exitForUsage, runCommand, writeOut } from "./run-command.ts";
import { visible } from "./visible.ts";

interface Options {
  readonly state?: string;
  readonly key?: string;
  readonly json?: boolean;
}

/**
 * `etna log check`: follows a log as a monitor does. Exit code 0 when all holds, 1 when the log is not
 * what it was or not what it says, 2 for wrong use, 3 when it could not be read.
 */
export function logCommand(): Command {
  const check = new Command("check")
    .description("read a whole log, and hold it against what was seen of it before")
    .argument("<url or folder>", "where its checkpoint and tiles are, such as https://…/log")
    .option("--state <file>", "remember the log's key and its last head here")
    .option("--key <vkey>", "the key that must sign its checkpoint (default: as remembered)")
    .option("--json", "one JSON document on stdout")
    .exitOverride(exitForUsage)
    .action((place: string, options: Options) =>
      runCommand("log check", () => checkLog(place, options)),
    );
  return new Command("log")
    .description("follow a transparency log")
    .exitOverride(exitForUsage)
    .addCommand(check);
}

async function checkLog(place: string, options: Options): Promise<0 | 1> {
  const source = openLog(place);
  const state = options.state === undefined ? null : readState(options.state);
  const given = options.key ?? state?.verifierKey;
  const verifierKey = given ?? (await source.claimedKey());
  const remembered = state && { size: state.size, root: fromHex(state.root) ?? new Uint8Array() };
  const report = await followLog(source, keyOf(verifierKey), remembered, nodeCrypto);
  const { ok, head } = report;
  if (ok && head !== undefined && options.state !== undefined) {
    writeState(options.state, { verifierKey, size: head.size, root: toHex(head.root) });
  }
  const trusted =
    options.key !== undefined ? "given" : state ? "remembered" : "from the log itself";
  const said = { place, verifierKey, keyIs: trusted, report };
  await writeOut(options.json === true ? asJson(said) : asText(said));
  return ok ? 0 : 1;
}

function keyOf(text: string): VerifierKey {
  const key = readVerifierKey(text);
  if (key?.type === noteKeyTypes.ed25519) return key;
  throw new AppError("invalid_input", "This is no key of a log: name+id+key, with an Ed25519 key.");
}

const stateSchema = z.strictObject({
  verifierKey: z.string().max(500),
  size: z.int().min(0),
  root: z.string().regex(/^[0-9a-f]{64}$/),
});
type State = z.infer<typeof stateSchema>;

function readState(file: string): State | null {
  if (!existsSync(file)) return null;
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    const message = `${file} holds nothing that was remembered of a log.`;
    throw new AppError("invalid_input", message, { cause });
  }
}

/** Whole or not at all: a lost head would be a lost proof. */
function writeState(file: string, state: State): void {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`);
    renameSync(draft, file);
  } catch (cause) {
    throw new AppError("invalid_input", `${file} cannot be written.`, { cause });
  }
}

interface Said {
  readonly place: string;
  readonly verifierKey: string;
  readonly keyIs: string;
  readonly report: LogReport;
}

function asJson({ place, verifierKey, keyIs, report }: Said): string {
  const { ok, checks, head, alsoSignedBy } = report;
  const shown = head && { origin: head.origin, size: head.size, root: toHex(head.root) };
  const said = { log: place, ok, verifierKey, keyIs, checks, head: shown ?? null, alsoSignedBy };
  return `${JSON.stringify(said, null, 2)}\n`;
}

const words: Readonly<Record<LogCheck["outcome"], string>> = {
  holds: "holds",
  fails: "FAILS",
  not_run: "not run",
};

function asText({ place, verifierKey, keyIs, report }: Said): string {
  const { ok, checks, alsoSignedBy } = report;
  const lines = [
    `${visible(place)}: ${ok ? "holds" : "does not hold"}`,
    `Key (${keyIs}): ${visible(verifierKey)}`,
    ...checks.flatMap(({ id, outcome, says, compared }) => [
      `${words[outcome].padEnd(7)}  ${id}: ${visible(says)}`,
      ...compared.map(({ label, value }) => `           ${label}: ${visible(value)}`),
    ]),
    ...(alsoSignedBy.length > 0 ? [`Also signed by: ${alsoSignedBy.map(visible).join(", ")}`] : []),
    ...(keyIs === "from the log itself"
      ? [
          "The key came from the log itself. Compare it with one from elsewhere, and give it as --key.",
        ]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}
