// Neither package brings types, and those of others are of an older resolver: this is what is used here.

declare module "semver" {
  interface Options {
    readonly loose?: boolean;
    readonly includePrerelease?: boolean;
  }
  const semver: {
    compare(a: string, b: string): -1 | 0 | 1;
    gt(a: string, b: string): boolean;
    major(version: string): number;
    minor(version: string): number;
    prerelease(version: string): readonly (string | number)[] | null;
    rcompare(a: string, b: string): -1 | 0 | 1;
    satisfies(version: string, range: string, options?: Options): boolean;
    /** Whether `range` admits every version that `part` admits. */
    subset(part: string, range: string): boolean;
    valid(version: string): string | null;
    validRange(range: string): string | null;
  };
  export default semver;
}

declare module "@npmcli/arborist" {
  type Allowed = "all" | "none" | "root";

  interface Options {
    readonly path: string;
    readonly cache: string;
    readonly registry: string;
    /** Looked at by pacote before it asks a registry; `get` may answer with a promise. */
    readonly packumentCache: {
      has(key: string): boolean;
      get(key: string): unknown;
      set(key: string, value: unknown): void;
      delete(key: string): void;
    };
    readonly offline: boolean;
    readonly packageLockOnly: boolean;
    readonly ignoreScripts: boolean;
    readonly ignoreExtension: boolean;
    readonly allowGit: Allowed;
    readonly allowRemote: Allowed;
    readonly allowFile: Allowed;
    readonly allowDirectory: Allowed;
    readonly legacyPeerDeps: boolean;
    /** What the lockfile is written as; as it was read, where this is absent and it was no version 1. */
    readonly lockfileVersion?: 1;
    readonly audit: boolean;
    readonly progress: boolean;
  }

  interface Node {
    readonly location: string;
    readonly version: string;
    readonly packageName: string;
    readonly package: object;
    readonly isLink: boolean;
    /** What it asks for, by name; `error` says why what it would get is not that. */
    readonly edgesOut: ReadonlyMap<string, Edge>;
  }

  interface Edge {
    readonly name: string;
    readonly spec: string;
    readonly error: string | null;
  }

  export interface Tree {
    readonly inventory: { values(): Iterable<Node> };
    /** As text, what npm writes for the lockfile. */
    readonly meta: { toString(): string };
  }

  export class Arborist {
    constructor(options: Options);
    loadVirtual(): Promise<Tree>;
    buildIdealTree(options: {
      readonly update: { readonly names: readonly string[] };
    }): Promise<Tree>;
  }
}
