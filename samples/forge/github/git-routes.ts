import type { TreeEntry } from "../bare-repository.ts";
import { ForgeRefusal } from "../forge.ts";
import type { FaceAnswer } from "../server.ts";
import type { Repository } from "../state.ts";
import { GithubRefusal, invalid, notFound, unprocessable } from "./refusal.ts";
import { type RepositoryAsked, route, textField } from "./router.ts";
import { gitCommitShape, nodeId, repositoryUrl, type Schemas } from "./shapes.ts";
import type { GithubWorld } from "./world.ts";

const read = { contents: "read" } as const;
const write = { contents: "write" } as const;

export const gitRoutes = [
  route("GET /git/commits/:sha", read, getCommit),
  route("POST /git/commits", write, createCommit),
  route("GET /git/trees/*sha", read, getTree),
  route("POST /git/trees", write, createTree),
  route("GET /git/blobs/:sha", read, getBlob),
  route("POST /git/blobs", write, createBlob),
  route("GET /git/ref/*ref", read, getRef),
  route("GET /git/matching-refs/*ref", read, matchingRefs),
  route("POST /git/refs", write, createRef),
  route("PATCH /git/refs/*ref", write, updateRef),
  route("DELETE /git/refs/*ref", write, deleteRef),
];

export async function requireNotEmpty(repository: Repository): Promise<void> {
  if ((await repository.git.branches()).size === 0) {
    throw new GithubRefusal(409, "Git Repository is empty.");
  }
}

async function getCommit({ world, repository, params }: RepositoryAsked): Promise<FaceAnswer> {
  await requireNotEmpty(repository);
  const { sha = "" } = params;
  if ((await repository.git.typeOf(sha)) !== "commit") throw notFound();
  return {
    status: 200,
    body: gitCommitShape(world, repository, await repository.git.commit(sha)),
  };
}

async function createCommit(asked: RepositoryAsked): Promise<FaceAnswer> {
  const { world, repository, json, caller } = asked;
  await requireNotEmpty(repository);
  requireUnarchived(repository);
  const parents = Array.isArray(json.parents) ? json.parents.map(String) : [];
  const [tree, message] = [textField(json, "tree"), textField(json, "message")];
  if ((await repository.git.typeOf(tree)) !== "tree") {
    throw unprocessable(`Tree SHA is not a tree object: ${tree}`);
  }
  for (const parent of parents) {
    if ((await repository.git.typeOf(parent)) !== "commit") {
      throw unprocessable("Parent SHA does not exist or is not a commit object");
    }
  }
  if (message === "") throw invalid("Commit", "message", "missing_field");
  const own = world.forge.signature(caller.user);
  const author = signatureOf(json.author) ?? own;
  const committer = signatureOf(json.committer) ?? author;
  const sha = await repository.git.writeCommit({ tree, parents, message, author, committer });
  const isBots = caller.token?.kind === "app_installation";
  const isPlain = json.author === undefined && json.committer === undefined;
  if (isBots && isPlain && world.signs === "all") world.verified.add(sha);
  return {
    status: 201,
    body: gitCommitShape(world, repository, await repository.git.commit(sha)),
  };
}

function signatureOf(given: unknown) {
  if (typeof given !== "object" || given === null) return null;
  const { name, email, date } = given as Record<string, unknown>;
  const unixSeconds = Math.floor(Date.parse(String(date)) / 1000);
  return { name: String(name), email: String(email), unixSeconds };
}

async function getTree({ world, repository, params, query }: RepositoryAsked): Promise<FaceAnswer> {
  await requireNotEmpty(repository);
  const { sha = "" } = params;
  const object = (await repository.git.typeOf(sha)) === "tree" ? sha : null;
  const tree = object ?? (await repository.git.resolve(sha));
  if (tree === null) throw notFound();
  const entries = await repository.git.tree(tree, query.has("recursive"));
  const shown = entries.slice(0, world.maxTreeEntries);
  const truncated = query.has("recursive") && shown.length < entries.length;
  const url = `${repositoryUrl(world, repository)}/git`;
  const body: Schemas["git-tree"] = {
    sha: tree,
    url: `${url}/trees/${tree}`,
    tree: (truncated ? shown : entries).map((entry) => treeEntryShape(url, entry)),
    truncated,
  };
  return { status: 200, body };
}

function treeEntryShape(url: string, { path, mode, type, sha, sizeBytes }: TreeEntry) {
  const place = type === "commit" ? {} : { url: `${url}/${type}s/${sha}` };
  return { path, mode, type, sha, ...(sizeBytes !== null && { size: sizeBytes }), ...place };
}

async function createTree({ world, repository, json }: RepositoryAsked): Promise<FaceAnswer> {
  await requireNotEmpty(repository);
  requireUnarchived(repository);
  const base = textField(json, "base_tree");
  if (base !== "" && (await repository.git.typeOf(base)) === null) {
    throw unprocessable("base_tree is not a valid tree oid");
  }
  const given = Array.isArray(json.tree) ? (json.tree as Record<string, unknown>[]) : [];
  if (given.length === 0) throw unprocessable("Invalid tree info");
  const standing = base === "" ? [] : await repository.git.tree(base, true);
  const entries = [];
  for (const { path, mode, sha, content } of given) {
    const name = String(path);
    if (name === "" || /(^|\/)(\.|\.\.|\.git)?(\/|$)/i.test(name)) {
      throw unprocessable("tree.path contains a malformed path component");
    }
    if (sha === null && !standing.some((entry) => entry.path === name)) {
      throw unprocessable("GitRPC::BadObjectState");
    }
    const id =
      typeof content === "string"
        ? await repository.git.writeBlob(content)
        : sha === null
          ? null
          : String(sha);
    if (id !== null && mode !== "160000" && (await repository.git.typeOf(id)) === null) {
      throw unprocessable(`tree.sha ${id} is not a valid blob`);
    }
    entries.push({ path: name, mode: String(mode), sha: id });
  }
  const tree = await repository.git.writeTree(base === "" ? null : base, entries);
  const url = `${repositoryUrl(world, repository)}/git`;
  const listed = await repository.git.tree(tree, false);
  const body: Schemas["git-tree"] = {
    sha: tree,
    url: `${url}/trees/${tree}`,
    tree: listed.map((entry) => treeEntryShape(url, entry)),
    truncated: false,
  };
  return { status: 201, body };
}

