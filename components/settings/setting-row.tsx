import type { ReactNode } from "react";

/** One setting: what it is, what it does, and the control on the far side. */
export function SettingRow({
  title,
  text,
  children,
}: {
  title: string;
  text: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex items-center justify-between gap-6 border-line px-4 py-3 not-last:border-b max-narrow:flex-col max-narrow:items-stretch max-narrow:gap-3 max-narrow:px-3">
      <div className="min-w-0">
        <h3 className="font-medium">{title}</h3>
        <p className="max-w-[64ch] text-fg-subtle text-xs leading-[18px]">{text}</p>
      </div>
      <div className="shrink-0">{children}</div>
    </div>
  );
}
