import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { AppError } from "#lib/base/index.ts";

let compiled: Promise<void> | undefined;

/**
 * Prisma's schema engine as WebAssembly: the same engine as `prisma migrate deploy`, without the
 * binary it would download. Instantiated by hand because importing .wasm makes Node print a warning.
 */
async function load(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const bytes = await readFile(join(dirname(entry), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, {
    "./schema_engine_bg.js": withIdleTimers(glue as unknown as WebAssembly.ModuleImports),
  });
  const exports = instance.exports as { readonly __wbindgen_start: () => void };
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
}

/** The engine never clears its ten-second timers: they must not keep a finished process alive. */
function withIdleTimers(imports: WebAssembly.ModuleImports): WebAssembly.ModuleImports {
  return Object.fromEntries(
    Object.entries(imports).map(([name, value]) =>
      name.startsWith("__wbg_setTimeout_")
        ? [name, (action: () => void, ms: number) => setTimeout(action, ms).unref()]
        : [name, value],
    ),
  );
}

/** Runs `action` with an engine bound to `adapter`. Its errors become AppErrors with the real text. */
export async function withEngine<T>(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  action: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  compiled ??= load();
  await compiled;
  // The engine's lock lasts as long as its connections, and `free` leaves those open: ended below.
  const connections: SqlDriverAdapter[] = [];
  const bound = bindMigrationAwareSqlAdapterFactory({
    ...adapter,
    connect: async () => {
      const connection = await adapter.connect();
      connections.push(connection);
      return connection;
    },
  });
  const datamodel = 'datasource db {\n  provider = "postgresql"\n}\n';
  let engine: SchemaEngine | undefined;
  try {
    engine = await glue.SchemaEngine.new(
      { datamodels: [["schema.prisma", datamodel]] },
      () => undefined,
      bound,
    );
    return await action(engine);
  } catch (error) {
    throw plainError(error);
  } finally {
    engine?.free();
    for (const connection of connections) await connection.dispose();
  }
}

function plainError(error: unknown): AppError {
  const text = error instanceof Error ? error.message : String(error);
  return new AppError("internal", text.trim(), { cause: error });
}
