import { z } from "zod";
import { operation, peopleOnly } from "#app/_server/api/operation.ts";
import { nothingHere } from "#app/_server/problem.ts";
import { getRepository, listRepositories } from "#lib/services/repositories/index.ts";
import { repository } from "./models.ts";
import { given, page, pageOf, pageQuery } from "./pages.ts";

const area = "Repositories";

export const listRepositoriesOperation = operation({
  id: "listRepositories",
  method: "GET",
  path: "/repositories",
  area,
  summary: "The connected repositories, by name.",
  access: "read",
  status: 200,
  query: z.strictObject(pageQuery),
  answer: pageOf(repository),
  async run({ organizationId }, { query: { after, limit } }) {
    const items = await listRepositories(organizationId, { ...given({ after }), limit: limit + 1 });
    return page(items, limit, ({ id }) => id);
  },
});

export const getRepositoryOperation = operation({
  id: "getRepository",
  method: "GET",
  path: "/repositories/{id}",
  area,
  summary: "One repository.",
  access: "read",
  status: 200,
  answer: repository,
  async run({ organizationId }, { id }) {
    const found = await getRepository(organizationId, id);
    if (found === null) throw nothingHere();
    return found;
  },
});

export const connectRepositoryOperation = peopleOnly({
  id: "connectRepository",
  method: "POST",
  path: "/repositories",
  area,
  summary: "Connecting a repository is for people.",
  people: "No API token may connect a repository: an admin connects it in the console.",
});

export const removeRepositoryOperation = peopleOnly({
  id: "removeRepository",
  method: "DELETE",
  path: "/repositories/{id}",
  area,
  summary: "Removing a repository is for people.",
  people: "No API token may remove a repository: an admin removes it in the console.",
});
