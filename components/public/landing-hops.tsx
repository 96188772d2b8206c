import { cn } from "../ui/cn.ts";
import { chainIcons, chainLinks } from "../verify/chain-links.ts";

const hops = {
  proposed: {
    carries: "patch 14579e",
    who: "Etna, on a temporary branch",
    record: "patch, commit, what it read",
  },
  approved: {
    carries: "commit 2ef4c5",
    who: "A person whom you named",
    record: "commit, tree, policy",
  },
  signed: {
    carries: "envelope e4164f",
    who: "Your Ed25519 key",
    record: "DSSE, in-toto statement",
  },
  logged: {
    carries: "tree fee234",
    who: "A log that can only grow",
    record: "inclusion proof, checkpoint",
  },
  merged: {
    carries: "",
    who: "You, under your branch rules",
    record: "merged tree = approved tree",
  },
};

export function LandingHops() {
  return (
    <ol className="mt-7 mb-5 grid grid-cols-5 max-rail:grid-cols-1">
      {chainLinks.map((link) => {
        const hop = hops[link.id];
        const Icon = chainIcons[link.id];
        return (
          <li
            key={link.id}
            className="group relative pr-6 text-sm max-rail:grid max-rail:grid-cols-[32px_minmax(0,1fr)] max-rail:gap-x-3.5 max-rail:pb-5"
          >
            <span
              aria-hidden="true"
              className="absolute top-4 right-0 left-8 h-px bg-line-strong group-last:hidden max-rail:top-8 max-rail:bottom-0 max-rail:left-4 max-rail:h-auto max-rail:w-px"
            />
            <span
              className={cn(
                "relative mb-3 grid size-8 place-items-center rounded-md border max-rail:row-span-3",
                link.id === "approved"
                  ? "border-ember-line bg-ember-wash text-ember"
                  : "border-line-strong bg-raised text-fg-muted",
              )}
            >
              <Icon aria-hidden="true" />
            </span>
            {hop.carries && (
              <span
                aria-hidden="true"
                className="absolute -top-px left-11 whitespace-nowrap font-mono text-[11px] text-fg-subtle leading-[14px] max-rail:hidden"
              >
                {hop.carries}
              </span>
            )}
            <b className="block">{link.title}</b>
            <p className="text-fg-muted max-rail:col-start-2">{hop.who}</p>
            <p className="mt-1.5 font-mono text-[11.5px] text-fg-subtle leading-[17px] max-rail:col-start-2 max-rail:mt-0">
              {hop.record}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
