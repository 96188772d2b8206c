import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import type { Registry } from "#lib/engines/rules/index.ts";
import { guardedFetch } from "#lib/platform/http/index.ts";

const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  dist: z.looseObject({ tarball: z.string(), integrity: z.string().optional() }),
});

const packumentSchema = z.looseObject({
  name: z.string(),
  versions: z.record(z.string(), manifestSchema),
});

/** npm's shorter description of a package, with all that is needed to choose a version. */
const shortForm = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8";
/** The longest there are have tens of thousands of versions. */
const maxPackumentBytes = 64 * 1024 * 1024;

/** The read half of npm's registry API that concerns descriptions; a package itself is never fetched. */
export function npmRegistry(url: string): Registry {
  async function read<T>(path: string, accept: string, schema: z.ZodType<T>): Promise<T | null> {
    const answer = await guardedFetch(`${url}/${path}`, {
      headers: { accept },
      maxBytes: maxPackumentBytes,
      maxRedirects: 2,
    });
    if (answer.status === 404 || answer.status === 405) {
      answer.discard();
      return null;
    }
    if (answer.status !== 200) {
      answer.discard();
      throw new AppError("unavailable", `The npm registry answered with status ${answer.status}.`);
    }
    const parsed = schema.safeParse(await answer.json());
    if (parsed.success) return parsed.data;
    throw new AppError("unavailable", "The npm registry's answer does not have its form.");
  }

  return {
    packument: async (name) => await read(pathOf(name), shortForm, packumentSchema),
    manifest: async (name, version) =>
      await read(
        `${pathOf(name)}/${encodeURIComponent(version)}`,
        "application/json",
        manifestSchema,
      ),
  };
}

function pathOf(name: string): string {
  if (!/^(?:@[\w.~-]+\/)?[\w.~-]+$/.test(name) || name.length > 214 || /^\.+$/.test(name)) {
    throw new AppError("conflict", "A package has a name that npm's registry cannot have.");
  }
  return name.replace("/", "%2f");
}
