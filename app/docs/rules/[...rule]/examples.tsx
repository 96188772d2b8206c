import { CodeExcerpt } from "#components/diff/code-excerpt.tsx";
import { Prose } from "#components/ui/prose.tsx";
import type { RuleView } from "#lib/services/findings/index.ts";

type Example = RuleView["examples"]["bad"][number];

/** Examples of one kind, each with the files beside it and what the fix makes of them all. */
export function Examples({ title, examples }: { title: string; examples: readonly Example[] }) {
  if (examples.length === 0) return null;
  return (
    <section aria-label={title} className="mt-10 grid gap-6">
      <h2 className="font-semibold text-lg">{title}</h2>
      {examples.map((example, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: examples are a fixed list
        <div key={index} className="grid gap-2">
          {example.note && (
            <p className="text-fg-muted">
              <Prose text={example.note} />
            </p>
          )}
          <Code path={example.path} text={textOf(example.code)} line={example.line} />
          <Files caption="Beside it" files={Object.entries(example.beside ?? {})} />
          <Files caption="After the fix" files={afterOf(example)} />
        </div>
      ))}
    </section>
  );
}

type NamedText = readonly [path: string, text: string | null];

function Files({ caption, files }: { caption: string; files: readonly NamedText[] }) {
  if (files.length === 0) return null;
  return (
    <>
      <p className="text-fg-subtle text-xs">{caption}</p>
      {files.map(([path, text]) =>
        text === null ? (
          <p key={path} className="text-fg-muted text-sm">
            <code className="break-all">{path}</code> is deleted.
          </p>
        ) : (
          <Code key={path} path={path} text={text} />
        ),
      )}
    </>
  );
}

function afterOf({ path, after, afterBeside = {} }: Example): readonly NamedText[] {
  const own: readonly NamedText[] = after === undefined ? [] : [[path, after]];
  return [...own, ...Object.entries(afterBeside)];
}

function Code({ path, text, line }: { path: string; text: string; line?: number | undefined }) {
  return (
    <CodeExcerpt
      path={path}
      lines={text.replace(/\n$/, "").split("\n")}
      firstLine={1}
      {...(line && { fault: { from: line, to: line } })}
    />
  );
}

function textOf(code: string | (() => string)): string {
  return typeof code === "string" ? code : code();
}
