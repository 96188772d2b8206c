/** As OSV's schema 1.x has it; the members that Etna reads. */
export interface FakeAdvisory {
  readonly id: string;
  readonly summary: string;
  readonly withdrawn?: string;
  readonly aliases?: readonly string[];
  readonly severity?: readonly { readonly type: string; readonly score: string }[];
  readonly database_specific?: { readonly severity: string };
  readonly affected: readonly {
    readonly package: { readonly ecosystem: string; readonly name: string };
    readonly ranges?: readonly {
      readonly type: string;
      readonly events: readonly Readonly<Record<string, string>>[];
    }[];
    readonly versions?: readonly string[];
  }[];
}

export function npmAdvisory(
  id: string,
  name: string,
  events: readonly Readonly<Record<string, string>>[],
  more: Partial<FakeAdvisory> = {},
): FakeAdvisory {
  return {
    id,
    summary: `Something is wrong in ${name}`,
    database_specific: { severity: "HIGH" },
    affected: [{ package: { ecosystem: "npm", name }, ranges: [{ type: "SEMVER", events }] }],
    ...more,
  };
}

export const advisories: readonly FakeAdvisory[] = [
  npmAdvisory("GHSA-aaaa-0001", "lodish", [{ introduced: "0" }, { fixed: "1.0.5" }]),
  npmAdvisory("GHSA-aaaa-0002", "lodish", [
    { introduced: "0" },
    { fixed: "1.1.0" },
    { introduced: "2.0.0" },
    { fixed: "2.0.1" },
  ]),
  npmAdvisory("GHSA-aaaa-0003", "minimage", [{ introduced: "0" }, { fixed: "1.0.1" }], {
    aliases: ["CVE-2024-10003"],
    database_specific: { severity: "CRITICAL" },
  }),
  npmAdvisory("GHSA-aaaa-0004", "@scope/tool", [{ introduced: "0" }, { fixed: "5.0.0" }], {
    database_specific: { severity: "MODERATE" },
  }),
  npmAdvisory("GHSA-aaaa-0005", "hopeless", [{ introduced: "0" }]),
  npmAdvisory("GHSA-aaaa-0006", "lodish", [{ introduced: "0" }], { withdrawn: "2026-01-01" }),
  {
    id: "PYSEC-2024-1",
    summary: "Templates may run code",
    severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
    affected: [
      {
        package: { ecosystem: "PyPI", name: "jinjo" },
        ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "3.1.4" }] }],
        versions: ["3.1.3", "3.1.4rc1"],
      },
    ],
  },
];
