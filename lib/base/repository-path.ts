const hfsIgnorable = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;

/** True for a segment that some file system resolves to `.git` (case, NTFS and HFS+ spellings). */
function isDotGit(segment: string): boolean {
  const plain = segment
    .replace(hfsIgnorable, "")
    .toLowerCase()
    .replace(/:.*$/s, "")
    .replace(/(?<![. ])[. ]+$/, "");
  return plain === ".git" || plain === "git~1";
}

/**
 * Why `path` may not be written in a repository, or null when it may. Relative, "/"-separated,
 * Unicode, no empty, "." or ".." segment, nothing that names a `.git` folder.
 */
export function repositoryPathFault(path: string): string | null {
  if (path === "") return "is empty";
  if (!path.isWellFormed() || path.includes("\0")) return "is not Unicode text";
  if (path.length > 4096) return "is longer than 4,096 characters";
  if (path.startsWith("/") || /^[a-z]:[\\/]/i.test(path)) return "is absolute";
  const segments = path.split(/[\\/]/);
  if (segments.some((segment) => segment === "." || segment === "..")) return "leaves its folder";
  if (path.split("/").includes("")) return "has an empty segment";
  if (segments.some(isDotGit)) return "names a .git folder";
  return null;
}
