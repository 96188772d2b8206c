import { cn } from "../ui/cn.ts";
import { blocks } from "./block.tsx";
import { openBudget } from "./budget.ts";
import { lexMarkdown } from "./lex.ts";

/**
 * A stranger's GitHub-flavoured markdown: of a repository, a scanner, a model, a person. HTML is
 * shown as text, a picture as its words and address, a link only where it is http, https or mailto,
 * and with where it leads. Nothing is loaded, nothing runs; what is too much is left out, and said.
 */
export function Markdown({
  text,
  headingLevel = 3,
  className,
}: {
  text: string;
  /** What a heading of the first rank is on this page. */
  headingLevel?: 2 | 3 | 4 | 5;
  className?: string;
}) {
  const { tokens, partial } = lexMarkdown(text);
  const budget = openBudget(headingLevel);
  const drawn = blocks(tokens, budget);
  return (
    <div className={cn("md", className)}>
      {drawn}
      {(partial || budget.exceeded) && (
        <p className="text-fg-subtle text-xs">Shown in part: this text is too long or too deep.</p>
      )}
    </div>
  );
}
