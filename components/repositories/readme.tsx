import { BookOpen } from "lucide-react";
import { Markdown } from "../markdown/markdown.tsx";

/** What a repository says of itself, closed until somebody asks. */
export function Readme({ path, text, commit }: { path: string; text: string; commit: string }) {
  return (
    <details className="min-w-0 rounded-lg border border-line bg-raised">
      <summary className="flex min-h-11 items-center gap-2 px-4 text-sm">
        <BookOpen aria-hidden="true" className="text-fg-subtle" />
        <span className="font-medium">{path}</span>
        <span className="font-mono text-fg-subtle text-xs">{commit.slice(0, 12)}</span>
      </summary>
      <Markdown text={text} className="border-line border-t px-4 py-3" />
    </details>
  );
}
