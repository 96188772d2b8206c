import { CommandBlock } from "../ui/command-block.tsx";
import type { BadgeState } from "./badge-state.ts";
import { badgeTitle } from "./badge-svg.ts";

/** The badge as it is now, and the Markdown that puts it into a README. */
export function BadgeOffer({
  state,
  badgeHref,
  pageUrl,
  badgeUrl,
}: {
  state: BadgeState;
  /** On this page. */
  badgeHref: string;
  /** Whole addresses, for elsewhere. */
  pageUrl: string;
  badgeUrl: string;
}) {
  return (
    <section aria-labelledby="h-badge" className="noprint mt-12 max-narrow:mt-10">
      <h2 id="h-badge" className="font-semibold text-lg">
        Show it in a README
      </h2>
      <p className="mt-1 mb-4 text-fg-muted">
        The badge says what this page says, checked anew whenever it is shown.
      </p>
      <p className="mb-3 h-5">
        {/* biome-ignore lint/performance/noImgElement: the very file that a README shows */}
        <img src={badgeHref} alt={badgeTitle(state)} height={20} loading="lazy" className="h-5" />
      </p>
      <CommandBlock
        label="Markdown of the badge"
        wraps
        command={`[![${badgeAlt}](${badgeUrl})](${pageUrl})`}
      />
    </section>
  );
}

// Not the state: the words would stay when the picture changes.
const badgeAlt = "Signed fix";
