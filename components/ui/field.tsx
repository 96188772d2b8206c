import { ChevronDown, X } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

const controlClass =
  "h-8 w-full min-w-0 appearance-none rounded-md border border-control bg-raised px-2.5 text-fg aria-invalid:border-danger disabled:cursor-not-allowed disabled:bg-sunken disabled:text-fg-subtle max-narrow:h-10 max-narrow:text-[16px]";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(controlClass, className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      className={cn(controlClass, "h-auto min-h-20 py-1.5 max-narrow:h-auto", className)}
      {...props}
    />
  );
}

/** The browser's own select: it works by keyboard, by touch and without JavaScript. */
export function Select({ className, children, ...props }: ComponentProps<"select">) {
  return (
    <span className={cn("relative block", className)}>
      <select className={cn(controlClass, "pr-8")} {...props}>
        {children}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-fg-subtle"
      />
    </span>
  );
}

export function Label({
  className,
  htmlFor,
  children,
}: {
  className?: string;
  htmlFor: string;
  children: ReactNode;
}) {
  return (
    <label htmlFor={htmlFor} className={cn("text-fg-muted text-xs", className)}>
      {children}
    </label>
  );
}

/** A label, its control and, below it, the error or the hint. The control's `id` is `name`. */
export function Field({
  name,
  label,
  hint,
  error,
  className,
  children,
}: {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div className={cn("grid gap-1.5", className)}>
      <Label htmlFor={name}>{label}</Label>
      {children}
      {error ? (
        <FieldError id={`${name}-error`}>{error}</FieldError>
      ) : hint ? (
        <p id={`${name}-hint`} className="text-fg-subtle text-xs">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="flex gap-1.5 text-danger text-xs">
      <X aria-hidden="true" className="mt-px size-3.5" />
      <span>{children}</span>
    </p>
  );
}
