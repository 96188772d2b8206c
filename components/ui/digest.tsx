import { cn } from "./cn.ts";
import { CopyButton } from "./copy-button.tsx";
import { shortDigest } from "./digest-text.ts";

/** A digest in mono, cut in the middle and copied whole. `label` names it: "Copy commit". */
export function Digest({
  value,
  label,
  algorithm,
  long = false,
  className,
}: {
  value: string;
  label: string;
  algorithm?: string | undefined;
  long?: boolean;
  className?: string;
}) {
  const whole = algorithm ? `${algorithm}:${value}` : value;
  return (
    <span
      className={cn(
        "inline-flex items-center gap-0.5 whitespace-nowrap font-mono text-xs max-narrow:whitespace-normal max-narrow:break-all",
        className,
      )}
    >
      <span title={whole}>
        {algorithm && <span className="text-fg-subtle">{algorithm}:</span>}
        {long ? shortDigest(value, 12, 8) : shortDigest(value)}
      </span>
      <CopyButton value={whole} label={`Copy ${label}`} />
    </span>
  );
}
