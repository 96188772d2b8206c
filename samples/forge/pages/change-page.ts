import type { FaceAnswer } from "../server.ts";
import { type Change, fullName, type Repository } from "../state.ts";
import { diffOf } from "./diff.ts";
import { escaped, type Frame, hidden, html, link, moment, panel, rows } from "./html.ts";
import { markdown } from "./markdown.ts";

export interface CheckRow {
  readonly name: string;
  readonly state: string;
  readonly words: string;
  readonly href: string | null;
}

export interface Button {
  readonly value: string;
  readonly label: string;
  readonly isFirst?: boolean;
}

export interface ChangeView {
  readonly repository: Repository;
  readonly change: Change;
  readonly checks: readonly CheckRow[];
  /** What the forge says of merging it, besides its state. */
  readonly facts: readonly string[];
  /** What whoever looks may press; the fields go with it. Null where nobody is known to look. */
  readonly form: {
    readonly fields: Readonly<Record<string, string>>;
    /** What is said of it, and what is done with it. */
    readonly saying: readonly Button[];
    readonly doing: readonly Button[];
  } | null;
}

const marks: Readonly<Record<string, string>> = {
  queued: "○",
  in_progress: "◐",
  running: "◐",
  success: "✓",
  failure: "✕",
  approved: "✓",
  changes_requested: "✕",
};

/** What is proposed, what is said of it, what can be done, and every line. */
export async function changePage(
  title: string,
  view: ChangeView,
  frame: Frame,
): Promise<FaceAnswer> {
  const { repository, change } = view;
  const { git } = change.headRepository;
  const [commits, files] = await Promise.all([
    git.history(`${change.baseSha}..${change.headSha}`),
    git.changedFiles(change.baseSha, change.headSha),
  ]);
  const listed = commits.map(
    ({ sha, message }) =>
      `<a href="/${fullName(repository)}/commit/${sha}"><code>${sha.slice(0, 7)}</code></a> ${escaped(message.split("\n")[0] ?? "")}`,
  );
  const lede = `<p class="line">${stateOf(stateWord(change), "state")}<span class="muted">${escaped(change.author.login)}
wants to merge <code>${escaped(change.headBranch)}</code> into <code>${escaped(change.baseBranch)}</code></span></p>`;
  const body = `${panel("Description", `<div class="body">${change.body.trim() === "" ? '<p class="muted">None.</p>' : markdown(change.body)}</div>`)}
${panel("Checks", rows(checkRows(view.checks), "None has reported."))}
${panel("Reviews and comments", rows(conversation(change), "Nobody has said anything yet."))}
${whatNow(view)}
${panel("Commits", rows(listed, "None."))}
${panel(files.length === 1 ? "1 file changed" : `${files.length} files changed`, diffOf(files))}`;
  return html(200, title, body, { ...frame, lede });
}

export function checkRows(checks: readonly CheckRow[]): readonly string[] {
  return checks.map(
    ({ name, state, words, href }) =>
      `<span>${href === null ? escaped(name) : link(href, name)}</span>
<span class="muted">${escaped(words)}</span><span class="end">${stateOf(state)}</span>`,
  );
}

export function stateOf(state: string, className = ""): string {
  const words = state.replaceAll("_", " ");
  const word = words.charAt(0).toUpperCase() + words.slice(1);
  return `<span class="${className}"><span aria-hidden="true">${marks[state] ?? "●"}</span> ${escaped(word)}</span>`;
}

export function stateWord({ draft, state }: Change): string {
  return draft && state === "open" ? "draft" : state;
}

function conversation({ reviews, comments }: Change): readonly string[] {
  const said = [
    ...reviews.map(({ user, state, body, commit, submittedAtMs }) => ({
      atMs: submittedAtMs,
      head: `<strong>${escaped(user.login)}</strong> <span>${stateOf(state)} <code>${commit.slice(0, 7)}</code></span>`,
      body,
    })),
    ...comments.map(({ user, body, createdAtMs }) => ({
      atMs: createdAtMs,
      head: `<strong>${escaped(user.login)}</strong>`,
      body,
    })),
  ].sort((a, b) => a.atMs - b.atMs);
  return said.map(
    ({ atMs, head, body }) =>
      `${head}${moment(atMs)}${body.trim() === "" ? "" : `<div class="words">${markdown(body)}</div>`}`,
  );
}

function whatNow({ change, form, facts }: ChangeView): string {
  const said = facts.map((fact) => `<p>${escaped(fact)}</p>`).join("");
  if (change.state === "merged") {
    const by = change.mergedBy === null ? "" : ` by ${escaped(change.mergedBy.login)}`;
    const commit = change.mergeCommit?.slice(0, 7) ?? "";
    return `<p class="note">Merged${by} as <code>${commit}</code>.</p>`;
  }
  if (change.state === "closed") return '<p class="note">Closed. Nothing was merged.</p>';
  if (form === null) return "";
  return panel(
    "What now",
    `<form method="post" class="body">${hidden(form.fields)}${said}
<label>Comment<textarea name="body" placeholder="Markdown. /etna help says what Etna understands."></textarea></label>
<div class="line">${buttonRow(form.saying)}</div>
${form.doing.length === 0 ? "" : `<div class="line above">${buttonRow(form.doing)}</div>`}</form>`,
  );
}

function buttonRow(buttons: readonly Button[]): string {
  const drawn = buttons.map(({ value, label, isFirst }) => {
    const look = isFirst === true ? ' class="first"' : "";
    return `<button name="press" value="${escaped(value)}"${look}>${escaped(label)}</button>`;
  });
  return drawn.join("");
}
