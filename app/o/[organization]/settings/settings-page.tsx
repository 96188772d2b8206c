import type { ReactNode } from "react";
import { SettingsLayout } from "#components/settings/settings-layout.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { type SettingsPath, settingsLinks, settingsTitle } from "./links.ts";

/** What every page of the settings has around it: its crumbs, their menu, its title. */
export function SettingsPage({
  organization: { slug, name },
  path,
  lede,
  children,
}: {
  organization: { readonly slug: string; readonly name: string };
  path: SettingsPath;
  lede: ReactNode;
  children: ReactNode;
}) {
  const base = `/o/${slug}`;
  const title = settingsTitle(path);
  const own =
    path === ""
      ? [{ label: "Settings" }]
      : [{ label: "Settings", href: `${base}/settings` }, { label: title }];
  return (
    <ConsolePage crumbs={[{ label: name, href: base }, ...own]}>
      <SettingsLayout links={settingsLinks(slug, path)}>
        <PageHead title={title} lede={lede} />
        {children}
      </SettingsLayout>
    </ConsolePage>
  );
}
