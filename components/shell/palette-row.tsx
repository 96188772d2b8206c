"use client";

import { Command } from "cmdk";
import { cn } from "../ui/cn.ts";
import { Keys } from "../ui/kbd.tsx";
import { shellIcons } from "./icons.tsx";
import type { PaletteItem } from "./view.ts";

export function PaletteRow({
  item,
  query,
  found = false,
  onChoose,
}: {
  item: PaletteItem;
  query: string;
  /** The server found it for this query, by whatever it knows; the words here need not match. */
  found?: boolean;
  onChoose: (item: PaletteItem) => void;
}) {
  const Icon = shellIcons[item.icon];
  return (
    <Command.Item
      value={`${item.label} ${item.hint ?? ""} ${item.id}`}
      {...(found && query ? { keywords: [query] } : {})}
      onSelect={() => onChoose(item)}
      className="group flex h-9 items-center gap-2.5 rounded-md px-2 data-[selected=true]:bg-active max-narrow:h-11"
    >
      <Icon
        aria-hidden="true"
        className={cn("text-fg-subtle", item.icon === "person" && "text-ember")}
      />
      <span className="min-w-0 flex-1 truncate">
        <Marked text={item.label} query={query} />
      </span>
      {item.hint && (
        <span className="whitespace-nowrap text-fg-subtle text-xs group-data-[selected=true]:text-fg-muted max-narrow:hidden">
          {item.hint}
        </span>
      )}
      {item.keys && <Keys keys={item.keys} className="max-narrow:hidden" />}
    </Command.Item>
  );
}

function Marked({ text, query }: { text: string; query: string }) {
  const at = query === "" ? -1 : text.toLowerCase().indexOf(query.toLowerCase());
  if (at === -1) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark className="bg-transparent font-semibold text-inherit">
        {text.slice(at, at + query.length)}
      </mark>
      {text.slice(at + query.length)}
    </>
  );
}
