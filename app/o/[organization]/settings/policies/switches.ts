import type { ToggleWords } from "#components/settings/toggle-row.tsx";

/** The policies that are on or off, by the name of each in the form. */
export const switchWords = {
  fourEyes: {
    title: "Four eyes",
    text: "Whoever started a run may not approve its fix. The policy in force stands in the signed statement.",
    turnOn: "Ask for four eyes",
    turnOff: "Let one person do both",
  },
  signedApprovals: {
    title: "The approver’s own signature",
    text: "An approval counts only where the approver’s passkey signed it, which anyone can check without taking Etna’s word. Approvals on the forge then do not count, and whoever has no passkey cannot approve. It counts in public one hour after it is turned on, so that signatures under way end first: keys.json then says so, and an approval without it fails for everyone.",
    turnOn: "Ask for it",
    turnOff: "Take approvals without it",
  },
  approvalOnForge: {
    title: "Approval on the forge",
    text: "A review approved on GitHub or GitLab counts as an approval here, when the account there is linked to a member who may approve. Etna reads it from the forge itself.",
    turnOn: "Let it count",
    turnOff: "Approve here alone",
  },
  proofBesideCode: {
    title: "Keep the proof beside the code",
    text: "When a signed fix is merged, Etna opens one more review, which adds .etna/fixes/<id>/ and nothing else: what anyone needs to check it without Etna. Merging that is yours to do. The approved branch is not touched.",
    turnOn: "Offer it after each merge",
    turnOff: "Keep it here",
  },
  fixByItself: {
    title: "Fixes without being asked",
    text: "After each scan Etna opens a review for what is newly found and a rule can repair, the gravest first, as far as the budget below has room and outside quiet hours. What somebody rejected, closed or ignored does not come again. Approving stays with a person.",
    turnOn: "Open reviews by itself",
    turnOff: "Wait to be asked",
  },
  scanDaily: {
    title: "A scan a day",
    text: "Each repository is scanned again when its last scan is a day old: advisories appear for code that nobody touched.",
    turnOn: "Scan every day",
    turnOff: "Do not scan by the day",
  },
  scanOnPush: {
    title: "A scan after each push",
    text: "A push to the default branch is scanned, a merge of a fix among them. Pushes that come while a scan is under way share the next one. A folder on this machine reports no pushes.",
    turnOn: "Scan after pushes",
    turnOff: "Do not scan after pushes",
  },
  uploadSarif: {
    title: "Hand findings to GitHub",
    text: "After each scan Etna uploads the open findings of its own rules to GitHub’s code scanning, as SARIF. The connection needs the permission security_events: write.",
    turnOn: "Upload after each scan",
    turnOff: "Keep them here",
  },
} as const satisfies Record<string, ToggleWords>;

export type PolicySwitch = keyof typeof switchWords;
export const policySwitches = Object.keys(switchWords) as PolicySwitch[];
