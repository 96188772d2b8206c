import { Fragment, type ReactNode } from "react";
import { visiblePieces } from "../ui/unseen.ts";
import { VisibleText } from "../ui/visible-text.tsx";
import type { Budget } from "./budget.ts";
import { decodeEntities } from "./entities.ts";
import { known, type MarkdownToken } from "./lex.ts";
import { linkTarget } from "./link-target.ts";

export function inlines(tokens: readonly MarkdownToken[], budget: Budget): ReactNode[] {
  return tokens.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
    <Fragment key={index}>{inline(token, budget)}</Fragment>
  ));
}

/** Text as it is written, each unseen character paid for. */
export function written(text: string, budget: Budget): ReactNode {
  return budget.spend(visiblePieces(text).length) ? <VisibleText text={text} /> : null;
}

function inline(token: MarkdownToken, budget: Budget): ReactNode {
  if (!budget.spend()) return null;
  switch (token.type) {
    case "text":
      return token.tokens
        ? inlines(known(token.tokens), budget)
        : written(token.escaped ? token.text : decodeEntities(token.text), budget);
    case "escape":
      return written(token.text, budget);
    case "strong":
      return <strong>{inlines(known(token.tokens), budget)}</strong>;
    case "em":
      return <em className="italic">{inlines(known(token.tokens), budget)}</em>;
    case "del":
      return <del>{inlines(known(token.tokens), budget)}</del>;
    case "codespan":
      return <code>{written(token.text, budget)}</code>;
    case "br":
      return <br />;
    case "checkbox":
      return (
        <span role="img" aria-label={token.checked ? "Done: " : "To do: "}>
          {token.checked ? "☑ " : "☐ "}
        </span>
      );
    case "image":
      return (
        <>
          {written(decodeEntities(token.text), budget)} (picture:{" "}
          {written(decodeEntities(token.href), budget)})
        </>
      );
    case "link":
      return link(token, budget);
    default:
      return written(token.raw, budget);
  }
}

function link(token: Extract<MarkdownToken, { type: "link" }>, budget: Budget): ReactNode {
  const address = token.autolink ? token.href : decodeEntities(token.href);
  const tokens = known(token.tokens);
  const target = linkTarget(address, plainText(tokens));
  const text = inlines(tokens, budget);
  if (target === null) {
    return (
      <>
        {text} ({written(address, budget)})
      </>
    );
  }
  return (
    <>
      <bdi>
        <a href={target.href} rel="noreferrer noopener nofollow ugc" className="link">
          {text}
        </a>
      </bdi>
      {target.beside !== null && (
        <bdi className="break-all text-fg-subtle"> ({written(target.beside, budget)})</bdi>
      )}
    </>
  );
}

/** What a reader sees of a link's text. */
function plainText(tokens: readonly MarkdownToken[]): string {
  return tokens
    .map((token) => {
      if ("tokens" in token && token.tokens) return plainText(known(token.tokens));
      return "text" in token ? decodeEntities(token.text) : "";
    })
    .join("");
}
