// Runs every family of attacks, writes what came back into docs/security-tests.md, and prints it.
import { spawn } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { attackIntroduction, attackSections } from "./attack-document.ts";

const root = join(import.meta.dirname, "../..");
const document = join(root, "docs/security-tests.md");
const records = join(root, ".etna/attacks");

const vitest = join(root, "node_modules/vitest/vitest.mjs");
const args = [vitest, "run", "--project", "integration", "tests/integration/attacks"];
const environment = { ...process.env, ETNA_WRITE_SECURITY_TESTS: "1" };
const run = spawn(process.execPath, args, { cwd: root, env: environment, stdio: "inherit" });
const exitCode = await new Promise<number | null>((resolve) => run.once("exit", resolve));
if (exitCode !== 0) process.exit(1);

const files = await readdir(join(root, "tests/integration/attacks"));
const sections = await Promise.all(
  attackSections(files).map((file) => readFile(join(records, `${file}.md`), "utf8")),
);
const text = `${attackIntroduction}\n${sections.join("\n")}`;
await writeFile(document, text);
process.stdout.write(text);
