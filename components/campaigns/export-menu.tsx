"use client";

import { FileDown } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { Menu, MenuLink } from "../ui/menu.tsx";

const forms = [
  { format: "json", label: "JSON, as it is signed" },
  { format: "html", label: "HTML, one page" },
  { format: "sarif", label: "SARIF, for code scanning" },
  { format: "junit", label: "JUnit, for build servers" },
] as const;

/** The report as a file. `base` is the campaign's address. */
export function ExportMenu({ base }: { base: string }) {
  return (
    <Menu
      align="end"
      trigger={
        <Button size="sm" variant="ghost">
          <FileDown aria-hidden="true" />
          Export
        </Button>
      }
    >
      {forms.map(({ format, label }) => (
        <MenuLink key={format} href={`${base}/report/${format}`}>
          {label}
        </MenuLink>
      ))}
    </Menu>
  );
}
