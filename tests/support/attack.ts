import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
export const attacksFolder = join(root, "tests/integration/attacks");
export const attacksDocument = join(root, "docs/security-tests.md");
const recordsFolder = join(root, ".etna/attacks");

/** One attack, in as many shapes as it has. */
export interface Attack {
  /** What is tried, in words. */
  readonly tried: string;
  /** How many shapes, in words where the code itself decides. */
  readonly shapes: string;
  /** Tries every shape. Returns what came back for each, by the shape's own text. */
  play(): Promise<readonly Outcome[]>;
  /** What may come back. */
  readonly mayCome: readonly string[];
}

interface Outcome {
  readonly shape: string;
  readonly came: string;
}

/**
 * An attack with its shapes. `send` does it and says in a few words what came back; only what
 * `mayCome` names is held for a defence. Shapes that follow from the code are named by `all`, so that
 * a further one does not change the document.
 */
export function attack<Shape>(described: {
  readonly tried: string;
  readonly shapes: readonly Shape[] | (() => readonly Shape[] | Promise<readonly Shape[]>);
  readonly all?: string;
  readonly mayCome: readonly string[];
  send(shape: Shape): Promise<string>;
}): Attack {
  const { tried, shapes, all, mayCome } = described;
  return {
    tried,
    mayCome,
    shapes: all ?? String(Array.isArray(shapes) ? shapes.length : "?"),
    async play() {
      const list = typeof shapes === "function" ? await shapes() : shapes;
      const outcomes: Outcome[] = [];
      for (const shape of list) {
        const came = await described.send(shape).catch((error: unknown) => `thrown: ${error}`);
        outcomes.push({ shape: textOf(shape), came });
      }
      return outcomes;
    },
  };
}

/**
 * Declares a family of attacks as tests, and one more that holds the family's part of
 * docs/security-tests.md against what was tried and what came back in this very run.
 */
export function attackFamily(url: string, title: string, attacks: readonly Attack[]): void {
  const file = new URL(url).pathname.slice(attacksFolder.length + 1);
  const rows: string[] = [];
  describe(title, () => {
    for (const { tried, shapes, mayCome, play } of attacks) {
      it(tried, async () => {
        const outcomes = await play();
        expect(outcomes.length, "no shape was tried").toBeGreaterThan(0);
        const unwanted = outcomes.filter(({ came }) => !mayCome.includes(came));
        expect(unwanted.map(({ shape, came }) => `${came} ← ${shape}`)).toEqual([]);
        const counted = /^\d+$/.test(shapes);
        rows.push(`| ${cell(tried)} | ${shapes} | ${cell(summary(outcomes, counted))} |`);
      }, 300_000);
    }
    it("is listed in docs/security-tests.md as it went", async (context) => {
      if (rows.length < attacks.length) return context.skip("not every attack of it was tried");
      const section = sectionOf(title, file, rows);
      await mkdir(recordsFolder, { recursive: true });
      await writeFile(join(recordsFolder, `${file}.md`), section);
      if (process.env.ETNA_WRITE_SECURITY_TESTS === "1") return;
      const document = await readFile(attacksDocument, "utf8");
      expect(document, "run `node tests/support/list-attacks.ts` to list it anew").toContain(
        section,
      );
    });
  });
}

function sectionOf(title: string, file: string, rows: readonly string[]): string {
  const path = join(dirname("tests/integration/attacks/x"), file);
  const head = `## ${title}\n\n\`${path}\`\n\n| tried | shapes | came back |\n|---|---|---|\n`;
  return `${head}${rows.join("\n")}\n`;
}

/** What came back, the commonest first, with how often where the shapes are counted. */
function summary(outcomes: readonly Outcome[], counted: boolean): string {
  const counts = new Map<string, number>();
  for (const { came } of outcomes) counts.set(came, (counts.get(came) ?? 0) + 1);
  const all = [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
  if (!counted) return [...counts.keys()].sort().join(" · ");
  return all.map(([came, n]) => (counts.size === 1 ? came : `${came} (${n})`)).join(" · ");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function textOf(shape: unknown): string {
  const text = typeof shape === "string" ? shape : inspect(shape, { depth: 4, breakLength: 400 });
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
