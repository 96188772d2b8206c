/**
 * Settings that stand above whatever a repository's own configuration says, so that it can start
 * no program, reach no network, and write nothing beside objects and the one ref.
 */
const settings: readonly string[] = [
  "commit.gpgSign=false",
  "core.alternateRefsCommand=false",
  "core.askPass=false",
  "core.attributesFile=/dev/null",
  "core.autocrlf=false",
  "core.bigFileThreshold=32m",
  "core.commitGraph=false",
  "core.editor=false",
  "core.excludesFile=/dev/null",
  "core.filesRefLockTimeout=2000",
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.logAllRefUpdates=false",
  "core.multiPackIndex=false",
  "core.packedRefsTimeout=2000",
  "core.pager=cat",
  "core.protectHFS=true",
  "core.protectNTFS=true",
  "core.sparseCheckout=false",
  "core.splitIndex=false",
  "core.sshCommand=false",
  "core.untrackedCache=false",
  "credential.helper=",
  "diff.renames=false",
  "gc.auto=0",
  "i18n.commitEncoding=UTF-8",
  "log.showSignature=false",
  "maintenance.auto=false",
  "protocol.allow=never",
  "safe.directory=*",
  "submodule.recurse=false",
];

export const settingArguments: readonly string[] = [
  "--no-pager",
  ...settings.flatMap((setting) => ["-c", setting]),
];

/** The whole environment of a git process: nothing is inherited but the search path. */
export function gitEnvironment(gitDir: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    HOME: "/dev/null",
    LC_ALL: "C",
    GIT_DIR: gitDir,
    // No command that needs a work tree can run.
    GIT_WORK_TREE: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_ASKPASS: "false",
    GIT_EDITOR: "false",
    GIT_GRAFT_FILE: "/dev/null",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_PAGER: "cat",
    GIT_SSH_COMMAND: "false",
    GIT_TERMINAL_PROMPT: "0",
  };
}
