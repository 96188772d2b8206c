const maxLineChars = 500;

/**
 * The 1-based line on which a manifest or a lock file first names a package as a whole word, so that
 * "lodash" is neither "lodash.merge" nor "@types/lodash". Null where no line does.
 */
export function manifestLine(lines: readonly string[], name: string): number | null {
  if (name === "") return null;
  const at = lines.findIndex((line) => names(line.slice(0, maxLineChars), name));
  return at < 0 ? null : at + 1;
}

function names(line: string, name: string): boolean {
  for (let at = line.indexOf(name); at >= 0; at = line.indexOf(name, at + 1)) {
    const before = line.slice(0, at);
    const after = line.slice(at + name.length);
    const begins = !/[\w.@/-]$/.test(before) || /(?:^|[^\w.@-])node_modules\/$/.test(before);
    if (begins && !/^[\w/-]|^\.[a-z]/i.test(after)) return true;
  }
  return false;
}
