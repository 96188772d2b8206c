import { ArrowRight, Check } from "lucide-react";
import Link from "next/link";
import { Status } from "../ui/status.tsx";

const links = [
  { name: "Proposed", by: "Etna’s agent, #412", at: "14:32:00" },
  { name: "Approved", by: "Ingrid Solheim", at: "15:14:07" },
  { name: "Signed", by: "Ed25519 117a6c…9fe1", at: "15:14:09" },
  { name: "Logged", by: "entry 18,205", at: "15:14:10" },
  { name: "Merged", by: "unchanged, e8e2ac…0af", at: "15:40:31" },
];

/** A drawing of a verified fix, said to be an example. */
export function LandingExample() {
  return (
    <figure className="rounded-lg border border-line bg-raised">
      <figcaption className="flex items-center justify-between border-line border-b px-5 py-3">
        <Status kind="verified" className="text-sm [&>.lucide]:size-4">
          Verified
        </Status>
        <span className="text-fg-subtle text-xs">An example</span>
      </figcaption>
      <p className="px-5 pt-4 font-semibold">Run the label renderer without a shell</p>
      <p className="px-5 text-fg-subtle text-xs">halden/booking-api, pull request #412</p>
      <ol className="px-5 pt-3.5 pb-4">
        {links.map((link) => (
          <li
            key={link.name}
            className="group relative grid h-8 grid-cols-[16px_76px_minmax(0,1fr)_auto] items-center gap-2.5 text-sm"
          >
            <span
              aria-hidden="true"
              className="absolute top-[25px] left-[7.5px] h-3.5 w-px bg-verified-line group-last:hidden"
            />
            <Check
              aria-hidden="true"
              className="rounded-full bg-verified-wash stroke-3 p-[2.5px] text-verified ring-1 ring-verified-line"
            />
            <span className="font-medium">{link.name}</span>
            <span className="truncate text-fg-muted">{link.by}</span>
            <span className="font-mono text-[11.5px] text-fg-subtle max-[400px]:hidden">
              {link.at}
            </span>
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap items-center justify-between gap-1 border-line border-t px-5 py-3 text-xs">
        <span className="text-fg-subtle">All 13 checks hold</span>
        <Link href="/verify" className="link inline-flex items-center gap-1.5">
          Check one yourself
          <ArrowRight aria-hidden="true" className="size-[13px]" />
        </Link>
      </div>
    </figure>
  );
}
