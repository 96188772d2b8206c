/**
 * Whether a path of a repository, such as `src/app.js`, is one that a pattern of CODEOWNERS names.
 * GitLab's rules: a pattern that begins with `/` begins at the root, any other anywhere; one that ends
 * in `/` means all below; `*` and `?` stop at a slash, `**` does not; `\` takes the next character as
 * it is. It takes time in proportion to pattern times path, whatever they hold.
 */
export function matchesPath(pattern: string, path: string): boolean {
  const whole = pattern === "*" ? "/**/*" : pattern.startsWith("/") ? pattern : `/**/${pattern}`;
  const parts = (whole.endsWith("/") ? `${whole}**/*` : whole).slice(1).split("/");
  const names = path.split("/");
  // reached[i]: the parts so far can stand for the first i names.
  let reached = names.map(() => false);
  reached = [true, ...reached];
  for (const part of parts) {
    const next = reached.map(() => false);
    for (let i = 0; i <= names.length; i++) {
      if (part === "**") next[i] = reached[i] === true || next[i - 1] === true;
      else if (i > 0 && reached[i - 1] === true) next[i] = matchesName(part, names[i - 1] ?? "");
    }
    reached = next;
  }
  return reached[names.length] === true;
}

interface Piece {
  readonly kind: "any" | "one" | "set" | "char";
  readonly text: string;
}

/** One name against one part; the last star alone is ever tried again. */
function matchesName(part: string, name: string): boolean {
  const pieces = piecesOf(part);
  const chars = [...name];
  let [p, c, star, from] = [0, 0, -1, 0];
  while (c < chars.length) {
    const piece = pieces[p];
    if (piece?.kind === "any") {
      [star, from] = [p, c];
      p += 1;
    } else if (piece !== undefined && stands(piece, chars[c] ?? "")) {
      p += 1;
      c += 1;
    } else if (star >= 0) {
      from += 1;
      [p, c] = [star + 1, from];
    } else {
      return false;
    }
  }
  while (pieces[p]?.kind === "any") p += 1;
  return p === pieces.length;
}

function piecesOf(part: string): readonly Piece[] {
  const found = part.matchAll(/\\(.)|(\*+)|(\?)|\[([!^]?\]?[^\]]*)\]|(.)/gsu);
  return [...found].map(([, escaped, stars, one, set, char]) => {
    if (stars !== undefined) return { kind: "any", text: "" };
    if (one !== undefined) return { kind: "one", text: "" };
    if (set !== undefined) return { kind: "set", text: set };
    return { kind: "char", text: escaped ?? char ?? "" };
  });
}

function stands({ kind, text }: Piece, char: string): boolean {
  if (kind === "one") return true;
  if (kind === "char") return text === char;
  const isNegated = /^[!^]/.test(text);
  const members = [...(isNegated ? text.slice(1) : text)];
  const isMember = members.some((member, index) => {
    const isRange = members[index + 1] === "-" && members[index + 2] !== undefined;
    if (isRange) return member <= char && char <= (members[index + 2] ?? "");
    return member === char;
  });
  return isMember !== isNegated;
}
