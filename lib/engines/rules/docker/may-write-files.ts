import type { Workspace } from "#lib/base/index.ts";
import { isTestPath, maxFileBytes, vendoredFolder } from "../skip.ts";

/** Beyond so many files it is not looked at: then a program may write. */
const maxFiles = 400;
const source = /\.(?:[cm]?[jt]sx?|cs)$|(?:^|\/)package\.json$|\.csproj$/;

/** Calls and packages that write files where the program runs, or keep a database there. */
const writes =
  /\b(?:writeFile|appendFile|createWriteStream|mkdtemp|mkdir|openSync|copyFile|outputFile|ensureDir)|["'](?:next|nuxt|multer|formidable|busboy|express-fileupload|sqlite3|better-sqlite3|node:sqlite|lowdb|nedb|@seald-io\/nedb|level|classic-level|lmdb|winston|log4js|pino-roll|fs-extra|strapi|@strapi\/strapi|ghost|keystone)["']|\bFile\.(?:Write|Append|Create|Open|Copy)|\bStreamWriter\b|\bDirectory\.Create|UseSqlite|LiteDatabase|\.WriteTo\.File|provider\s*=\s*"sqlite"/;

/** True unless no source of the program, as far as the repository shows it, writes files. */
export async function mayWriteFiles(dockerfile: string, workspace: Workspace): Promise<boolean> {
  const folder = dockerfile.slice(0, dockerfile.lastIndexOf("/") + 1);
  const all = (await workspace.list()).filter(
    ({ path }) => source.test(path) && vendoredFolder(path) === null && !isTestPath(path),
  );
  const beside = all.filter(({ path }) => path.startsWith(folder));
  const files = beside.length > 0 ? beside : all;
  if (files.length > maxFiles) return true;
  for (const { path, sizeBytes } of files) {
    if (sizeBytes > maxFileBytes) return true;
    if (writes.test(new TextDecoder().decode(await workspace.read(path)))) return true;
  }
  return false;
}
