import type { Severity } from "#lib/base/index.ts";

export type Ecosystem = "npm" | "PyPI";

export interface PackageVersion {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly version: string;
}

/** Where versions begin to be affected and where they cease (OSV schema 1.x, `affected[].ranges`). */
export interface AffectedRange {
  readonly events: readonly {
    readonly introduced?: string | undefined;
    readonly fixed?: string | undefined;
    readonly lastAffected?: string | undefined;
  }[];
}

export interface AffectedPackage {
  readonly ecosystem: string;
  readonly name: string;
  readonly ranges: readonly AffectedRange[];
  /** Versions that are affected one by one. */
  readonly versions: readonly string[];
}

/** What a database of advisories says of one vulnerability. Its words are a stranger's. */
export interface Advisory {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** As the database itself grades it; null where it does not. */
  readonly severity: Severity | null;
  /** CVSS vectors, such as `CVSS:3.1/AV:N/…`. */
  readonly vectors: readonly string[];
  readonly affected: readonly AffectedPackage[];
}

/** A database of advisories, such as OSV. */
export interface Advisories {
  /**
   * The advisories of each package version, in the order of the question. Throws `unavailable` when
   * there is no whole answer: half of one would read as a pass.
   */
  of(
    packages: readonly PackageVersion[],
    signal?: AbortSignal,
  ): Promise<readonly (readonly Advisory[])[]>;
}

/** One version in a registry, as npm's registry describes it. */
export interface RegistryManifest {
  readonly name: string;
  readonly version: string;
  readonly deprecated?: unknown;
  readonly dist: { readonly tarball: string; readonly integrity?: string | undefined };
  readonly [member: string]: unknown;
}

/** All versions of a package in a registry. */
export interface Packument {
  readonly name: string;
  readonly versions: Readonly<Record<string, RegistryManifest>>;
  readonly [member: string]: unknown;
}

/** npm's registry. It is only ever asked for descriptions, never for a package itself. */
export interface Registry {
  /** Null where the registry has no such package. Throws `unavailable`. */
  packument(name: string): Promise<Packument | null>;
  /** The whole description of one version, which also says its licence. */
  manifest(name: string, version: string): Promise<RegistryManifest | null>;
}
