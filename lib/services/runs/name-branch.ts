import type { Tx } from "#lib/platform/db/index.ts";

interface NamedFinding {
  readonly repositoryId: string;
  /** SHA-256, hex. */
  readonly fingerprint: string;
}

export function firstBranch({ fingerprint }: Pick<NamedFinding, "fingerprint">): string {
  return `etna/${fingerprint.slice(0, 12)}`;
}

/**
 * The branch of the next run for a finding. On a forge with pull requests it is a name that no fix of
 * the finding has had, because what was closed or merged under a name stays there; a folder's branch
 * is free again once it is deleted.
 */
export async function nextBranch(tx: Tx, finding: NamedFinding): Promise<string> {
  const first = firstBranch(finding);
  const { repositoryId } = finding;
  const repository = await tx.repository.findUniqueOrThrow({
    where: { id: repositoryId },
    select: { connection: { select: { kind: true } } },
  });
  if (repository.connection.kind === "local") return first;
  const fixes = await tx.fix.findMany({
    where: { repositoryId, branch: { startsWith: first } },
    select: { branch: true },
  });
  const taken = new Set(fixes.map(({ branch }) => branch));
  let name = first;
  for (let number = 2; taken.has(name); number++) name = `${first}-${number}`;
  return name;
}
