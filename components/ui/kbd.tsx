import { cn } from "./cn.ts";

/** A shortcut, one key after another: `keys={["⌘", "K"]}`. */
export function Keys({
  keys,
  bare = false,
  className,
}: {
  keys: readonly string[];
  bare?: boolean;
  className?: string;
}) {
  return (
    <span className={cn("inline-flex gap-[3px] align-[1px]", className)}>
      {keys.map((key) => (
        <Kbd key={key} bare={bare}>
          {key}
        </Kbd>
      ))}
    </span>
  );
}

export function Kbd({ children, bare = false }: { children: string; bare?: boolean }) {
  return (
    <kbd
      className={cn(
        "inline-grid h-[18px] min-w-[18px] place-items-center rounded-sm border px-1 font-medium font-sans text-2xs leading-none",
        bare ? "border-current opacity-85" : "border-line bg-raised text-fg-subtle",
      )}
    >
      {children}
    </kbd>
  );
}
