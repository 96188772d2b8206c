import { Time } from "../ui/time.tsx";

/** From when to when something counts; without an end, from when on. */
export function Stretch({ since, until }: { since: string; until?: string | undefined }) {
  return (
    <span className="text-fg-muted">
      from <Time at={since} format="absolute" />
      {until && (
        <>
          {" "}
          to <Time at={until} format="absolute" />
        </>
      )}
    </span>
  );
}
