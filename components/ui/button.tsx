import { cva, type VariantProps } from "class-variance-authority";
import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** `ember` says that a person is needed; one in view at most. `danger` destroys something. */
export const buttonClass = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium no-underline transition-colors duration-90 focus-visible:rounded-md disabled:cursor-not-allowed disabled:border-line! disabled:bg-sunken! disabled:text-fg-subtle! aria-busy:cursor-progress",
  {
    variants: {
      variant: {
        secondary: "border-line-strong bg-raised text-fg hover:bg-hover [&>.lucide]:text-fg-subtle",
        primary: "border-ink bg-ink text-invert hover:opacity-90",
        ember: "border-transparent bg-ember-solid text-ember-on hover:bg-ember-solid-2",
        danger: "border-danger-line bg-raised text-danger hover:bg-hover",
        dangerSolid: "border-transparent bg-danger-solid text-danger-on hover:brightness-95",
        ghost:
          "border-transparent text-fg-muted hover:bg-hover hover:text-fg [&>.lucide]:text-fg-subtle",
      },
      size: {
        md: "h-8 px-3 text-sm max-narrow:h-10",
        sm: "h-7 px-2.5 text-xs max-narrow:h-10 [&>.lucide]:size-3.5",
        lg: "h-10 px-4 text-base max-narrow:h-11",
        touch: "h-11 px-4 text-base",
      },
      block: { true: "w-full" },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

type ButtonLook = VariantProps<typeof buttonClass>;

export function Button({
  className,
  variant,
  size,
  block,
  type = "button",
  ...props
}: ComponentProps<"button"> & ButtonLook) {
  return (
    <button
      type={type}
      className={cn(buttonClass({ variant, size, block }), className)}
      {...props}
    />
  );
}

export function ButtonLink({
  className,
  variant,
  size,
  block,
  ...props
}: ComponentProps<typeof Link> & ButtonLook) {
  return <Link className={cn(buttonClass({ variant, size, block }), className)} {...props} />;
}

/** A square button with an icon only; `label` is its name for everyone. */
export function IconButton({
  className,
  label,
  type = "button",
  ...props
}: ComponentProps<"button"> & { label: string }) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={cn(
        "inline-grid size-7 shrink-0 place-items-center rounded-md text-fg-subtle transition-colors duration-90 hover:bg-hover hover:text-fg max-narrow:size-9",
        className,
      )}
      {...props}
    />
  );
}
