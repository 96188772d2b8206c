import { z } from "zod";
import { normalPythonName } from "./python-version.ts";
import { parseJson } from "./read-files.ts";

export interface PythonPin {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** Offsets of the version in the file, where one line can be changed without making it wrong. */
  readonly versionAt: { readonly start: number; readonly end: number } | null;
  /** Offsets of what names the package. */
  readonly start: number;
  readonly end: number;
  readonly dev: boolean;
}

/** The exact versions that a file of Python's package managers names; none for any other file. */
export function pythonPins(path: string, text: string): readonly PythonPin[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === "Pipfile.lock") return pipfilePins(path, text);
  if (name === "poetry.lock" || name === "uv.lock") return tomlPins(path, text);
  return name.endsWith(".txt") ? requirementPins(path, text) : [];
}

const pin =
  /^[ \t]*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)[ \t]*(?:\[[\w\-., \t]*\])?[ \t]*==[ \t]*([\w.!+-]+)[ \t]*(?=$|[;#\\]|--)/;

/** `name==1.2.3` (PEP 508), with what may follow. Options, URLs, ranges and wildcards are no pins. */
function requirementPins(path: string, text: string): readonly PythonPin[] {
  const dev = /(?:^|[/_.-])(?:dev|test|tests|lint|docs)(?:[_.-][\w.-]*)?\.txt$/.test(path);
  const pins: PythonPin[] = [];
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g)) {
    const match = pin.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    const start = index + line.indexOf(match[1]);
    const version = index + line.indexOf(match[2], line.indexOf("=="));
    // A hash is of one version alone, and may stand on the lines that follow.
    const bound = /--hash|\\[ \t]*$/.test(line);
    const versionAt = { start: version, end: version + match[2].length };
    pins.push({
      path,
      name: normalPythonName(match[1]),
      version: match[2],
      versionAt: bound ? null : versionAt,
      start,
      end: versionAt.end,
      dev,
    });
  }
  return pins;
}

const locked = z.record(z.string(), z.looseObject({ version: z.string().optional() }));
const pipfileLock = z.looseObject({ default: locked.optional(), develop: locked.optional() });

function pipfilePins(path: string, text: string): readonly PythonPin[] {
  const parsed = pipfileLock.safeParse(parseJson(text));
  if (!parsed.success) return [];
  const { default: needed = {}, develop = {} } = parsed.data;
  return [needed, develop].flatMap((group) =>
    Object.entries(group).flatMap(([name, { version }]): readonly PythonPin[] => {
      const key = JSON.stringify(name);
      const start = text.indexOf(key);
      if (version?.startsWith("==") !== true || start < 0) return [];
      const dev = group === develop && needed[name] === undefined;
      const at = { path, start, end: start + key.length, dev, versionAt: null };
      return [{ ...at, name: normalPythonName(name), version: version.slice(2) }];
    }),
  );
}

/** poetry.lock and uv.lock: tables of `[[package]]`, name before version, as their tools write them. */
function tomlPins(path: string, text: string): readonly PythonPin[] {
  const block = /^\[\[package\]\]\r?\n(name = "([^"\r\n]+)")\r?\nversion = "([^"\r\n]+)"/gm;
  return [...text.matchAll(block)].flatMap(({ 0: whole, 1: line, 2: name, 3: version, index }) => {
    if (line === undefined || name === undefined || version === undefined) return [];
    const start = index + whole.indexOf(line);
    const at = { path, start, end: start + line.length, dev: false, versionAt: null };
    return [{ ...at, name: normalPythonName(name), version }];
  });
}
