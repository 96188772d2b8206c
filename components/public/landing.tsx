import { ButtonLink } from "../ui/button.tsx";
import { CommandBlock } from "../ui/command-block.tsx";
import { LandingExample } from "./landing-example.tsx";
import { LandingHops } from "./landing-hops.tsx";

const cosign = [
  "cosign verify-blob-attestation \\",
  "  --bundle fix.sigstore.json --key instance.pub \\",
  "  --trusted-root trusted_root.json \\",
  "  --type https://agentetna.com/attestations/approved-fix/v1 \\",
  "  fix.patch",
].join("\n");

const cannot = [
  {
    what: "Write to your branches",
    why: "It can create branches under etna/ and nothing else. It cannot merge or force-push.",
  },
  {
    what: "Sign without a person",
    why: "A signature needs an approval of one exact commit. A new commit voids it.",
  },
  {
    what: "Read outside what you allowed",
    why: "It opens only repositories below the paths you named, and never touches their work tree.",
  },
  {
    what: "Change the record",
    why: "The log can only grow. An edited or removed entry is found by anyone who kept a copy.",
  },
];

const section = "border-line border-t py-12 max-rail:py-9";
const split = `${section} grid grid-cols-[304px_minmax(0,1fr)] gap-16 max-rail:grid-cols-1 max-rail:gap-5`;
const heading = "font-semibold text-lg";
const beside = "mt-2 text-fg-muted text-sm";

export function Landing({ consoleHref }: { consoleHref?: string | undefined }) {
  return (
    <>
      <section className="grid grid-cols-[minmax(0,1.08fr)_minmax(0,1fr)] items-center gap-[72px] pt-22 pb-20 max-rail:grid-cols-1 max-rail:gap-10 max-rail:py-12">
        <div>
          <h1 className="max-w-[11em] text-balance font-semibold text-3xl tracking-[-0.034em] max-narrow:text-[2rem] max-narrow:leading-9">
            Security fixes that anyone can check.
          </h1>
          <p className="mt-5 mb-7 max-w-[34em] text-[1.0625rem] text-fg-muted leading-[1.6875rem]">
            Etna finds faults in your code and proposes each fix as a pull request. A person
            approves it. Your own key signs it. From then on anyone can check what was changed, by
            which agent, and on whose approval, without asking us.
          </p>
          <p className="flex flex-wrap gap-2">
            <ButtonLink
              variant="primary"
              size="lg"
              href={consoleHref ?? "/sign-in"}
              className="max-narrow:flex-1"
            >
              {consoleHref ? "Open the console" : "Connect a repository"}
            </ButtonLink>
            <ButtonLink size="lg" href="/verify" className="max-narrow:flex-1">
              Check a fix
            </ButtonLink>
          </p>
          <p className="mt-4 text-fg-subtle text-sm">
            Sign in with a link by e-mail. The fixes that rules write need no model and no key.
          </p>
        </div>
        <LandingExample />
      </section>

      <section className={section} aria-labelledby="h-how">
        <h2 id="h-how" className={heading}>
          How a fix travels
        </h2>
        <LandingHops />
        <p className="max-w-[66ch] text-fg-subtle text-sm">
          Each step records what the one before it produced, by its hash. Change one byte anywhere
          and the chain says so. Only the second step needs a person, and it cannot be skipped.
        </p>
      </section>

      <section className={split} aria-labelledby="h-cannot">
        <div>
          <h2 id="h-cannot" className={heading}>
            What Etna cannot do
          </h2>
          <p className={beside}>Not by policy. There is no code for it.</p>
        </div>
        <dl className="grid grid-cols-2 gap-x-10 gap-y-7 max-narrow:grid-cols-1 max-narrow:gap-5">
          {cannot.map((item) => (
            <div key={item.what} className="text-sm">
              <dt className="font-semibold">{item.what}</dt>
              <dd className="mt-0.5 text-fg-muted">{item.why}</dd>
            </div>
          ))}
        </dl>
      </section>

      <section className={split} aria-labelledby="h-without">
        <div>
          <h2 id="h-without" className={heading}>
            Check one without us
          </h2>
          <p className={beside}>
            Stock cosign, no network. If Etna is gone tomorrow, this still works.
          </p>
        </div>
        <CommandBlock command={cosign} prints="Verified OK" />
      </section>
    </>
  );
}
