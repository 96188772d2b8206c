import { capabilities, seedJsonSchema } from "#lib/engines/adversary/index.ts";
import { canaryShapes } from "#lib/engines/adversary/seed/schema.ts";
import { transforms } from "#lib/engines/adversary/transforms/list.ts";

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Node>>;
}

const schema = seedJsonSchema() as Node;

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heads), `|${heads.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

function fields(node: Node | undefined): string {
  const rows = Object.entries(node?.properties ?? {}).map(([name, field]) => {
    const must = node?.required?.includes(name) === true ? "yes" : "";
    return [`\`${name}\``, must, field.description ?? ""];
  });
  return table(["field", "must be there", "what it is"], rows);
}

/** The questions of a grader: each is an object of one field. */
function questions(): string {
  const grader = Object.values(schema.$defs ?? {}).find((each) => each.anyOf !== undefined);
  const rows = (grader?.anyOf ?? []).flatMap((each) =>
    Object.entries(each.properties ?? {}).map(([name, { description, properties }]) => [
      `\`${name}\``,
      Object.keys(properties ?? {})
        .map((field) => `\`${field}\``)
        .join(", "),
      description ?? "",
    ]),
  );
  const trees = [
    ["`any`", "", "At least one of these holds."],
    ["`all`", "", "All of these hold."],
    ["`not`", "", "This does not hold."],
  ];
  const named = rows.filter(([name = ""]) => !trees.some(([tree]) => tree === name));
  return table(["question", "fields", "holds where"], [...named, ...trees]);
}

/** The tables of docs/adversary-seeds.md by the name of their mark there. */
export function seedTables(): Readonly<Record<string, string>> {
  const { properties } = schema;
  return {
    fields: fields(schema),
    turn: fields(properties?.turns?.items),
    benign: fields(properties?.benign),
    graders: questions(),
    capabilities: table(
      ["capability", "what the target can do"],
      Object.entries(capabilities).map(([name, about]) => [`\`${name}\``, about]),
    ),
    canaries: canaryShapes.map((shape) => `\`${shape}\``).join(", "),
    transforms: table(
      ["transform", "what it does", "where it fits", "needs"],
      transforms.map(({ id, about, channels, needs }) => [
        `\`${id}\``,
        about,
        channels.length === 10 ? "everywhere" : channels.join(", "),
        needs.join(", "),
      ]),
    ),
  };
}
