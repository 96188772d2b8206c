import type { Workspace } from "#lib/base/index.ts";
import { isVendoredFolder } from "#lib/engines/rules/index.ts";
import { directoryWorkspace, withoutGitIgnored } from "#lib/platform/workspace/index.ts";

/** The folder a person named, without other people's code and without what git ignores. */
export async function openFolder(path: string): Promise<Workspace> {
  return withoutGitIgnored(path, await directoryWorkspace(path, { exclude: isVendoredFolder }));
}
