export type ShellIcon =
  | "overview"
  | "findings"
  | "runs"
  | "fixes"
  | "campaigns"
  | "repositories"
  | "audit"
  | "keys"
  | "settings"
  | "members"
  | "verify"
  | "person"
  | "theme"
  | "add"
  | "scan"
  | "sign-out"
  | "keyboard";

export interface PaletteItem {
  id: string;
  label: string;
  hint?: string | undefined;
  icon: ShellIcon;
  keys?: readonly string[] | undefined;
  href?: string | undefined;
  /** A server action; an item has this or `href`. */
  action?: (() => Promise<void>) | undefined;
}

export interface PaletteGroup {
  title: string;
  items: readonly PaletteItem[];
}

/** Everything the shell shows that is not the page itself. */
export interface ShellView {
  organization: { name: string; slug: string };
  organizations: readonly { name: string; slug: string }[];
  user: { name: string; email: string; role: string };
  counts: {
    findings: number;
    runs: number;
    fixesWaiting: number;
    gatesFailed: number;
    repositories: number;
  };
  log: { size: number; at: string | null };
}

export interface NavItem {
  label: string;
  path: string;
  icon: ShellIcon;
  /** The key after `g`. */
  go: string;
}

export const mainNav: readonly NavItem[] = [
  { label: "Overview", path: "", icon: "overview", go: "o" },
  { label: "Findings", path: "/findings", icon: "findings", go: "f" },
  { label: "Runs", path: "/runs", icon: "runs", go: "r" },
  { label: "Fixes", path: "/fixes", icon: "fixes", go: "x" },
  { label: "Campaigns", path: "/campaigns", icon: "campaigns", go: "n" },
  { label: "Repositories", path: "/repositories", icon: "repositories", go: "p" },
];

export const assuranceNav: readonly NavItem[] = [
  { label: "Audit log", path: "/audit", icon: "audit", go: "a" },
  { label: "Signing keys", path: "/keys", icon: "keys", go: "k" },
  { label: "Settings", path: "/settings", icon: "settings", go: "s" },
];

/** Reached by palette and keys only; they stand below Settings. */
export const furtherNav: readonly NavItem[] = [
  { label: "Members", path: "/settings/members", icon: "members", go: "m" },
  { label: "Connections", path: "/settings/connections", icon: "settings", go: "c" },
  { label: "Policies", path: "/settings/policies", icon: "settings", go: "l" },
  { label: "API tokens", path: "/settings/tokens", icon: "keys", go: "t" },
];

export function organizationPath(slug: string, path: string): string {
  return `/o/${slug}${path}`;
}

/** "HF" for Halden Freight, "AC" for acme. */
export function initials(name: string): string {
  const words = name.split(/[\s@._-]+/).filter((word) => word !== "");
  const letters =
    words.length > 1 ? words.slice(0, 2).map((word) => word[0]) : [words[0]?.slice(0, 2)];
  return letters.join("").toUpperCase();
}
