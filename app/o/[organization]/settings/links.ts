import type { SettingsLink } from "#components/settings/settings-layout.tsx";

const pages = [
  { path: "", label: "General" },
  { path: "/members", label: "Members" },
  { path: "/connections", label: "Connections" },
  { path: "/model-keys", label: "Model keys" },
  { path: "/policies", label: "Policies" },
  { path: "/tokens", label: "API tokens" },
  { path: "/data", label: "Data" },
  { path: "/account", label: "You" },
  { path: "/sessions", label: "Sessions" },
] as const;

export type SettingsPath = (typeof pages)[number]["path"];

export function settingsTitle(path: SettingsPath): string {
  return pages.find((page) => page.path === path)?.label ?? "";
}

export function settingsLinks(slug: string, current: SettingsPath): SettingsLink[] {
  const own = pages.map(({ path, label }) => ({
    href: `/o/${slug}/settings${path}`,
    label,
    current: path === current,
  }));
  // A page of its own: whoever may enter no organization yet must reach it too.
  const security = { href: `/account/security?organization=${slug}`, label: "Security" };
  return [...own, { ...security, current: false }];
}
