import { CommandBlock } from "../ui/command-block.tsx";

/** GitLab takes no scanner's report through its API: a job of its own keeps it. */
export function GitlabSarifJob({ api }: { api: string }) {
  return (
    <div className="grid gap-2 px-4 py-3 max-narrow:px-3">
      <h3 className="-mb-2 font-medium">On GitLab</h3>
      <p className="max-w-[64ch] text-fg-subtle text-xs leading-[18px]">
        GitLab takes no report through its API. A job in <code>.gitlab-ci.yml</code> keeps Etna’s as
        an artifact. <code>ETNA_TOKEN</code> is an API token that may read,{" "}
        <code>ETNA_REPOSITORY</code> the id in the address of the repository’s page here.
      </p>
      <CommandBlock label="Job" command={jobText(api)} />
    </div>
  );
}

function jobText(api: string): string {
  return [
    "etna-findings:",
    "  script:",
    `    - 'curl --fail --header "Authorization: Bearer $ETNA_TOKEN" --output etna.sarif "${api}/repositories/$ETNA_REPOSITORY/findings.sarif"'`,
    "  artifacts:",
    "    paths: [etna.sarif]",
  ].join("\n");
}
