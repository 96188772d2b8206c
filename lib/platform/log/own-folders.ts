import { homedir, tmpdir } from "node:os";
import { dirname, resolve, sep } from "node:path";

export interface OwnFolder {
  readonly path: string;
  /** What stands in its place. Empty for the project's own folder: its files are named from there. */
  readonly name: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The folders of this machine that a text of ours may name, the longest first. */
export function ownFolders(environment: Environment, project: string): readonly OwnFolder[] {
  const { ETNA_DATA_DIR = ".etna", ETNA_KEY_FILE = ".etna/keys/local.key" } = environment;
  const roots = (environment.ETNA_LOCAL_FORGE_ROOTS ?? "").split(":");
  const folders = [
    { path: project, name: "" },
    { path: resolve(project, ETNA_DATA_DIR), name: "[data]" },
    { path: dirname(resolve(project, ETNA_KEY_FILE)), name: "[keys]" },
    ...roots.map((root) => ({ path: root.replace(/^[^/=]*=/, "").trim(), name: "[repositories]" })),
    { path: homedir(), name: "~" },
    { path: tmpdir(), name: "[tmp]" },
  ];
  return folders
    .map(({ path, name }) => ({ path: path.replace(/[\\/]+$/, ""), name }))
    .filter(({ path }) => path.length > 1 && (path.includes("/") || path.includes(sep)))
    .sort((a, b) => b.path.length - a.path.length);
}
