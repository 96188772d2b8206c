"use server";

import { requireMember } from "#app/_server/current.ts";
import { attackTargets } from "#app/_server/once-a-request.ts";
import type { PaletteItem } from "#components/shell/view.ts";
import { listFindings } from "#lib/services/findings/index.ts";
import { listFixes } from "#lib/services/fixes/index.ts";

const shown = 6;

/** Targets, findings and fixes whose words hold what was typed into the palette. */
export async function searchAction(slug: string, query: string): Promise<readonly PaletteItem[]> {
  const words = String(query).trim().toLowerCase().slice(0, 100);
  if (words.length < 2) return [];
  const { organization } = await requireMember(slug);
  const [findings, fixes, targets] = await Promise.all([
    listFindings(organization.id, { search: words, limit: shown }),
    listFixes(organization.id, { search: words, limit: shown }),
    attackTargets(organization.id),
  ]);
  return [
    ...targets
      .filter(({ name }) => name.toLowerCase().includes(words))
      .slice(0, shown)
      .map((target) => ({
        id: `target-${target.id}`,
        label: target.name,
        hint: `${target.kind}, ${target.origin}`,
        icon: "campaigns" as const,
        href: `/o/${slug}/campaigns/targets/${target.id}`,
      })),
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
