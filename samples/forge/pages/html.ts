import { createHash } from "node:crypto";
import type { FaceAnswer } from "../server.ts";
import { style } from "./style.ts";

const styleHash = createHash("sha256").update(style).digest("base64");

const headers = {
  "content-type": "text/html; charset=utf-8",
  // Nothing in a page runs, and nothing is loaded.
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export function escaped(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}

export interface Frame {
  /** The pages above this one. */
  readonly trail?: readonly { readonly label: string; readonly href: string }[];
  /** Who looks, where that is known. */
  readonly person?: string | undefined;
  /** Below the title; HTML already. */
  readonly lede?: string;
}

/** A page of the forge. `body` is HTML already. */
export function html(status: number, title: string, body: string, frame: Frame = {}): FaceAnswer {
  const { trail = [], person, lede = "" } = frame;
  const steps = trail.map(({ label, href }) => `<li>${link(href, label)}</li>`).join("");
  const who = person === undefined ? "" : `<span class="who">You are ${escaped(person)}</span>`;
  const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><style>${style}</style></head>
<body><header class="bar"><div><strong>Sample forge</strong><span>runs on this machine</span>${who}</div></header>
<main>${steps && `<nav aria-label="Where you are"><ol>${steps}</ol></nav>`}
<div><h1>${escaped(title)}</h1>${lede}</div>
${body}</main></body></html>`;
  return { status, body: page, headers };
}

export function link(href: string, label: string): string {
  return `<a href="${escaped(href)}">${escaped(label)}</a>`;
}

export function hidden(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join("");
}

export function panel(title: string, body: string): string {
  return `<section class="panel"><h2>${escaped(title)}</h2>${body}</section>`;
}

/** Rows of HTML, or what to say where there are none. */
export function rows(items: readonly string[], none: string): string {
  if (items.length === 0) return `<p class="body muted">${escaped(none)}</p>`;
  return `<ul class="rows">${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;
}

export function moment(ms: number): string {
  const at = new Date(ms).toISOString();
  return `<time datetime="${at}">${at.slice(0, 16).replace("T", " ")} UTC</time>`;
}

export function redirect(location: string, status = 302): FaceAnswer {
  return { status, headers: { location } };
}
