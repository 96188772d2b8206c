/** How a driver takes values beside the text of a statement. */
export interface Driver {
  /** `$1`, `?`, `?` beside names that begin with ":", or a tagged template. */
  readonly style: "numbered" | "marks" | "named" | "tag";
  /** A list after the text, `{ replacements }`, or the arguments of the next call. */
  readonly values: "list" | "replacements" | "chained";
  /** Whether an object among the values would become SQL of its own. */
  readonly objects: "keep" | "expand";
}

const numbered: Driver = { style: "numbered", values: "list", objects: "keep" };
const marks: Driver = { style: "marks", values: "list", objects: "keep" };
const expanding: Driver = { style: "marks", values: "list", objects: "expand" };

/** The driver of a package for one of its methods; null where how it takes values is not known. */
export function driverOf(module: string, method: string): Driver | null {
  const name = module.replace(/\/(?:promise|wrapper)$/, "");
  switch (name) {
    case "pg":
      return method === "query" ? numbered : null;
    case "mysql":
    case "mysql2":
      return /^(?:query|execute)$/.test(method) ? expanding : null;
    case "sqlite3":
    case "sqlite":
      return /^(?:all|get|run|each)$/.test(method) ? marks : null;
    case "better-sqlite3":
      return method === "prepare" ? { ...marks, values: "chained" } : null;
    case "knex":
      return /^(?:raw|whereRaw|havingRaw|orderByRaw|joinRaw)$/.test(method) ? expanding : null;
    case "sequelize":
      return method === "query"
        ? { style: "named", values: "replacements", objects: "expand" }
        : null;
    case "@prisma/client":
      return /^\$(?:query|execute)RawUnsafe$/.test(method)
        ? { style: "tag", values: "list", objects: "keep" }
        : null;
    default:
      return null;
  }
}
