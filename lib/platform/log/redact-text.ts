import { type OwnFolder, ownFolders } from "./own-folders.ts";
import { ownSecrets } from "./own-secrets.ts";
import { secretShapes } from "./secret-shapes.ts";

export type Redact = (text: string) => string;

const anyHome =
  /(?<![\w.-])(?:\/(?:home|Users)\/[^\s/"'\\:]{1,64}|\/root(?=\/)|[A-Z]:\\{1,2}Users\\{1,2}[^\s"'\\:]{1,64})/g;

/**
 * Takes out of a text what no log may hold: the secrets of this process, whatever has the shape of
 * one, and where the project lies on its machine. A line of JSON stays one. Linear in the text.
 */
export function createRedact(
  environment: Readonly<Record<string, string | undefined>>,
  project: string,
): Redact {
  const secrets = ownSecrets(environment);
  const places = ownFolders(environment, project).flatMap(placesOf);
  return (text) => {
    let left = text;
    for (const secret of secrets) {
      if (left.includes(secret)) left = left.replaceAll(secret, "[redacted]");
    }
    for (const { pattern, replacement } of secretShapes) left = left.replace(pattern, replacement);
    for (const { path, name, pattern } of places) {
      if (!left.includes(path)) continue;
      left = left.replace(pattern, (_, slash?: string) => placeName(name, slash));
    }
    return left.replace(anyHome, "~");
  };
}

interface Place extends OwnFolder {
  readonly pattern: RegExp;
}

/** A folder as it is, and as JSON writes it where it has backslashes. */
function placesOf({ path, name }: OwnFolder): readonly Place[] {
  const spellings = new Set([path, JSON.stringify(path).slice(1, -1)]);
  return [...spellings].map((spelling) => {
    const plain = spelling.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    // With the slash that follows, or at its end; not where its name merely begins another.
    const pattern = `(?:file:\\/\\/)?(?<![\\w.-])${plain}(?:(\\/|\\\\{1,2})|(?![\\w.-]))`;
    return { path: spelling, name, pattern: new RegExp(pattern, "g") };
  });
}

function placeName(name: string, slash = ""): string {
  if (name !== "") return name + slash;
  return slash === "" ? "." : "";
}
