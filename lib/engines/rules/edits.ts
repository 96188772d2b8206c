import type { TextEdit } from "./rule.ts";

/** Applies edits to a text. Equal edits count once; null where two different ones overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string | null {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let out = "";
  let at = 0;
  let previous: TextEdit | undefined;
  for (const edit of sorted) {
    if (previous !== undefined && sameEdit(previous, edit)) continue;
    const clash = previous?.start === edit.start && previous.end === edit.end;
    if (edit.start < at || edit.end > text.length || clash) return null;
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
    previous = edit;
  }
  return out + text.slice(at);
}

function sameEdit(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}
