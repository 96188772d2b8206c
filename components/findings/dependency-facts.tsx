import type { VulnerableDependency } from "#lib/base/index.ts";
import type { Fact } from "../ui/panel.tsx";
import { VisibleText } from "../ui/visible-text.tsx";

/** The package that has the fault, and what to do about it; nothing where the fault is in code. */
export function dependencyFacts(dependency: VulnerableDependency | null): readonly Fact[] {
  if (dependency === null) return [];
  const { package: name, ecosystem, vulnerableRange, installed, fixedIn } = dependency;
  const ids = [dependency.ghsa, dependency.cve].filter((id) => id !== null);
  return [
    { label: "Package", value: <Text text={ecosystem ? `${name} (${ecosystem})` : name} /> },
    ...(installed ? [{ label: "In use", value: <Text text={installed} /> }] : []),
    ...(vulnerableRange ? [{ label: "Affected", value: <Text text={vulnerableRange} /> }] : []),
    {
      label: "Fixed in",
      value: fixedIn ? <Text text={fixedIn} /> : "No version that the forge names",
    },
    ...(ids.length > 0
      ? [
          {
            label: "Advisory",
            value: (
              <ul className="grid gap-0.5">
                {ids.map((id) => (
                  <li key={id}>
                    <a href={advisoryAddress(id)} className="link" rel="noreferrer">
                      {id}
                    </a>
                  </li>
                ))}
              </ul>
            ),
          },
        ]
      : []),
  ];
}

function Text({ text }: { text: string }) {
  return (
    <span className="break-all font-mono">
      <VisibleText text={text} />
    </span>
  );
}

/** The ids were held against their form when they came in. */
function advisoryAddress(id: string): string {
  return id.startsWith("GHSA-")
    ? `https://github.com/advisories/${id}`
    : `https://www.cve.org/CVERecord?id=${id}`;
}
