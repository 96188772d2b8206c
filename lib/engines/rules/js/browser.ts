import type { SourceFile } from "../source-file.ts";

/** Code that a browser runs, or may: no Node module and no environment can be read there. */
export function isBrowserCode(file: SourceFile): boolean {
  return (
    file.language === "tsx" ||
    /\.(?:client|browser)\.[cm]?[jt]s$|(?:^|\/)(?:public|static|assets|client|frontend)\//.test(
      file.path,
    ) ||
    /^[ \t]*["']use client["']/m.test(file.text) ||
    /\b(?:document|window|localStorage|sessionStorage|navigator)\s*[.[]/.test(file.text) ||
    /\bfrom\s+["'](?:react|react-dom|vue|svelte|@angular\/core|preact|solid-js|react-native)(?:["'/])/.test(
      file.text,
    )
  );
}
