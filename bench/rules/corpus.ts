import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { extract } from "tar";
import { AppError } from "#lib/base/index.ts";
import { runCaptured } from "./run-captured.ts";

/** A package that people install, at one version. */
export interface CorpusPackage {
  readonly registry: "npm" | "PyPI";
  readonly name: string;
  readonly version: string;
}

const npm = (name: string, version: string): CorpusPackage => ({ registry: "npm", name, version });
const pypi = (name: string, version: string): CorpusPackage => ({
  registry: "PyPI",
  name,
  version,
});

/** Real code that none of us wrote, chosen before its findings were looked at: servers, tools, agents. */
export const corpus: readonly CorpusPackage[] = [
  npm("express", "4.21.2"),
  npm("koa", "2.15.3"),
  npm("fastify", "5.2.1"),
  npm("ghost", "5.130.0"),
  npm("hexo", "7.3.0"),
  npm("json-server", "0.17.4"),
  npm("http-server", "14.1.1"),
  npm("verdaccio", "6.0.5"),
  npm("sequelize", "6.37.5"),
  npm("mongoose", "8.9.5"),
  npm("knex", "3.1.0"),
  npm("webpack", "5.97.1"),
  npm("parse-server", "7.4.0"),
  npm("pm2", "5.4.3"),
  npm("@node-red/runtime", "4.0.8"),
  npm("@node-red/nodes", "4.0.8"),
  npm("homebridge", "1.9.0"),
  npm("meshcentral", "1.1.51"),
  npm("serverless", "3.40.0"),
  npm("socket.io", "4.8.1"),
  npm("jsonwebtoken", "9.0.2"),
  npm("keystone", "4.2.1"),
  npm("mongo-express", "1.0.2"),
  npm("sails", "1.5.12"),
  pypi("flask", "3.1.0"),
  pypi("django", "5.1.4"),
  pypi("requests", "2.32.3"),
  pypi("fastapi", "0.115.6"),
  pypi("celery", "5.4.0"),
  pypi("ansible-core", "2.18.1"),
  pypi("scrapy", "2.12.0"),
  pypi("tornado", "6.4.2"),
  pypi("notebook", "7.3.2"),
  pypi("jupyter-server", "2.15.0"),
  pypi("octoprint", "1.10.3"),
  pypi("mlflow", "2.19.0"),
  pypi("langchain-community", "0.3.14"),
  pypi("langchain-experimental", "0.3.4"),
  pypi("litellm", "1.57.4"),
  pypi("gradio", "5.11.0"),
  pypi("locust", "2.32.5"),
  pypi("httpie", "3.2.4"),
  pypi("wagtail", "6.3.2"),
  pypi("paramiko", "3.5.0"),
  pypi("apache-airflow", "2.10.4"),
  pypi("pgadmin4", "8.14"),
];

export function nameOf({ registry, name, version }: CorpusPackage): string {
  return `${registry}: ${name} ${version}`;
}

/** Where the package lies as its registry has it, fetched once; its dependencies are not. */
export async function fetchPackage(folder: string, wanted: CorpusPackage): Promise<string> {
  const place = join(folder, nameOf(wanted).replace(/[^\w.-]+/g, "_"));
  if (existsSync(place)) return place;
  const unfinished = `${place}.part`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await (wanted.registry === "npm" ? fromNpm : fromPypi)(unfinished, wanted);
  await rename(unfinished, place);
  return place;
}

async function fromNpm(place: string, { name, version }: CorpusPackage): Promise<void> {
  await runCaptured("npm", ["pack", "--silent", "--pack-destination", place, `${name}@${version}`]);
  const archive = (await readdir(place)).find((each) => each.endsWith(".tgz"));
  if (archive === undefined) throw new AppError("unavailable", `npm gave no ${name}@${version}.`);
  await extract({ file: join(place, archive), cwd: place });
  await rm(join(place, archive));
}

async function fromPypi(place: string, { name, version }: CorpusPackage): Promise<void> {
  await runCaptured("pip", [
    ...["install", "--quiet", "--no-deps", "--no-compile", "--disable-pip-version-check"],
    ...["--only-binary=:all:", "--target", place, `${name}==${version}`],
  ]);
}
