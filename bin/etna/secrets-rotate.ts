import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { AppError } from "#lib/base/index.ts";
import { environmentFile } from "../ground/paths.ts";
import { exitForUsage, runCommand, writeOut } from "./run-command.ts";

/**
 * `etna secrets rotate`: a fresh secret signs sessions from the next start on. What the former one
 * signed stays valid until the rotation after that.
 */
export function secretsCommand(): Command {
  const rotate = new Command("rotate")
    .description("put a fresh secret in front of AUTH_SECRET in .env.local, keep the former one")
    .exitOverride(exitForUsage)
    .action(() =>
      runCommand("secrets rotate", async () => {
        rotateAuthSecret(environmentFile, process.env.AUTH_SECRET);
        await writeOut(
          "AUTH_SECRET has a fresh secret in front; the former one still verifies. Restart Etna.\n",
        );
        return 0;
      }),
    );
  return new Command("secrets")
    .description("change the secrets of this installation")
    .exitOverride(exitForUsage)
    .addCommand(rotate);
}

const line = /^([ \t]*(?:export[ \t]+)?AUTH_SECRET[ \t]*=[ \t]*)(["']?)(\S+?)\2[ \t]*$/gm;

/**
 * Rewrites that one line of the file, whole or not at all. Throws `precondition_failed` where the
 * file is not what decides: `inForce` is what the process was started with.
 */
export function rotateAuthSecret(path: string, inForce: string | undefined): void {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const found = [...text.matchAll(line)];
  const value = found[0]?.[3];
  if (found.length !== 1 || value === undefined) {
    const how = found.length > 1 ? "more than one line" : "no line";
    throw new AppError(
      "precondition_failed",
      `.env.local has ${how} with AUTH_SECRET. npm start makes it.`,
    );
  }
  if (inForce !== undefined && inForce !== value) {
    throw new AppError(
      "precondition_failed",
      "The shell sets AUTH_SECRET, which wins over .env.local. Rotate it there.",
    );
  }
  const former = value.split(",")[0]?.trim() ?? "";
  const fresh = randomBytes(32).toString("base64url");
  // A function, because a replacement text gives a meaning to $.
  const changed = text.replace(line, (_, start: string) => `${start}${fresh},${former}`);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, changed, { mode: 0o600, flag: "wx" });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}
