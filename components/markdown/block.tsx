import { createElement, Fragment, type ReactNode } from "react";
import type { Budget } from "./budget.ts";
import { inlines, written } from "./inline.tsx";
import { known, type MarkdownToken } from "./lex.ts";

type Kind<Name extends MarkdownToken["type"]> = Extract<MarkdownToken, { type: Name }>;

export function blocks(tokens: readonly MarkdownToken[], budget: Budget): ReactNode[] {
  return tokens.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
    <Fragment key={index}>{block(token, budget)}</Fragment>
  ));
}

function block(token: MarkdownToken, budget: Budget): ReactNode {
  if (!budget.spend()) return null;
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return heading(token, budget);
    case "paragraph":
      return <p>{inlines(known(token.tokens), budget)}</p>;
    case "text":
      // In a tight list the text stands in its item without a paragraph.
      return token.tokens ? inlines(known(token.tokens), budget) : written(token.text, budget);
    case "code":
      return (
        <pre className="md-pre">
          <code>{written(token.text, budget)}</code>
        </pre>
      );
    case "blockquote":
      return <blockquote>{blocks(known(token.tokens), budget)}</blockquote>;
    case "hr":
      return <hr />;
    case "list":
      return list(token, budget);
    case "table":
      return table(token, budget);
    case "html":
      return <p className="md-pre">{written(token.raw.trim(), budget)}</p>;
    default:
      return inlines([token], budget);
  }
}

function heading(token: Kind<"heading">, budget: Budget): ReactNode {
  const level = Math.min(6, token.depth + budget.headingLevel - 1);
  return createElement(`h${level}`, null, inlines(known(token.tokens), budget));
}

function list(token: Kind<"list">, budget: Budget): ReactNode {
  const items = token.items.map((item, index) =>
    budget.spend() ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
      <li key={index}>{blocks(known(item.tokens), budget)}</li>
    ) : null,
  );
  if (!token.ordered) return <ul>{items}</ul>;
  return token.start === 1 ? <ol>{items}</ol> : <ol start={Number(token.start)}>{items}</ol>;
}

const sides = { left: undefined, center: "text-center", right: "text-right" } as const;

function table(token: Kind<"table">, budget: Budget): ReactNode {
  const cells = (row: Kind<"table">["header"], Cell: "th" | "td") =>
    row.map((cell, index) =>
      budget.spend() ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
        <Cell key={index} className={cell.align ? sides[cell.align] : undefined}>
          {inlines(known(cell.tokens), budget)}
        </Cell>
      ) : null,
    );
  return (
    <section
      aria-label="Table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto"
    >
      <table>
        <thead>
          <tr>{cells(token.header, "th")}</tr>
        </thead>
        <tbody>
          {token.rows.map((row, index) =>
            budget.spend() ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
              <tr key={index}>{cells(row, "td")}</tr>
            ) : null,
          )}
        </tbody>
      </table>
    </section>
  );
}
