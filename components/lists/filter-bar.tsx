"use client";

import { ListFilter } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { type FormEvent, useTransition } from "react";
import { Button } from "../ui/button.tsx";
import { Input, Select } from "../ui/field.tsx";

export interface Filter {
  /** The name in the address. */
  name: string;
  label: string;
  /** The empty value is the first: "Any severity". */
  options: readonly { value: string; label: string }[];
  value: string;
}

/**
 * Filters that live in the address. With scripts a change acts at once; without, the button does.
 */
export function FilterBar({
  filters,
  search,
}: {
  filters: readonly Filter[];
  search?: { name: string; label: string; value: string } | undefined;
}) {
  const router = useRouter();
  const pathname = usePathname();
  const [working, start] = useTransition();

  function apply(form: HTMLFormElement) {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && value !== "") query.set(name, value);
    }
    const address = query.size > 0 ? `${pathname}?${query}` : pathname;
    start(() => router.replace(address, { scroll: false }));
  }

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    apply(event.currentTarget);
  }

  return (
    <form
      action={pathname}
      aria-label="Filters"
      aria-busy={working}
      onSubmit={onSubmit}
      onChange={(event) => {
        if (event.target instanceof HTMLSelectElement) apply(event.currentTarget);
      }}
      className="flex flex-wrap items-center gap-2"
    >
      <ListFilter aria-hidden="true" className="text-fg-subtle max-narrow:hidden" />
      {search && (
        <Input
          type="search"
          name={search.name}
          aria-label={search.label}
          placeholder={search.label}
          defaultValue={search.value}
          className="w-56 max-narrow:w-full"
        />
      )}
      {filters.map((filter) => (
        <Select
          key={`${filter.name} ${filter.value}`}
          name={filter.name}
          aria-label={filter.label}
          defaultValue={filter.value}
          className="w-44 max-narrow:w-[calc(50%-4px)] max-narrow:grow"
        >
          {filter.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </Select>
      ))}
      <noscript>
        <Button type="submit">Apply</Button>
      </noscript>
    </form>
  );
}
