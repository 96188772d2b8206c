import type { SettingsLink } from "#components/settings/settings-layout.tsx";

const pages = [
  { path: "", label: "General" },
  { path: "/members", label: "Members" },
  { path: "/tokens", label: "API tokens" },
  { path: "/account", label: "You" },
  { path: "/sessions", label: "Sessions" },
] as const;

export function settingsLinks(
  slug: string,
  current: (typeof pages)[number]["path"],
): SettingsLink[] {
  return pages.map(({ path, label }) => ({
    href: `/o/${slug}/settings${path}`,
    label,
    current: path === current,
  }));
}
