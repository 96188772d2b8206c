import {
  Branches,
  Commits,
  IssueNotes,
  Jobs,
  MergeRequestApprovals,
  MergeRequestNotes,
  MergeRequests,
  Pipelines,
  Projects,
  Repositories,
  Users,
} from "@gitbeaker/rest";
import type { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import { checkAllowed } from "./allowed-requests.ts";
import type { GitlabForgeOptions } from "./options.ts";
import { requesterOver, resourceOptions } from "./requester.ts";
import { type GitlabTransport, openTransport } from "./transport.ts";

/** GitLab's API for one project, over nothing but the guarded transport. */
export interface GitlabClient {
  readonly projectId: number;
  readonly maxFileBytes: number;
  readonly maxArchiveBytes: number;
  readonly transport: GitlabTransport;
  readonly branches: Branches;
  readonly commits: Commits;
  readonly jobs: Jobs;
  readonly approvals: MergeRequestApprovals;
  readonly notes: MergeRequestNotes;
  readonly issueNotes: IssueNotes;
  readonly mergeRequests: MergeRequests;
  readonly pipelines: Pipelines;
  readonly projects: Projects;
  readonly repositories: Repositories;
  readonly users: Users;
  /** A list that @gitbeaker does not know, all its pages until there are `maxItems`. */
  pages<T>(
    schema: z.ZodType<T>,
    path: string,
    query: Readonly<Record<string, string>>,
    maxItems: number,
  ): Promise<readonly T[]>;
}

export function openClient(options: GitlabForgeOptions): GitlabClient {
  const { projectId } = options;
  const transport = openTransport(options, (outgoing) => checkAllowed(outgoing, projectId));
  const resource = resourceOptions(options.baseUrl, transport);
  const requester = requesterOver(transport, "");
  return {
    projectId: options.projectId,
    maxFileBytes: options.maxFileBytes ?? 10 * 1024 * 1024,
    maxArchiveBytes: options.maxArchiveBytes ?? 1024 * 1024 * 1024,
    transport,
    branches: new Branches(resource),
    commits: new Commits(resource),
    jobs: new Jobs(resource),
    approvals: new MergeRequestApprovals(resource),
    notes: new MergeRequestNotes(resource),
    issueNotes: new IssueNotes(resource),
    mergeRequests: new MergeRequests(resource),
    pipelines: new Pipelines(resource),
    projects: new Projects(resource),
    repositories: new Repositories(resource),
    users: new Users(resource),
    async pages(schema, path, query, maxItems) {
      const found: unknown[] = [];
      for (let page = 1; found.length < maxItems; page++) {
        const { body, headers } = await requester.get<Record<string, unknown>[]>(path, {
          searchParams: { ...query, page, perPage: 100 },
        });
        found.push(...body);
        if ((headers["x-next-page"] ?? "") === "") break;
      }
      return found.slice(0, maxItems).map((item) => read(schema, item));
    },
  };
}

/** What GitLab answered, as far as Etna reads it. Throws `unavailable` for another form. */
export function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const { success, data, error } = schema.safeParse(answer);
  if (success) return data;
  throw new AppError("unavailable", "GitLab answered in a form that Etna does not know.", {
    cause: error,
  });
}
