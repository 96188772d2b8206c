"use server";

import { requireMember } from "#app/_server/current.ts";
import type { PaletteItem } from "#components/shell/view.ts";
import { listFindings } from "#lib/services/findings/index.ts";
import { listFixes } from "#lib/services/fixes/index.ts";

const shown = 6;

/** Findings and fixes whose words hold what was typed into the palette. */
export async function searchAction(slug: string, query: string): Promise<readonly PaletteItem[]> {
  const words = String(query).trim().toLowerCase().slice(0, 100);
  if (words.length < 2) return [];
  const { organization } = await requireMember(slug);
  const [findings, fixes] = await Promise.all([
    listFindings(organization.id, { search: words, limit: shown }),
    listFixes(organization.id, { search: words, limit: shown }),
  ]);
  return [
    ...fixes.map((fix) => ({
      id: fix.id,
      label: fix.title,
      hint: fix.repository,
      icon: "fixes" as const,
      href: `/o/${slug}/fixes/${fix.id}`,
    })),
    ...findings.map((finding) => ({
      id: finding.id,
      label: finding.title,
      hint: finding.task
        ? `${finding.repository}, asked for by a person`
        : `${finding.repository} ${finding.path}:${finding.startLine}`,
      icon: "findings" as const,
      href: `/o/${slug}/findings/${finding.id}`,
    })),
  ];
}
