import { randomBytes } from "node:crypto";
import type { FakeForge } from "../forge.ts";
import { type Manifest, makeAppFrom } from "../github/app-pages.ts";
import { type GithubWorld, installApp } from "../github/world.ts";
import { fullName, type Repository, type User } from "../state.ts";
import { workflow, workflowPath } from "./workflow.ts";

/** Who came from Etna, and what was made ready for them, by Etna's own ids. */
export interface Newcomers {
  readonly people: Map<string, User>;
  readonly homes: Map<string, Repository>;
}

/** What Etna says of who pressed "Try with a sample forge". */
export interface Arrival {
  readonly person: { readonly id: string; readonly name: string };
  readonly organizationId: string;
  readonly files: Readonly<Record<string, string>>;
  /** Null where the organization's App is installed already. */
  readonly manifest: Manifest | null;
}

export interface Welcome {
  readonly account: { readonly id: string; readonly login: string };
  readonly repository: { readonly id: string; readonly fullName: string };
  /** For what the App is handed out, once, and where it is installed; null where none was made. */
  readonly app: { readonly code: string; readonly installationId: string } | null;
}

/**
 * What a person would do here by hand: an account, a repository with a workflow, the App made from
 * its manifest, and that App installed on the one repository. Again makes nothing twice.
 */
export async function welcome(
  world: GithubWorld,
  newcomers: Newcomers,
  arrival: Arrival,
): Promise<Welcome> {
  const { forge } = world;
  const person = personOf(forge, newcomers, arrival.person);
  const repository = await homeOf(forge, newcomers, arrival, person);
  if (repository.owner !== person) repository.members.set(person.login, "maintain");
  return {
    account: { id: String(person.id), login: person.login },
    repository: { id: String(repository.id), fullName: fullName(repository) },
    app: arrival.manifest && install(world, arrival.manifest, repository),
  };
}

function personOf(forge: FakeForge, { people }: Newcomers, about: Arrival["person"]): User {
  const known = people.get(about.id);
  if (known !== undefined) return known;
  const wanted = slug(about.name) || "newcomer";
  const login = free(wanted, (name) => forge.state.users.has(name));
  const made = forge.addUser(login, { name: about.name || login });
  people.set(about.id, made);
  return made;
}

async function homeOf(
  forge: FakeForge,
  { homes }: Newcomers,
  { organizationId, files }: Arrival,
  owner: User,
): Promise<Repository> {
  const known = homes.get(organizationId);
  if (known !== undefined) return known;
  const own = [...forge.state.repositories.values()].filter((one) => one.owner === owner);
  const name = free("parcel-desk", (wanted) => own.some((one) => one.name === wanted));
  const all = { ...files, [workflowPath]: workflow };
  const made = await forge.addRepository({ owner, name, files: all });
  homes.set(organizationId, made);
  return made;
}

function install(world: GithubWorld, manifest: Manifest, repository: Repository) {
  const { owner } = repository;
  const taken = (name: string) => [...world.apps.values()].some((app) => app.name === name);
  const app = makeAppFrom(world, owner, { ...manifest, name: free(manifest.name, taken) });
  const code = randomBytes(20).toString("hex");
  world.manifestCodes.set(code, app);
  const { id } = installApp(world, app, owner, [repository.id], owner);
  return { code, installationId: String(id) };
}

function slug(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 30);
}

/** The name, or the first that is free of name-2, name-3 and so on. */
function free(name: string, isTaken: (name: string) => boolean): string {
  let candidate = name;
  for (let count = 2; isTaken(candidate); count++) candidate = `${name}-${count}`;
  return candidate;
}
