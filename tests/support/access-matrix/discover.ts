import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

const root = join(import.meta.dirname, "../../..");
export const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

export type HttpMethod = (typeof methods)[number];

/** A server action as the build knows it: what a browser names it by, and the pages that may be asked. */
export interface BuiltAction {
  /** As "app/welcome/actions.ts createOrganizationAction". */
  readonly name: string;
  readonly id: string;
  /** Routes as Next.js writes them, such as "/o/[organization]/runs". */
  readonly pages: readonly string[];
}

export interface Discovered {
  /** Routes of page.tsx files. */
  readonly pages: readonly string[];
  /** As "GET /api/health", for each method that a route.ts outside /api/v1 exports. */
  readonly routes: readonly string[];
  /** Routes of route.ts files below /api/v1, which operations stand behind. */
  readonly apiRoutes: readonly string[];
  /** What the sources say of actions; the build must know each of them. */
  readonly writtenActions: readonly string[];
  readonly actions: readonly BuiltAction[];
  /** Every route that the build answers to, however it came to be one. */
  readonly built: readonly string[];
}

/** Reads what there is from the sources, and from what the build made of them. */
export async function discover(): Promise<Discovered> {
  const files = (await readdir(join(root, "app"), { recursive: true })).sort();
  const routeFiles = files.filter((file) => /(^|\/)route\.tsx?$/.test(file));
  const routes = await Promise.all(
    routeFiles
      .filter((file) => !file.startsWith("api/v1/"))
      .map(async (file) => {
        const exported = exportedMethods(await text(join("app", file)));
        return exported.map((method) => `${method} ${routeOf(file)}`);
      }),
  );
  return {
    pages: files.filter((file) => /(^|\/)page\.tsx?$/.test(file)).map(routeOf),
    routes: routes.flat(),
    apiRoutes: routeFiles.filter((file) => file.startsWith("api/v1/")).map(routeOf),
    writtenActions: await writtenActions(),
    actions: await builtActions(),
    built: Object.values(await json<Record<string, string>>(".next/app-path-routes-manifest.json")),
  };
}

function routeOf(file: string): string {
  return `/${file.replace(/\/?(page|route)\.tsx?$/, "")}`;
}

function exportedMethods(source: string): HttpMethod[] {
  const exports =
    source.match(/^export (?:async )?function \w+|^export (?:const )?\{[^}]*\}/gm) ?? [];
  return methods.filter((method) =>
    exports.some((line) => new RegExp(`\\b${method}\\b`).test(line)),
  );
}

/** Every function that "use server" opens to the network, in a file of its own or inside another. */
async function writtenActions(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of ["app", "components", "lib"]) {
    for (const file of await readdir(join(root, folder), { recursive: true })) {
      if (!/\.tsx?$/.test(file)) continue;
      const path = join(folder, file);
      const source = await text(path);
      if (/^(\s|\/\/[^\n]*\n|\/\*.*?\*\/)*["']use server["']/s.test(source)) {
        // Types leave no function behind; whatever else is exported is one.
        for (const [, name] of source.matchAll(
          /^export (?!type|interface)(?:async )?(?:function |const )?(\S+?)\b/gm,
        )) {
          found.push(`${path} ${name}`);
        }
      } else {
        const inside = source.match(/["']use server["']/g) ?? [];
        found.push(...inside.map((_, index) => `${path} ${inlineName(index)}`));
      }
    }
  }
  return found.sort();
}

function inlineName(index: number): string {
  return `$$RSC_SERVER_ACTION_${index}`;
}

async function builtActions(): Promise<readonly BuiltAction[]> {
  interface Manifest {
    readonly node: Record<
      string,
      { filename: string; exportedName: string; workers: Record<string, unknown> }
    >;
    readonly edge: Record<string, unknown>;
  }
  const { node, edge } = await json<Manifest>(".next/server/server-reference-manifest.json");
  if (Object.keys(edge).length > 0) throw new Error("The matrix knows of no action at the edge.");
  return Object.entries(node).map(([id, { filename, exportedName, workers }]) => ({
    name: `${filename} ${exportedName}`,
    id,
    pages: Object.keys(workers).map((worker) => routeOf(relative("app", worker.concat(".ts")))),
  }));
}

async function json<T>(path: string): Promise<T> {
  return JSON.parse(await text(path)) as T;
}

async function text(path: string): Promise<string> {
  return await readFile(join(root, path), "utf8");
}
