import { ForgeRefusal } from "../forge.ts";
import { type Button, type CheckRow, changePage } from "../pages/change-page.ts";
import { link } from "../pages/html.ts";
import type { FaceAnswer, FaceRequest } from "../server.ts";
import {
  atLeast,
  type Change,
  findRepository,
  fullName,
  permissionOf,
  type Repository,
  type User,
} from "../state.ts";
import { chooser, escaped, formOf, html, personOf, redirect, saidPerson } from "./html.ts";
import type { GithubWorld } from "./world.ts";

/** What a person sees of a pull request, and the buttons that they have. */
export async function pullPage(
  world: GithubWorld,
  request: FaceRequest,
  [, owner = "", name = "", number = ""]: readonly string[],
): Promise<FaceAnswer> {
  const repository = findRepository(world.forge.state, owner, name);
  const change = repository?.changes.get(Number(number));
  if (repository === undefined || change === undefined) return html(404, "Page not found", "");
  const user = personOf(world, request, repository);
  const said = saidPerson(request);
  const title = `${change.title} #${change.number}`;
  if (user === null) return html(200, title, chooser(world, request));
  const place = `/${fullName(repository)}`;
  const frame = {
    person: user.login,
    trail: [
      { label: "Repositories", href: "/" },
      { label: fullName(repository), href: place },
      { label: "Pull requests", href: `${place}/pulls` },
    ],
  };
  if (request.method !== "POST") {
    const fields: Record<string, string> = said === "" ? {} : { as: said };
    const form = { fields, ...buttonsOf(repository, change, user) };
    const checks = checksOf(repository, change.headSha);
    const facts = change.draft ? ["This is still a draft: it cannot be merged."] : [];
    return await changePage(title, { repository, change, checks, facts, form }, frame);
  }
  try {
    await press(world, repository, change, user, formOf(request));
  } catch (error) {
    if (!(error instanceof ForgeRefusal)) throw error;
    const back = `<p>${link(request.url.pathname + request.url.search, "Back to the pull request")}</p>`;
    const why = `<p class="note" role="alert">${escaped(error.message)}</p>`;
    return html(422, title, why + back, frame);
  }
  const as = said === "" ? "" : `?as=${encodeURIComponent(user.login)}`;
  return redirect(request.url.pathname + as, 303);
}

async function press(
  world: GithubWorld,
  repository: Repository,
  change: Change,
  user: User,
  form: URLSearchParams,
): Promise<void> {
  const { forge } = world;
  const body = form.get("body") ?? "";
  const pressed = form.get("press") ?? "";
  const mayWrite = atLeast(permissionOf(repository, user), "write");
  if (pressed === "Approve") forge.review(repository, change, user, "approved", body);
  else if (pressed === "Request changes") {
    forge.review(repository, change, user, "changes_requested", body);
  } else if (pressed === "Comment") {
    if (body.trim() === "") throw new ForgeRefusal("invalid", "Write something first.");
    forge.comment(repository, change, user, body);
  } else if (!mayWrite) throw new ForgeRefusal("invalid", "You may not write to this repository.");
  else if (pressed === "Close") forge.closeChange(repository, change, user);
  else if (pressed === "Ready") forge.markReady(repository, change, user);
  else if (pressed === "Fail") failCi(world, repository, change, user, body);
  else {
    const method = (["merge", "squash", "rebase"] as const).find((one) => one === pressed);
    if (method === undefined) throw new ForgeRefusal("invalid", "There is no such button.");
    if (change.draft) throw new ForgeRefusal("invalid", "This pull request is still a draft.");
    await forge.merge(repository, change, user, method);
  }
}

/** Lets the CI of the head fail once more; a later commit has a run of its own. */
function failCi(
  { forge }: GithubWorld,
  repository: Repository,
  { headBranch: branch, headSha: sha, state }: Change,
  user: User,
  words: string,
): void {
  if (state !== "open") throw new ForgeRefusal("invalid", "This pull request is closed.");
  const log = words.trim() === "" ? redLog : `${words}\n`;
  forge.runPipeline(repository, { sha, branch, status: "failure", log }, user);
}

const redLog = `This forge plays its CI: no machine ran anything.
> npm test
ok 1 - the bookings
not ok 2 - the labels
  expected: "Parcel 7"
  actual: undefined
\u001b[31m##[error]\u001b[0mProcess completed with exit code 1.
`;

function buttonsOf(repository: Repository, change: Change, user: User) {
  const saying: readonly Button[] = [
    { value: "Comment", label: "Comment", isFirst: true },
    ...(change.author === user ? [] : [{ value: "Approve", label: "Approve" }]),
    { value: "Request changes", label: "Request changes" },
  ];
  if (!atLeast(permissionOf(repository, user), "write")) return { saying, doing: [] };
  const merging: readonly Button[] = change.draft
    ? [{ value: "Ready", label: "Ready for review" }]
    : [
        { value: "merge", label: "Merge" },
        { value: "squash", label: "Squash and merge" },
        { value: "rebase", label: "Rebase and merge" },
      ];
  const failing = { value: "Fail", label: "Let its CI fail with this log" };
  return { saying, doing: [...merging, { value: "Close", label: "Close" }, failing] };
}

/** What is reported of a commit: check runs, statuses, and the jobs of the CI. */
export function checksOf(repository: Repository, sha: string): readonly CheckRow[] {
  const place = `/${fullName(repository)}`;
  const checks = repository.checks.filter((one) => one.sha === sha);
  const newest = [
    ...new Map(checks.map((check) => [`${check.kind} ${check.name}`, check])).values(),
  ];
  const runs = repository.pipelines.filter((one) => one.sha === sha).slice(-1);
  return [
    ...newest.map(({ name, conclusion, status, title, detailsUrl }) => {
      return { name, state: conclusion ?? status, words: title, href: detailsUrl };
    }),
    ...runs.flatMap((run) =>
      run.jobs.map(({ id, name, status }) => {
        const href = `${place}/actions/runs/${run.id}/job/${id}`;
        return { name, state: status, words: "CI of this repository", href };
      }),
    ),
  ];
}