async function getBlob({ world, repository, params, request }: RepositoryAsked) {
  await requireNotEmpty(repository);
  const { sha = "" } = params;
  if ((await repository.git.typeOf(sha)) !== "blob") throw notFound();
  const content = await repository.git.blob(sha);
  if (content.length > world.maxBlobBytes) {
    const error = { resource: "Blob", field: "data", code: "too_large" };
    throw new GithubRefusal(
      403,
      "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API, but you can always clone the repository via Git in order to obtain it.",
      { errors: [error] },
    );
  }
  if (/application\/vnd\.github\.(v3\.)?raw/.test(request.headers.accept ?? "")) {
    return { status: 200, body: content };
  }
  const lines = content.toString("base64").replaceAll(/(.{60})/g, "$1\n");
  const body: Schemas["blob"] = {
    sha,
    node_id: nodeId("B", sha),
    size: content.length,
    url: `${repositoryUrl(world, repository)}/git/blobs/${sha}`,
    content: lines.endsWith("\n") ? lines : `${lines}\n`,
    encoding: "base64",
  };
  return { status: 200, body };
}

async function createBlob({ world, repository, json }: RepositoryAsked): Promise<FaceAnswer> {
  requireUnarchived(repository);
  const encoding = json.encoding === "base64" ? "base64" : "utf8";
  const sha = await repository.git.writeBlob(Buffer.from(textField(json, "content"), encoding));
  const url = `${repositoryUrl(world, repository)}/git/blobs/${sha}`;
  return { status: 201, body: { sha, url } };
}

function refShape(
  world: GithubWorld,
  repository: Repository,
  branch: string,
  sha: string,
): Schemas["git-ref"] {
  const url = `${repositoryUrl(world, repository)}/git`;
  const ref = `refs/heads/${branch}`;
  return {
    ref,
    node_id: nodeId("REF", `${repository.id}:${ref}`),
    url: `${url}/${ref}`,
    object: { sha, type: "commit", url: `${url}/commits/${sha}` },
  };
}

async function getRef({ world, repository, params }: RepositoryAsked): Promise<FaceAnswer> {
  await requireNotEmpty(repository);
  const branch = branchOf(params.ref);
  const sha = branch === null ? null : (await repository.git.branches()).get(branch);
  if (branch === null || sha === null || sha === undefined) throw notFound();
  return { status: 200, body: refShape(world, repository, branch, sha) };
}

async function matchingRefs({ world, repository, params }: RepositoryAsked): Promise<FaceAnswer> {
  const start = (params.ref ?? "").replace(/^heads\//, "");
  const branches = [...(await repository.git.branches())].filter(([name]) =>
    name.startsWith(start),
  );
  const body = branches.map(([name, sha]) => refShape(world, repository, name, sha));
  return { status: 200, body };
}

async function createRef({ world, repository, json, caller }: RepositoryAsked) {
  await requireNotEmpty(repository);
  const [ref, sha] = [textField(json, "ref"), textField(json, "sha")];
  if (!/^refs\/[^/]+\/.+/.test(ref)) {
    throw unprocessable(
      "Reference name must start with 'refs/' and have at least three path components",
    );
  }
  const branch = branchOf(ref.slice("refs/".length));
  if (branch === null) throw unprocessable("Reference name is not a branch");
  await refusals(() => world.forge.createBranch(repository, branch, sha, caller.user));
  return { status: 201, body: refShape(world, repository, branch, sha) };
}

async function updateRef({ world, repository, params, json, caller }: RepositoryAsked) {
  const branch = branchOf(params.ref);
  if (branch === null) throw unprocessable("Reference does not exist");
  const sha = textField(json, "sha");
  const force = json.force === true;
  await refusals(() => world.forge.moveBranch(repository, branch, sha, caller.user, force));
  return { status: 200, body: refShape(world, repository, branch, sha) };
}

async function deleteRef({ world, repository, params, caller }: RepositoryAsked) {
  const branch = branchOf(params.ref);
  if (branch === null) throw unprocessable("Reference does not exist");
  await refusals(() => world.forge.deleteBranch(repository, branch, caller.user));
  return { status: 204 };
}

function branchOf(ref = ""): string | null {
  return ref.startsWith("heads/") ? ref.slice("heads/".length) : null;
}

/** What the forge refuses, in GitHub's words for refs. */
async function refusals(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof ForgeRefusal)) throw error;
    if (error.reason === "archived") throw new GithubRefusal(403, error.message);
    if (error.reason === "protected") {
      throw new GithubRefusal(
        422,
        "Repository rule violations found\n\nCannot update this protected ref.",
      );
    }
    throw unprocessable(error.message);
  }
}

export function requireUnarchived(repository: Repository): void {
  if (!repository.archived) return;
  throw new GithubRefusal(403, "Repository was archived so is read-only.");
}
